"""A talk that can wait is put away, and is on the list again when a coordinator has asked for it; danger never is."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import OSLO
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.nlu.times import find_times

MORNING = time(8)
"""When it comes on a day that was named without a time."""
LONGEST = timedelta(days=180)
SUBJECT, KIND = "snooze", "reminded"
PUT_AWAY = ("handover", "wrote", "complaint", "loop", "language", KIND)
"""What is about the talk itself; the rest is about a visit or somebody's safety, and stays where it stands."""


def read_until(typed: str, now: datetime) -> datetime | None:
    """The one moment that is meant by "i morgen", "mandag" or "kl. 14"; none when it is not certain."""
    found = [one for one in find_times(typed, now) or find_times(f"kl. {typed}", now) if one.entity == "time"]
    if len(found) != 1 or found[0].alternatives or found[0].negated:
        return None
    at = datetime.fromisoformat(found[0].value["from"])
    return at if at.tzinfo else datetime.combine(at.date(), MORNING, OSLO)


def snooze(turn: Turn, who: PersonId, until: datetime, by: int) -> None:
    """What they have written is read, and waits; what they write meanwhile is new."""
    if until <= turn.now:
        raise Refused("Det er alt forbi. Skriv en tid som kommer.")
    if until > turn.now + LONGEST:
        raise Refused("Det er for lenge til. Velg en tid innen et halvt år.")
    turn.store.saw(who, turn.now)
    turn.store.close_matters(turn.now, *PUT_AWAY, person=who)
    turn.store.wake_at(SUBJECT, who, until)
    turn.note("talk_put_away", None, who, by=by, until=until.isoformat())


def let_be(turn: Turn, who: PersonId, by: int) -> None:
    """Nobody need be reminded of it."""
    turn.store.wake_at(SUBJECT, who, None)
    turn.note("talk_let_be", None, who, by=by)


def come_back(turn: Turn, which: int) -> None:
    who = PersonId(which)
    if turn.store.erased(who):
        return
    last = turn.store.heard_from(who, last=1)
    turn.tell(KIND, last[0].text if last else "", person=who)
