"""Whether an errand lies within the hours someone has said that they can."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.model import WEEKDAYS, Availability, Window

_SOME_WEEK = date(2024, 1, 1)
"""What comes every other week is so too where nobody wrote down which week."""


def is_free(times: Availability, starts: datetime, ends: datetime) -> bool:
    """Whether the whole errand lies inside one of the windows, on a day that is not taken out."""
    start, end = starts.astimezone(OSLO), ends.astimezone(OSLO)
    day = start.date()
    if (times.since and day < times.since) or (times.until and day > times.until):
        return False
    if any(out <= day < back for out, back in times.without):
        return False
    if not times.weekly:
        return True
    return end.date() == day and any(
        _comes_on(window, day) and window.start <= start.time() and end.time() <= window.end
        for window in times.weekly
    )


def _comes_on(window: Window, day: date) -> bool:
    if window.day != WEEKDAYS[day.weekday()]:
        return False
    if window.nth is not None:
        return _nth_in_month(day) == window.nth or (window.nth == -1 and _is_last_in_month(day))
    if window.weeks is not None:
        return (day.isocalendar().week % 2 == 0) == (window.weeks == "even")
    return _weeks_between(window.anchor or _SOME_WEEK, day) % window.every_weeks == 0


def _weeks_between(first: date, other: date) -> int:
    return ((other - timedelta(days=other.weekday())) - (first - timedelta(days=first.weekday()))).days // 7


def _nth_in_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last_in_month(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month
