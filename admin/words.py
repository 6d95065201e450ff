"""Times, numbers and telephone numbers as people in Norway read them on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.when import write_clock, write_day, write_moment

MONTHS = "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.".split()
HARD_SPACE = "\N{NO-BREAK SPACE}"


def short(moment: datetime) -> str:
    """fre. 27. nov. kl. 11.00"""
    day = local_day(moment)
    return f"{write_day(day)[:3]}. {day.day}. {MONTHS[day.month - 1]} kl. {write_clock(moment)}"


def full_day(moment: date) -> str:
    """27. november 2026"""
    day = local_day(moment)
    return f"{write_day(day).split(maxsplit=1)[1]} {day.year}"


def local_day(moment: date) -> date:
    return moment.astimezone(OSLO).date() if isinstance(moment, datetime) else moment


def iso(moment: datetime) -> str:
    """What the datetime attribute of a <time> wants."""
    return moment.astimezone(OSLO).isoformat(timespec="seconds")


def count(number: int) -> str:
    return f"{number:,}".replace(",", HARD_SPACE)


def lasting(length: timedelta) -> str:
    """2 timer, 40 minutter, 3 dager"""
    minutes = max(1, round(length.total_seconds() / 60))
    size, one, many = next(unit for unit in UNITS if minutes >= unit[0])
    number = minutes // size
    return f"{number} {one if number == 1 else many}"


UNITS = ((1440, "dag", "dager"), (60, "time", "timer"), (1, "minutt", "minutter"))


def telephone(number: str) -> str:
    """+4790000123 as 900 00 123, a landline as 62 00 00 00, and what is not Norwegian as it is."""
    digits = number.removeprefix("+47")
    if digits == number or len(digits) != 8:
        return number
    if digits[0] in "49":
        return HARD_SPACE.join((digits[:3], digits[3:5], digits[5:]))
    return HARD_SPACE.join(digits[at : at + 2] for at in range(0, 8, 2))


FILTERS: dict[str, Callable[..., str]] = {
    "when": write_moment,
    "weekday": lambda moment: write_day(local_day(moment)),
    "clock": write_clock,
    "short": short,
    "day": full_day,
    "iso": iso,
    "count": count,
    "lasting": lasting,
    "telephone": telephone,
}
