"""When people may be disturbed: the quiet hours, and clock arithmetic that leaves them out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from dateutil.easter import easter

from bot.clock import OSLO

MORNING, LATE_MORNING, EVENING = time(8), time(12), time(21)
FIXED = ((1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31))
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday to Easter Monday, Ascension Day, Whit Sunday and Whit Monday, in days."""


@lru_cache(maxsize=16)
def _free_days(year: int) -> frozenset[date]:
    """Public holidays, and the two eves that are none but are kept as such."""
    moving: set[date] = {easter(year) + timedelta(days=days) for days in FROM_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


def is_holiday(day: date) -> bool:
    """Public holidays, 24 and 31 December."""
    return day in _free_days(day.year)


def is_free_day(day: date) -> bool:
    """Sundays, public holidays, 24 and 31 December."""
    return is_holiday(day) or day.weekday() == 6


def day_begins(day: date) -> datetime:
    """The first moment of a day at which people may be written to."""
    return datetime.combine(day, LATE_MORNING if is_free_day(day) else MORNING, OSLO).astimezone(UTC)


def day_ends(day: date) -> datetime:
    return datetime.combine(day, EVENING, OSLO).astimezone(UTC)


def is_quiet(at: datetime) -> bool:
    day = at.astimezone(OSLO).date()
    return not day_begins(day) <= at < day_ends(day)


def next_awake(at: datetime) -> datetime:
    """``at`` itself when people are up, else the next morning's first moment."""
    day = at.astimezone(OSLO).date()
    if at < day_begins(day):
        return day_begins(day)
    return at if at < day_ends(day) else day_begins(day + timedelta(days=1))


def add_waking(at: datetime, length: timedelta) -> datetime:
    """The moment when ``length`` of waking time has passed since ``at``."""
    here = next_awake(at)
    while (left := day_ends(here.astimezone(OSLO).date()) - here) < length:
        length -= left
        here = next_awake(here + left)
    return here + length


def waking_before(at: datetime, length: timedelta) -> datetime:
    """The last moment from which so much waking time is left before ``at``."""
    day = at.astimezone(OSLO).date()
    end = min(at, day_ends(day))
    while (left := end - day_begins(day)) < length:
        length, day = length - max(left, timedelta()), day - timedelta(days=1)
        end = day_ends(day)
    return end - length


def waking_between(start: datetime, end: datetime) -> timedelta:
    """How much waking time lies between two moments; nothing when ``end`` comes first."""
    total, day = timedelta(), start.astimezone(OSLO).date()
    last = end.astimezone(OSLO).date()
    while day <= last:
        total += max(timedelta(), min(end, day_ends(day)) - max(start, day_begins(day)))
        day += timedelta(days=1)
    return total


def at_clock(day: date, clock: time) -> datetime:
    """A time of day in Oslo, moved into waking time when it is too early or too late."""
    wanted = datetime.combine(day, clock, OSLO).astimezone(UTC)
    return min(max(wanted, day_begins(day)), day_ends(day) - timedelta(minutes=1))
