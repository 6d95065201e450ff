"""Calls to the number we write from: put through while someone is at work, and listed until somebody has answered."""

from __future__ import annotations

import re

from bot.duty import answers_by
from bot.life import knowing
from bot.life.turn import Turn
from bot.messages import Answer, Incoming, Rang
from bot.model import PersonId
from bot.numbers import bare
from bot.texts import Text

AWAY = Text(
    "calls.away",
    "Hei! Du har ringt {municipality}. {Coordinator} ringer deg før {when}. "
    "Haster det: ring 116 117. Fare for liv: 113.",
)
HIDDEN = Text(
    "calls.hidden",
    "Hei! Du har ringt {municipality}. Vi ser ikke nummeret ditt, så ring igjen seinere. "
    "Haster det: ring 116 117. Fare for liv: 113.",
)
NUMBER = re.compile(r"\+[1-9]\d{7,14}")
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What Twilio writes for anonymous, restricted, blocked, unknown and unavailable, spelt on the keys of a telephone."""


def heard(turn: Turn, call: Rang, always: str) -> Answer:
    """``always`` is where calls to that number of ours go at any hour."""
    return _ended(turn, call) if call.over else _rang(turn, call, always)


def _rang(turn: Turn, call: Rang, always: str) -> Answer:
    """Someone rings.  They are on the list at once, and off it when somebody has answered."""
    who, first = _caller(turn, call), _is_new(turn, call.external_id)
    if first and not knowing.is_duty_phone(turn, "sms", call.caller):
        turn.tell("rang", person=who, due=answers_by(turn.now, turn.town.duty))
    number = always or (turn.town.phone if turn.on_duty else "")
    return Answer(dial=number) if number and number != bare(call.ours) else _away(turn, who)


def _ended(turn: Turn, call: Rang) -> Answer:
    """A call that was put through is over: answered, or to be rung back."""
    who = _caller(turn, call)
    if not call.answered:
        return _away(turn, who)
    if _is_new(turn, f"{call.external_id}-ended"):
        for matter in turn.store.matters("rang"):
            if matter.person == who:
                turn.store.change_matter(matter.id, closed=turn.now)
    return Answer()


def _is_new(turn: Turn, name: str) -> bool:
    """Whether this call has not been heard of before.  Who called is kept with the matter alone."""
    event = turn.store.add_event(Incoming("voice", name, "", ""), turn.now)
    if event is not None:
        turn.store.change_event(event.id, state="done", intent="rang")
    return event is not None


def _caller(turn: Turn, call: Rang) -> PersonId | None:
    """Whoever has the number, known or not; nobody when it is withheld, or the duty phone's."""
    number = call.caller
    if not NUMBER.fullmatch(number) or number in WITHHELD or knowing.is_duty_phone(turn, "sms", number):
        return None
    known = [*turn.store.people_at("sms", number), *turn.store.people_at("phone", number)]
    return known[0] if known else knowing.stranger(turn, "phone", number)


def _away(turn: Turn, who: PersonId | None) -> Answer:
    by, language = answers_by(turn.now, turn.town.duty), turn.town.language
    known = {"municipality": turn.town.spoken, "coordinator": turn.town.coordinator, "when": by}
    return Answer(say=(HIDDEN if who is None else AWAY).say(language, **known), language=language)
