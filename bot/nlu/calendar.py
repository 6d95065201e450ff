"""Dates by name and by count: the feasts of the Norwegian year, the n-th weekday, the next such date."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The n-th such weekday of the month, -1 for the last; none when the month has not so many."""
    last = months.monthrange(year, month)[1]
    days = [day for day in range(1, last + 1) if date(year, month, day).weekday() == weekday]
    at = nth if nth < 0 else nth - 1
    return date(year, month, days[at]) if -len(days) <= at < len(days) else None


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days)


def _nth(month: int, nth: int) -> Callable[[int], date]:
    """The n-th Sunday of the month."""
    return lambda year: nth_weekday(year, month, 6, nth) or date(year, month, 1)


def advent(year: int, nth: int = 1) -> date:
    christmas = date(year, 12, 25)
    return christmas - timedelta(christmas.weekday() + 1) - WEEK * (4 - nth)


_ONE_DAY: dict[str, Callable[[int], date]] = {
    "nyttårsaften": _fixed(12, 31),
    "nyttårsdag": _fixed(1, 1),
    "julaften": _fixed(12, 24),
    "lillejulaften": _fixed(12, 23),
    "juledag": _fixed(12, 25),
    "juledag2": _fixed(12, 26),
    "juledag3": _fixed(12, 27),
    "juledag4": _fixed(12, 28),
    "palmesøndag": _from_easter(-7),
    "skjærtorsdag": _from_easter(-3),
    "langfredag": _from_easter(-2),
    "påskeaften": _from_easter(-1),
    "påskedag": _from_easter(0),
    "påskedag2": _from_easter(1),
    "påskedag3": _from_easter(2),
    "himmelfart": _from_easter(39),
    "pinseaften": _from_easter(48),
    "pinsedag": _from_easter(49),
    "pinsedag2": _from_easter(50),
    "fastelavn": _from_easter(-49),
    "fetetirsdag": _from_easter(-47),
    "askeonsdag": _from_easter(-46),
    "sankthansaften": _fixed(6, 23),
    "sankthansdag": _fixed(6, 24),
    "mai17": _fixed(5, 17),
    "arbeidernes": _fixed(5, 1),
    "morsdag": _nth(2, 2),
    "farsdag": _nth(11, 2),
    "allehelgen": _nth(11, 1),
    "valentin": _fixed(2, 14),
    "halloween": _fixed(10, 31),
    "lucia": _fixed(12, 13),
    "kvinnedagen": _fixed(3, 8),
    "frigjøring": _fixed(5, 8),
    "olsok": _fixed(7, 29),
    "samefolk": _fixed(2, 6),
    "fn": _fixed(10, 24),
    "advent": advent,
    "advent2": lambda year: advent(year, 2),
    "advent3": lambda year: advent(year, 3),
    "advent4": lambda year: advent(year, 4),
}

_MANY_DAYS: dict[str, tuple[Callable[[int], date], int]] = {
    "påske": (_from_easter(-3), 5),
    "påskeuka": (_from_easter(-6), 7),
    "pinse": (_from_easter(48), 3),
    "jul": (_fixed(12, 24), 3),
    "romjul": (_fixed(12, 27), 4),
    "nyttår": (_fixed(12, 31), 2),
}

_SEASONS = {"vår": 3, "sommer": 6, "høst": 9, "vinter": 12}


def feast(name: str, today: date, year: int = 0) -> tuple[date, date | None] | None:
    """First day and, for a feast of several days, the day after the last: the next that is not over."""
    for candidate in (year,) if year else (today.year, today.year + 1):
        if name in _ONE_DAY and ((day := _ONE_DAY[name](candidate)) >= today or year):
            return day, None
        if name in _MANY_DAYS:
            begins, days = _MANY_DAYS[name]
            first = begins(candidate)
            if first + timedelta(days) > today or year:
                return first, first + timedelta(days)
    return None


def season(name: str, today: date) -> tuple[date, date]:
    """Three whole months: this one while it lasts, else the next."""
    month = _SEASONS[name]
    for year in (today.year - 1, today.year, today.year + 1):
        first, last = date(year, month, 1), add_months(date(year, month, 1), 3)
        if last > today:
            break
    return first, last


def add_months(day: date, count: int) -> date:
    """The same day so many months on, or the month's last."""
    years, month = divmod(day.month - 1 + count, 12)
    last = months.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_date(day: int, month: int, today: date) -> date | None:
    """A date gone by is next year's; 29 February waits for its year."""
    found = (make(year, month, day) for year in range(today.year, today.year + 9))
    return next((one for one in found if one and one >= today), None)


def next_day_of_month(day: int, today: date) -> date | None:
    first = today.replace(day=1)
    found = (make(at.year, at.month, day) for at in (add_months(first, n) for n in range(4)))
    return next((one for one in found if one and one >= today), None)


def next_nth_weekday(weekday: int, nth: int, today: date, ahead: int = 0) -> date | None:
    """In this month, or in the next when it is over; ``ahead`` months further on."""
    first = add_months(today.replace(day=1), ahead)
    found = (nth_weekday(at.year, at.month, weekday, nth) for at in (add_months(first, n) for n in range(7)))
    return next((one for one in found if one and one >= today), None)


def monday(day: date) -> date:
    return day - timedelta(day.weekday())


def week(number: int, today: date, year: int = 0) -> date | None:
    """The Monday of that week of the year, the next one whose Sunday is not gone."""
    for candidate in (year,) if year else (today.year, today.year + 1, today.year + 2):
        try:
            first = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        if first + WEEK > today or year:
            return first
    return None


def at(day: date, minute: int) -> datetime:
    """That minute of the day by the clock on the wall, also in the nights it is moved."""
    day += timedelta(minute // 1440)
    return datetime(day.year, day.month, day.day, minute % 1440 // 60, minute % 60, tzinfo=OSLO)
