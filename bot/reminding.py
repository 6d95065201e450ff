"""What is owed around an agreed visit, and when: reminders, the address, a call, "how did it go?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import OSLO
from bot.duty import next_on_duty, while_at_work
from bot.model import Duty, Errand, Policy, Visit, VisitState
from bot.waking import add_waking, at_clock, day_begins, day_ends, is_quiet, next_awake, waking_between

ENOUGH_WAKING = timedelta(hours=3)
JUST_AGREED = timedelta(hours=1)
"""Someone who said JA this short ago is not reminded of it."""
CHECK_IN_AFTER = timedelta(minutes=30)
CLOSE_AFTER = timedelta(hours=24)
ADDRESS_UNTIL_AFTER = timedelta(hours=2)
NO_ANSWER, NO_ANSWER_THAT_DAY = timedelta(hours=4), timedelta(hours=1)
"""So much waking time may pass before what nobody answered is said another way."""
TO_READ_ALOUD = timedelta(hours=1)
"""So long before a visit someone must be at work to say what is read aloud."""
NO_ANSWER_SOON, SOON = timedelta(minutes=15), timedelta(hours=3)


class Owed(StrEnum):
    """The things that are done around a visit, in the order they come."""

    REMINDER = "reminder"
    DETAILS = "details"
    CODE = "code"
    REMINDER_TODAY = "reminder_today"
    CALL = "call"
    CHECK_IN = "check_in"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Humans:
    """When coordinators are at work, and what they must do around a visit."""

    duty: Duty = field(default_factory=Duty)
    reads: bool = False
    """What the volunteer is told is read aloud."""
    code: bool = False
    """There is a code to ring the volunteer with."""


NOTHING = Humans()


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


def owed(
    errand: Errand, visit: Visit, now: datetime, policy: Policy, humans: Humans = NOTHING
) -> list[Step]:
    """Every step that is still to be done, the nearest first; those with ``at <= now`` are due."""
    steps = _steps(errand, visit, policy, humans)
    return sorted((step for step in steps if now < step.until), key=lambda step: step.at)


def _steps(errand: Errand, visit: Visit, policy: Policy, humans: Humans) -> Iterator[Step]:
    if not visit.active or errand.postponed is not None:
        return
    starts, day = errand.starts, errand.starts.astimezone(OSLO).date()
    reminder = at_clock(day - timedelta(days=1), policy.reminder_at)
    if humans.reads:
        reminder = while_at_work(reminder, humans.duty) or reminder
    if visit.reminded is None and visit.taken < reminder - JUST_AGREED:
        yield Step(Owed.REMINDER, reminder, min(day_begins(day), starts))
    details = details_at(starts, policy)
    if visit.details is None:
        at = _for_humans(details, starts, humans.duty) if humans.reads else details
        yield Step(Owed.DETAILS, at, errand.ends + ADDRESS_UNTIL_AFTER)
    if humans.code:
        yield Step(Owed.CODE, _for_humans(details, starts, humans.duty), starts)
    today = starts - policy.reminder_before
    just_agreed = visit.taken >= today - JUST_AGREED
    if visit.reminded_today is None and not (just_agreed or humans.reads or is_quiet(today)):
        yield Step(Owed.REMINDER_TODAY, today, starts)
    if visit.called is None and visit.asked is not None and visit.confirmed is None:
        yield Step(Owed.CALL, today, starts)
    yield from _afterwards(errand, visit)


def _for_humans(at: datetime, starts: datetime, duty: Duty) -> datetime:
    """When a human is to do what is due then: earlier, when nobody comes to work between then and the start."""
    in_time = next_on_duty(at, duty) + TO_READ_ALOUD <= starts
    return at if in_time else while_at_work(at, duty) or at


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
