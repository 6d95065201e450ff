"""From a message to what was heard: rules that must not fail, then the classifier, then asking back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.dialog.events import Entity, Heard, Open, Ranking
from bot.nlu.answers import ASK, ELSEWHERE, IF, MAYBE, WITH, Reply, read_reply
from bot.nlu.availability import find_availability
from bot.nlu.danger import danger_in, means_stop, sounds_worse
from bot.nlu.entities import find_entities
from bot.nlu.expected import TELLING, fits, leaves, with_prior
from bot.nlu.intents import Classifier, Model
from bot.nlu.machines import is_automatic, is_away, is_reaction
from bot.nlu.normal import Word, key, tidy, words
from bot.nlu.phrases import whole_message
from bot.nlu.picking import days_of, questions_meant
from bot.nlu.times import find_times

__all__ = ["FALLBACK", "Classifier", "Reader"]

FALLBACK = "nlu_fallback"
SURE, SURE_OF_DANGER, SURE_IT_DOES_NOT_ANSWER = 0.45, 0.4, 0.8
DANGER = frozenset(("emergency", "distress"))
LONGEST = 1_600
_ERASE = re.compile(r"\W*slett\W+\d{4}\W*", re.IGNORECASE)
_RECURRING = re.compile(r"dagar$|dager$|daga$|^hver|^kvar|^alle$|^anenhver|^anakvar|^hverdag|^ukedag|^vekedag")
_WITHOUT_KINDS = frozenset(("human", "on_my_way", "running_late", "later", "help", "repeat"))


@dataclass(frozen=True)
class Reader:
    """Understands one message at a time.  ``classify`` needs the text alone, and can be asked beforehand."""

    classifier: Classifier | None = None

    @classmethod
    def load(cls, model: Path) -> Reader:
        return cls(Model.load(model))

    def classify(self, text: str) -> Ranking:
        return self.classifier.classify(tidy(text)[:LONGEST]) if self.classifier else ()

    def understand(
        self, text: str, *, now: datetime, expecting: str | None = None, open: tuple[Open, ...] = (),
        ranking: Ranking | None = None,
    ) -> Heard:  # fmt: skip
        """What someone meant, given what they were asked and the questions a JA could answer."""
        text = tidy(text)
        said = text[:LONGEST]
        message = words(said)
        if not text.strip():
            return Heard(text, FALLBACK, 0.0)
        if intent := _unmistakable(said, message, expecting):
            return _certain(text, intent)
        times = find_times(said, now, days_of(open))
        entities = find_entities(said, message, times, expecting)
        if (expecting == "availability" or _recurs(message)) and (when := find_availability(said, now)):
            entities = (*entities, when)
        command = _command(said, message)
        if command and expecting is None and not open:
            return _certain(text, command, entities)
        reply = read_reply(said, message, [(e, questions_meant(e, open)) for e in times], open)
        if answered := _answer(text, reply, expecting, open):
            return replace(answered, entities=entities)
        if command:
            return _certain(text, command, entities)
        judged = self._judge(text, message, entities, reply, expecting, open, ranking)
        return _finished(judged, said, now)

    def _judge(
        self, text: str, message: tuple[Word, ...], entities: tuple[Entity, ...], reply: Reply, expecting: str | None,
        open: tuple[Open, ...], ranking: Ranking | None,
    ) -> Heard:  # fmt: skip
        ranking = self.classify(text) if ranking is None else ranking
        if sounds_worse(message):
            ranking = tuple(pair for pair in ranking if pair[0] not in DANGER)
        elif danger := _likely_danger(ranking):
            return _certain(text, danger, entities)
        asked = bool(open) or expecting in {"offer", "reminder"}
        weighed = with_prior(ranking, expecting, _barred(reply, asked), _hints(reply, asked))
        intent, confidence = weighed[0] if weighed else (FALLBACK, 0.0)
        heard = Heard(text, intent, confidence, weighed, entities)
        if fits(expecting, message, entities) and ASK not in reply.says and not _says_else(heard):
            return replace(_certain(text, "inform", entities), confidence=max(confidence, 0.9))
        if asked and not reply.reserved and ASK not in reply.says and ranking and ranking[0][0] == "affirm":
            return replace(heard, intent=FALLBACK, unclear=bool(open))
        if confidence < SURE:
            return _not_sure(heard, reply, asked, open)
        return _with_offers(heard, reply, expecting, open)


def _certain(text: str, intent: str, entities: tuple[Entity, ...] = ()) -> Heard:
    return Heard(text, intent, 1.0, ((intent, 1.0),), entities)


def _unmistakable(text: str, message: tuple[Word, ...], expecting: str | None) -> str | None:
    """What is never left to a model: machines, danger, and the word that ends all messages."""
    if is_reaction(text) or is_automatic(text):
        return "out_of_scope"
    if danger := danger_in(message):
        return danger
    if means_stop(message):
        return "opt_out"
    return "out_of_scope" if expecting != "transport" and is_away(text) else None


def _command(text: str, message: tuple[Word, ...]) -> str | None:
    if _ERASE.fullmatch(text):
        return "delete_my_data"
    if "?" == text.strip():
        return "help"
    return whole_message("commands.txt", message) if message else None


def _recurs(message: tuple[Word, ...]) -> bool:
    return any(_RECURRING.search(word.key) for word in message)


def _answer(text: str, reply: Reply, expecting: str | None, open: tuple[Open, ...]) -> Heard | None:
    """A plain yes or no, or one that does not say to what."""
    if open and reply.nowhere:
        return Heard(text, FALLBACK, 0.0, unclear=True)
    if not (reply.plain or reply.answer) or (expecting in TELLING and not _answers_anyway(reply, expecting)):
        return None
    if expecting == "dislikes" and "yes" not in reply.says:
        return _certain(text, "deny")
    if reply.answer == "weak" and expecting in {"yes_no", "reminder"} and len(open) < 2:
        return replace(_certain(text, "affirm"), accept=tuple(question.n for question in open))
    if reply.answer == "yes":
        unclear = bool(open) and not reply.accept
        return replace(_certain(text, "affirm"), accept=reply.accept, decline=reply.decline, unclear=unclear)
    if reply.answer == "no":
        return replace(_certain(text, "deny"), decline=reply.decline, unclear=bool(open) and not reply.decline)
    if open:
        return Heard(text, FALLBACK, 0.0, unclear=True)
    return None


def _answers_anyway(reply: Reply, expecting: str | None) -> bool:
    """A bare JA or NEI where something else was asked; "bra" tells how it went."""
    return reply.answer in {"yes", "no"} and not (expecting == "feedback" and reply.says & {"fine", "do"})


def _likely_danger(ranking: Ranking) -> str | None:
    danger = [(p, intent) for intent, p in ranking if intent in DANGER]
    return max(danger)[1] if danger and sum(p for p, _ in danger) >= SURE_OF_DANGER else None


def _barred(reply: Reply, asked: bool) -> frozenset[str]:
    """A yes the rules did not take is never a yes; a question is no answer at all."""
    if ASK in reply.says:
        return frozenset(("affirm", "deny")) if asked else frozenset(("affirm",))
    unplain = reply.reserved or MAYBE in reply.says
    return frozenset(("affirm",)) if asked or unplain else frozenset()


def _hints(reply: Reply, asked: bool) -> dict[str, float]:
    if not asked:
        return {}
    if ASK in reply.says:
        return {"ask_task_details": 2.0}
    if reply.assents and reply.reserved:
        return {"counter_offer": 5.0, "deny": 0.5}
    if MAYBE in reply.says and reply.assents:
        return {"unsure": 2.0}
    if reply.dissents == reply.assents or reply.reserved or MAYBE in reply.says:
        return {}
    return {"deny": 2.0 if reply.dissents else 0.3}


def _says_else(heard: Heard) -> bool:
    return leaves(heard.intent) and heard.confidence >= SURE_IT_DOES_NOT_ANSWER


def _not_sure(heard: Heard, reply: Reply, asked: bool, open: tuple[Open, ...]) -> Heard:
    """A yes with a condition is a counter-offer, however it is put; anything else is asked about."""
    if asked and reply.assents and reply.says & {IF, WITH, ELSEWHERE} and ASK not in reply.says:
        return replace(heard, intent="counter_offer", decline=reply.decline)
    return replace(heard, intent=FALLBACK, unclear=bool(open) and (reply.assents or reply.dissents))


def _with_offers(heard: Heard, reply: Reply, expecting: str | None, open: tuple[Open, ...]) -> Heard:
    only = (open[0].n,) if len(open) == 1 else ()
    if heard.intent == "deny":
        decline = reply.decline or only
        return replace(heard, decline=decline, unclear=bool(open) and not decline)
    if heard.intent == "cancel_task" and expecting == "reminder":
        return replace(heard, decline=only)
    return replace(heard, decline=reply.decline) if heard.intent == "counter_offer" else heard


def _finished(heard: Heard, said: str, now: datetime) -> Heard:
    entities = heard.entities
    if heard.intent in _WITHOUT_KINDS:
        entities = tuple(e for e in entities if e.entity != "kind")
    if heard.intent == "change_availability" and not heard.first("availability"):
        when = find_availability(said, now)
        entities = (*entities, when) if when else entities
    return replace(heard, entities=entities)
