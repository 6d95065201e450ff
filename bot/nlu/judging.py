"""Weighs what the classifier says against what was asked and the words of the answer."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog.events import Entity, Heard, Open, Ranking
from bot.nlu.answers import Reply
from bot.nlu.danger import is_harmless, sounds_worse
from bot.nlu.expected import TELLING, fits, leaves, tells_shortly, with_prior
from bot.nlu.normal import Word
from bot.nlu.piece import (
    ASK,
    BUT,
    CHOICE,
    DO,
    ELSEWHERE,
    FINE,
    IF,
    KIND,
    MAYBE,
    MILD,
    NO,
    NOWHERE,
    PAUSE,
    STRONG_NO,
    TALK,
    UNKNOWN,
    WITH,
    YES,
)
from bot.nlu.stopping import only_sounds_like_stop

FALLBACK = "nlu_fallback"
SURE, SURE_OF_DANGER, SURE_IT_DOES_NOT_ANSWER = 0.45, 0.5, 0.8
# A stop is not undone by the next message.
SURE_OF_STOP, CERTAIN = 0.75, 1.01
# What else it could be is barred at times; that alone makes nothing an alarm.
LEAST_OF_DANGER = 0.4
# Of three words or fewer the red list knows those that matter, and a model knows too little.
FEW_WORDS, SURE_OF_DANGER_IN_FEW = 3, 0.9
# "Lei av" is most often said of snow; of being alone a model is surer than this.
SURE_THOUGH_IT_SOUNDS_WORSE = 0.99
_AGREEABLE = frozenset((YES, DO, FINE, MAYBE, KIND))
_JA_OR_NEI = frozenset("ja jo jau jada joda japp jepp yes nei nej neida no".split())
DANGER = frozenset(("emergency", "distress"))


def certain(
    text: str, intent: str, entities: tuple[Entity, ...] = (), accept: tuple[int, ...] = (),
    decline: tuple[int, ...] = (), unclear: bool = False,
) -> Heard:  # fmt: skip
    return Heard(text, intent, 1.0, ((intent, 1.0),), entities, accept, decline, unclear)


def answer(
    text: str, message: tuple[Word, ...], entities: tuple[Entity, ...], reply: Reply, expecting: str | None,
    open: tuple[Open, ...],
) -> Heard | None:  # fmt: skip
    """A plain yes or no, or one that does not say to what."""
    if open and expecting in TELLING and not _says_ja_or_nei(expecting, message, entities, open):
        return None
    if (
        open and reply.answer == "yes" and expecting in TELLING - {"feedback"}
        and not (reply.says & CHOICE or _names_an_errand(entities, open))
    ):  # fmt: skip
        return certain(text, "affirm", entities, unclear=True)
    if open and reply.nowhere and expecting not in TELLING:
        return Heard(text, FALLBACK, 0.0, entities=entities, unclear=True)
    if not (reply.plain or reply.answer) or (expecting in TELLING and not _answers_anyway(reply, expecting)):
        return None
    if expecting == "dislikes" and "yes" not in reply.says:
        return certain(text, "deny", entities)
    if reply.answer == "weak" and expecting == "reminder" and len(open) < 2:
        return certain(text, "affirm", entities, tuple(question.n for question in open))
    if reply.answer == "yes":
        unclear = bool(open) and not reply.accept
        return certain(text, "affirm", entities, reply.accept, reply.decline, unclear)
    if reply.answer == "no":
        return certain(text, "deny", entities, (), reply.decline, bool(open) and not reply.decline)
    if open:
        return Heard(text, FALLBACK, 0.0, entities=entities, unclear=True)
    return None


def _says_ja_or_nei(
    expecting: str | None, message: tuple[Word, ...], entities: tuple[Entity, ...], open: tuple[Open, ...]
) -> bool:
    """Whether it is a JA or NEI to an offer although something else was asked; a man may be called Jo."""
    said = _JA_OR_NEI & {word.key for word in message}
    if _names_an_errand(entities, open) and expecting != "name":
        # "Ja til handlinga på torsdag" is no answer to when she can; "ja, å handle" is one to what she will not do.
        return bool(said) and expecting not in {"kinds", "dislikes"}
    if expecting in {"dislikes", "feedback"}:
        return bool(said)
    return bool(said - {"jo"} if expecting == "name" else said) and not fits(expecting, message, entities)


def _names_an_errand(entities: tuple[Entity, ...], open: tuple[Open, ...]) -> bool:
    return any(e.entity == "kind" and e.value == question.kind for e in entities for question in open)


def _answers_anyway(reply: Reply, expecting: str | None) -> bool:
    """A bare JA or NEI where something else was asked; "bra" tells how it went."""
    if expecting == "dislikes":
        return reply.assents or reply.dissents
    return reply.answer in {"yes", "no"} and not (expecting == "feedback" and reply.says & {"fine", "do"})


def judge(
    text: str, message: tuple[Word, ...], entities: tuple[Entity, ...], reply: Reply, expecting: str | None,
    open: tuple[Open, ...], ranking: Ranking,
) -> Heard:  # fmt: skip
    """What a message that no rule settles means, given what it answers."""
    if tells_shortly(expecting, message, entities) and ASK not in reply.says:
        return replace(certain(text, "inform", entities), confidence=0.9)
    dangers = () if is_harmless(message) else tuple(pair for pair in ranking if pair[0] in DANGER)
    worse = sounds_worse(message) or _all_known(reply)
    if danger := _likely_danger(dangers, _enough(len(message), worse)):
        return certain(text, danger, entities)
    left_out = {"opt_out"} if only_sounds_like_stop(text, message) else set[str]()
    if worse or len(message) <= FEW_WORDS or not _likely_danger(dangers, LEAST_OF_DANGER):
        left_out |= DANGER
    ranking = tuple([pair for pair in ranking if pair[0] not in left_out]) if left_out else ranking
    asked = expecting not in TELLING and (bool(open) or expecting in {"offer", "reminder", "yes_no"})
    if asked and reply.refuses and not _is_of_something_else(ranking):
        return _with_offers(replace(certain(text, "deny", entities), confidence=0.9), reply, expecting, open)
    weighed = with_prior(ranking, expecting, _barred(reply, asked), _hints(reply, asked))
    intent, confidence = weighed[0] if weighed else (FALLBACK, 0.0)
    heard = Heard(text, intent, confidence, weighed, entities)
    if fits(expecting, message, entities) and ASK not in reply.says and not _says_else(heard):
        return replace(certain(text, "inform", entities), confidence=max(confidence, 0.9))
    if asked and not reply.reserved and ASK not in reply.says and ranking and ranking[0][0] == "affirm":
        return replace(heard, intent=FALLBACK, unclear=bool(open))
    unsure = intent == "opt_out" and dict(ranking)["opt_out"] < SURE_OF_STOP
    if (
        unsure
        or confidence < SURE
        or (expecting in TELLING and leaves(intent) and confidence < SURE_IT_DOES_NOT_ANSWER)
    ):
        return _not_sure(heard, reply, asked, open)
    return _with_offers(heard, reply, expecting, open)


def _all_known(reply: Reply) -> bool:
    """Words of an answer and no others, none of them a no: "hun har sagt ja"."""
    return bool(reply.says & _AGREEABLE) and not reply.says & {UNKNOWN, NO, STRONG_NO, ASK}


def _enough(words: int, sounds_worse: bool) -> float:
    if words == 1:
        # The words that alarm alone are listed; a model takes Brenna for one of them.
        return CERTAIN
    if sounds_worse:
        return SURE_THOUGH_IT_SOUNDS_WORSE
    return SURE_OF_DANGER if words > FEW_WORDS else SURE_OF_DANGER_IN_FEW


def _likely_danger(dangers: Ranking, sure: float) -> str | None:
    likely = max(((p, intent) for intent, p in dangers), default=None)
    return likely[1] if likely and sum(p for _, p in dangers) >= sure else None


_NEI_ALL_THE_SAME = frozenset(
    ("deny", "affirm", "counter_offer", "unsure", "out_of_scope", "inform", "thank", "greet", "ask_task_details",
     "change_availability", "request_help", "invite_friend", "find_tasks", "list_my_tasks", "concern")
)  # fmt: skip


def _is_of_something_else(ranking: Ranking) -> bool:
    """ "nei, slett meg" is no answer to the question, whereas "nei, har kor den dagen" is nothing else."""
    intent, confidence = ranking[0] if ranking else ("", 0.0)
    return intent not in _NEI_ALL_THE_SAME and confidence >= SURE


def _barred(reply: Reply, asked: bool) -> frozenset[str]:
    """A yes the rules did not take is never a yes; no answer is a question, "notert", "vi snakkes" or "no 2"."""
    if ASK in reply.says:
        return frozenset(("affirm", "deny")) if asked else frozenset(("affirm",))
    if asked and reply.says and reply.says <= {MILD, TALK, PAUSE}:
        return frozenset(("affirm", "deny"))
    if NOWHERE in reply.says:
        return frozenset(("affirm", "deny"))
    unplain = reply.says & {BUT, IF, WITH, MAYBE}
    return frozenset(("affirm",)) if asked or unplain else frozenset()


def _hints(reply: Reply, asked: bool) -> dict[str, float]:
    if not asked:
        return {}
    if ASK in reply.says:
        # "Torsdag passer fint, men hvor er det?" offers nothing else.
        other = reply.says & {ELSEWHERE, IF, WITH, MAYBE}
        return {"ask_task_details": 2.0} if other else {"ask_task_details": 4.0, "counter_offer": 0.02}
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
    if expecting in TELLING:
        return heard
    if heard.intent == "deny":
        decline = reply.decline or only
        return replace(heard, decline=decline, unclear=bool(open) and not decline)
    if heard.intent == "cancel_task" and expecting == "reminder":
        return replace(heard, decline=only)
    return replace(heard, decline=reply.decline) if heard.intent == "counter_offer" else heard
