"""Days as coordinators type them, read by the same reader as an SMS and written back as numbers."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.clock import OSLO
from bot.nlu.times import find_times

_WITH_YEAR = re.compile(r"\d{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}\b")
_WHOLE_DAYS = ("day", "week", "month")


def read_day(typed: str, now: datetime, *, past: bool = False) -> date | None:
    """The day someone means; with ``past``, one without a year is the last such day, not the next."""
    said = [e for e in find_times(typed, now) if e.entity == "time" and e.value["grain"] in _WHOLE_DAYS]
    if len(said) != 1:
        return None
    day = date.fromisoformat(said[0].value["from"])
    today = now.astimezone(OSLO).date()
    if not past or day <= today or _WITH_YEAR.search(typed):
        return day
    return _year_before(day)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def write_numbers(day: date | None) -> str:
    """27.11.2026"""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
