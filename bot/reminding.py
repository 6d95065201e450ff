"""What is owed around an agreed visit, and when: reminders, the address, a call, "how did it go?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import OSLO
from bot.model import Errand, Policy, Visit, VisitState
from bot.waking import add_waking, at_clock, day_begins, day_ends, is_quiet, next_awake, waking_between

ENOUGH_WAKING = timedelta(hours=3)
JUST_AGREED = timedelta(hours=1)
"""Someone who said JA this short ago is not reminded of it."""
CHECK_IN_AFTER = timedelta(minutes=30)
CLOSE_AFTER = timedelta(hours=24)
ADDRESS_UNTIL_AFTER = timedelta(hours=2)
NO_ANSWER, NO_ANSWER_THAT_DAY = timedelta(hours=4), timedelta(hours=1)
"""So much waking time may pass before what nobody answered is said another way."""
NO_ANSWER_SOON, SOON = timedelta(minutes=15), timedelta(hours=3)


class Owed(StrEnum):
    """The things that are done around a visit, in the order they come."""

    REMINDER = "reminder"
    DETAILS = "details"
    REMINDER_TODAY = "reminder_today"
    CALL = "call"
    CHECK_IN = "check_in"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, from when, and until when it still makes sense."""

    what: Owed
    at: datetime
    until: datetime


def details_at(starts: datetime, policy: Policy) -> datetime:
    """Twelve hours before; at 18.00 the day before when too little waking time would be left."""
    at = starts - policy.details_before
    if waking_between(at, starts) >= ENOUGH_WAKING:
        return next_awake(at)
    eve = starts.astimezone(OSLO).date() - timedelta(days=1)
    return at_clock(eve, datetime.min.time().replace(hour=18))


def may_see_address(errand: Errand, now: datetime, policy: Policy) -> bool:
    return details_at(errand.starts, policy) <= now < errand.ends + ADDRESS_UNTIL_AFTER


def owed(errand: Errand, visit: Visit, now: datetime, policy: Policy) -> list[Step]:
    """Every step that is still to be done, the nearest first; those with ``at <= now`` are due."""
    return sorted((step for step in _steps(errand, visit, policy) if now < step.until), key=lambda step: step.at)


def _steps(errand: Errand, visit: Visit, policy: Policy) -> Iterator[Step]:
    if not visit.active:
        return
    starts, day = errand.starts, errand.starts.astimezone(OSLO).date()
    reminder = at_clock(day - timedelta(days=1), policy.reminder_at)
    if visit.reminded is None and visit.taken < reminder - JUST_AGREED:
        yield Step(Owed.REMINDER, reminder, min(day_begins(day), starts))
    if visit.details is None:
        yield Step(Owed.DETAILS, details_at(starts, policy), errand.ends + ADDRESS_UNTIL_AFTER)
    today = starts - policy.reminder_before
    if visit.reminded_today is None and visit.taken < today - JUST_AGREED and not is_quiet(today):
        yield Step(Owed.REMINDER_TODAY, today, starts)
    if visit.called is None and visit.asked is not None and visit.confirmed is None:
        yield Step(Owed.CALL, today, starts)
    yield from _afterwards(errand, visit)


def _afterwards(errand: Errand, visit: Visit) -> Iterator[Step]:
    ask = next_awake(errand.ends + CHECK_IN_AFTER)
    close = ask + CLOSE_AFTER
    if visit.checked_in is None and visit.state in {VisitState.AGREED, VisitState.ARRIVED}:
        yield Step(Owed.CHECK_IN, ask, close)
    yield Step(Owed.CLOSE, close, datetime.max.replace(tzinfo=OSLO) - timedelta(days=1))


def falls_back_at(sent: datetime, starts: datetime, *, that_day: bool = False) -> datetime:
    """When a message about something that starts then has gone unanswered for so long that it is said another way.

    ``that_day`` is for words such as "i morgen", which mean nothing the day after.
    """
    if starts - sent < SOON:
        return sent + NO_ANSWER_SOON
    day = sent.astimezone(OSLO).date()
    at = add_waking(sent, NO_ANSWER_THAT_DAY if starts.astimezone(OSLO).date() == day else NO_ANSWER)
    return min(at, max(sent, day_ends(day) - NO_ANSWER_SOON)) if that_day else at
