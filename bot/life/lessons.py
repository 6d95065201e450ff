"""Keeps what the reader did not manage, without names, until a coordinator has said what was meant or time is up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.dialog.effects import Effect, HandOver
from bot.dialog.events import Heard
from bot.dialog.session import Talk
from bot.life.turn import Turn
from bot.messages import WORDS_KEPT_FOR
from bot.model import Errand, PersonId, Recipient
from bot.nlu import FALLBACK
from bot.nlu.masking import Known, mask, tells_nothing
from bot.storage.post import Message

LONGEST = 300
"""A long message tells more of a life than of how people answer."""
Act = Callable[[Turn], None]
CORRECTED_WITHIN = timedelta(hours=2)
NEVER = frozenset({"emergency", "distress", "opt_out", "human", "delete_my_data", "access_my_data"})
"""What a coordinator takes over for another reason than that it was misread."""


def missed(turn: Turn, who: PersonId, heard: Heard, before: Talk, after: Talk, effects: tuple[Effect, ...]) -> None:
    """Keep a message that was not understood, or that we had to ask about; not what a coordinator typed for them."""
    if turn.heard_on == "call":
        return
    gave_up = any(isinstance(effect, HandOver) and effect.why == "not_understood" for effect in effects)
    if heard.noise or not (heard.intent == FALLBACK or after.misses > before.misses or gave_up):
        return
    _keep(turn, who, heard.text, heard.intent, "asked_twice" if before.misses else "missed", before)


def corrected(turn: Turn, who: PersonId) -> None:
    """A coordinator takes a talk from the robot just after it answered: it may have answered something else."""
    last = next(iter(turn.store.heard_from(who, last=1)), None)
    if last is None or turn.now - last.received > CORRECTED_WITHIN or not last.intent or last.intent in NEVER:
        return
    if last.intent != FALLBACK:
        _keep(turn, who, last.text, last.intent, "corrected", Talk.from_json(turn.store.talk_state(who)))


def told(turn: Turn, which: int, text: str, intent: str, by: int | None) -> None:
    """What a coordinator says was meant; in what they have written anew no name is left either."""
    masked = mask(text, Known(others=frozenset(turn.store.known_names())), turn.now)
    turn.store.tell_lesson(which, masked, intent, turn.now, by)
    turn.note("lesson_told", by=by)
    drop_old(turn)


def drop_old(turn: Turn) -> None:
    """Nobody said in time what was meant."""
    turn.store.drop_lessons_kept_before(turn.now - WORDS_KEPT_FOR)
    oldest = turn.store.oldest_waiting_lesson()
    turn.store.wake_at("lesson", 0, oldest and oldest + WORDS_KEPT_FOR)


def _keep(turn: Turn, who: PersonId, text: str, heard: str, why: str, talk: Talk) -> None:
    if len(text) > LONGEST or _may_not_be_kept(turn, who):
        return
    said = reversed(turn.store.messages_to(who, last=9))
    asked = next((message for message in said if _was_before(turn, message)), None)
    errands = _errands(turn, who, asked)
    known = known_to(turn, who, errands)
    masked = mask(text, known, turn.now)
    if tells_nothing(masked):
        return
    words = mask(asked.text, known, turn.now)[:LONGEST] if asked else ""
    turn.store.keep_lesson(who, masked, turn.now, asked=words, expecting=_expecting(turn, talk), heard=heard, why=why)
    drop_old(turn)


def _may_not_be_kept(turn: Turn, who: PersonId) -> bool:
    """Those who get help, and their kin, write of illness and of home; who said STOPP wants no more with us."""
    if turn.store.volunteer(who) is not None:
        return turn.store.person(who).stopped
    numbers = turn.store.addresses(who).values()
    return turn.store.recipient(who) is not None or any(turn.store.helped_through(number) for number in numbers)


def _was_before(turn: Turn, message: Message) -> bool:
    return bool(message.text) and message.created < turn.now and message.edits is None


def _expecting(turn: Turn, talk: Talk) -> str:
    flow = turn.engine.flows.get(talk.flow)
    ask = flow.ask(talk.asked) if flow else None
    return (ask.expects or "") if ask else ""


def _errands(turn: Turn, who: PersonId, asked: Message | None) -> list[Errand]:
    """Everything they have been asked about lately, or have done."""
    which = {offer.errand for offer in turn.store.offers_to(who, since=turn.now - WORDS_KEPT_FOR)}
    which |= {question.errand for question in turn.store.questions_to(who)}
    which |= {errand.id for _, errand in turn.store.visits_by(who, active=False)}
    which |= {asked.errand} if asked is not None and asked.errand is not None else set()
    return [turn.store.errand(each) for each in sorted(which)]


def known_to(turn: Turn, who: PersonId, errands: list[Errand]) -> Known:
    """Every name and place a message from someone can hold: their own, those of whom they help, everybody's names."""
    volunteer = turn.store.volunteer(who)
    helped = [found for each in sorted({e.recipient for e in errands}) if (found := turn.store.recipient(each))]
    own = [turn.store.person(who).name, *(name for one in helped for name in (one.person.name, one.kin.name))]
    places = [volunteer.place, volunteer.postcode] if volunteer else []
    places += [where for one in helped for where in (one.place, one.postcode)]
    return Known(
        frozenset(name for name in own if name), frozenset(where for where in places if where),
        frozenset(turn.store.known_streets()) | _streets(helped), frozenset(turn.store.known_names()),
    )  # fmt: skip


def _streets(helped: list[Recipient]) -> frozenset[str]:
    return frozenset(one.street for one in helped if one.street)
