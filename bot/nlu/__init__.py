"""From a message to what was heard: rules that must not fail, then the classifier, then asking back."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.dialog.events import Heard, Open, Ranking
from bot.nlu.answers import read_reply
from bot.nlu.availability import find_availability
from bot.nlu.breaks import end_of_break
from bot.nlu.danger import danger_in
from bot.nlu.entities import find_entities
from bot.nlu.expected import TELLING
from bot.nlu.intents import Classifier, Model
from bot.nlu.judging import FALLBACK, answer, certain, judge
from bot.nlu.lengthy import LONGEST, TO_THE_END, ends_of, rest_of, stretches, without_answer
from bot.nlu.machines import is_automatic, is_away, is_reaction
from bot.nlu.normal import Word, tidy, words
from bot.nlu.phrases import whole_message
from bot.nlu.picking import days_of, questions_meant
from bot.nlu.postponing import puts_off
from bot.nlu.stopping import NAMING, asks_to_stop, means_stop
from bot.nlu.times import find_times

__all__ = ["FALLBACK", "Classifier", "Reader"]

SURE_OF_MORE = 0.7
"""How sure a model must be that "er på plass" is no yes where nothing was asked."""
_ERASE = re.compile(r"\W*slett?\W+\d{4}\W*", re.IGNORECASE)
_RECURRING = re.compile(r"dagar$|dager$|daga$|^hver|^kvar|^alle$|^anenhver|^anakvar|^hverdag|^ukedag|^vekedag")
_WITHOUT_KINDS = frozenset(("human", "on_my_way", "running_late", "later", "help", "repeat"))


@dataclass(frozen=True)
class Reader:
    """Understands one message at a time.  ``classify`` needs the text alone, and can be asked beforehand."""

    classifier: Classifier | None = None

    @classmethod
    def load(cls, model: Path) -> Reader:
        """With every list read, and set apart: CPython would look through all of them when it tidies its memory."""
        reader = cls(Model.load(model))
        reader.understand("ja", now=datetime.now(UTC), expecting="availability")
        gc.freeze()
        return reader

    def classify(self, text: str) -> Ranking:
        return self.classifier.classify(tidy(text[:LONGEST])) if self.classifier else ()

    def understand(
        self, text: str, *, now: datetime, expecting: str | None = None, open: tuple[Open, ...] = (),
        ranking: Ranking | None = None,
    ) -> Heard:  # fmt: skip
        """What someone meant, given what they were asked and the questions a JA could answer."""
        heard = self._read(text[:LONGEST], now, expecting, open, ranking)
        return heard if len(text) <= LONGEST else self._to_the_end(text, heard, now, open)

    def _to_the_end(self, text: str, begins: Heard, now: datetime, open: tuple[Open, ...]) -> Heard:
        begins = replace(begins, text=begins.text + text[LONGEST:])
        if is_reaction(text):
            return begins
        rest = tidy(rest_of(text))
        found = {begins.intent, *(danger_in(words(stretch)) for stretch in stretches(rest))}
        if not begins.noise:
            found.update(self._read(end, now).intent for end in ends_of(rest))
        for intent in TO_THE_END:
            if intent in found:
                return begins if begins.intent == intent else certain(begins.text, intent, begins.entities)
        return without_answer(begins, open)

    def _read(
        self, text: str, now: datetime, expecting: str | None = None, open: tuple[Open, ...] = (),
        ranking: Ranking | None = None,
    ) -> Heard:  # fmt: skip
        text = said = tidy(text)
        message = words(said)
        if not text.strip():
            return Heard(text, FALLBACK, 0.0)
        if intent := _unmistakable(said, message, expecting):
            return replace(certain(text, intent), noise=intent == "out_of_scope")
        times = find_times(said, now, days_of(open))
        entities = find_entities(said, message, times, expecting)
        if (expecting == "availability" or _recurs(message)) and (when := find_availability(said, now)):
            entities = (*entities, when)
        if not times:
            entities = (*entities, *end_of_break(said, now, expecting))
        if expecting not in TELLING and puts_off(message):
            return certain(text, "counter_offer", entities)
        command = _command(said, message)
        if command and expecting is None and not open:
            return certain(text, command, entities)
        reply = read_reply(said, message, [(e, questions_meant(e, open)) for e in times], open)
        answered = answer(text, message, entities, reply, expecting, open)
        if answered and (open or expecting or reply.outright):
            return answered
        if command:
            return certain(text, command, entities)
        likely = self.classify(text) if ranking is None else ranking
        judged = judge(text, message, entities, reply, expecting, open, likely)
        if answered and (judged.confidence < SURE_OF_MORE or judged.intent in {"affirm", "deny"}):
            return answered
        return _finished(judged, said, now)


def _unmistakable(text: str, message: tuple[Word, ...], expecting: str | None) -> str | None:
    """What is never left to a model: machines, danger, and the word that ends all messages."""
    if is_reaction(text) or is_automatic(text):
        return "out_of_scope"
    if danger := danger_in(message):
        return danger
    if means_stop(message, expecting) or (expecting not in NAMING and asks_to_stop(text)):
        return "opt_out"
    return "out_of_scope" if expecting != "transport" and is_away(text) else None


def _command(text: str, message: tuple[Word, ...]) -> str | None:
    if _ERASE.fullmatch(text):
        return "delete_my_data"
    if text.strip() == "?":
        return "help"
    return whole_message("commands.txt", message) if message else None


def _recurs(message: tuple[Word, ...]) -> bool:
    return any(_RECURRING.search(word.key) for word in message)


def _finished(heard: Heard, said: str, now: datetime) -> Heard:
    entities = heard.entities
    if heard.intent in _WITHOUT_KINDS:
        entities = tuple(e for e in entities if e.entity != "kind")
    if heard.intent == "change_availability" and not heard.first("availability"):
        when = find_availability(said, now)
        entities = (*entities, when) if when else entities
    return heard if entities is heard.entities else replace(heard, entities=entities)
