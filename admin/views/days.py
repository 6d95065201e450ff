"""Days as coordinators type them, read by the same reader as an SMS and written back as numbers."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, datetime

from admin.views.unread import unread
from bot.clock import OSLO
from bot.nlu.times import find_times

_WITH_YEAR = re.compile(r"\d{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}\b")
_WHOLE_DAYS = ("day", "week", "month")
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:\.? ?({'|'.join(MONTHS)})[a-z]*|[./](\d{{1,2}}))\b(?:[./]? ?(20\d\d)\b)?", re.IGNORECASE
)  # fmt: skip
DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_day(typed: str, now: datetime, *, past: bool = False) -> date | None:
    """The day someone means; with ``past``, one without a year is the last such day, not the next."""
    if no_such_day(typed):
        return None
    said = [e for e in find_times(typed, now) if e.entity == "time" and e.value["grain"] in _WHOLE_DAYS]
    if len(said) != 1 or said[0].alternatives or unread(typed, tuple(said)):
        return None
    day = date.fromisoformat(said[0].value["from"])
    today = now.astimezone(OSLO).date()
    if not past or day <= today or _WITH_YEAR.search(typed):
        return day
    return _year_before(day)


def no_such_day(typed: str) -> str:
    """A date that is in no year, which the reader would pass over; "10.30" is a time of day."""
    for found in _DATE.finditer(typed):
        day, name, number = int(found[1]), found[2], int(found[3] or 0)
        month = MONTHS.index(name.lower()) + 1 if name else number
        is_clock = not name and day <= 24 and number < 60
        if not (is_clock or (1 <= month <= len(MONTHS) and 1 <= day <= DAYS_IN[month - 1])):
            return found[0]
        if (day, month) == (29, 2) and found[4] and not isleap(int(found[4])):
            return found[0]
    return ""


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def write_numbers(day: date | None) -> str:
    """27.11.2026"""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
