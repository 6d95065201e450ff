"""How we write days and times to people: "torsdag 5. mars kl. 12.00", never only "i morgen"."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import OSLO

_DAYS = {
    "nb": "mandag tirsdag onsdag torsdag fredag lørdag søndag".split(),
    "nn": "måndag tysdag onsdag torsdag fredag laurdag søndag".split(),
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "da": "januar februar marts april maj juni juli august september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_MONTHS["nn"] = _MONTHS["nb"]


def weekday(number: int, language: str = "nb") -> str:
    """The name of a weekday; 0 is Monday."""
    return _DAYS[language][number]


def write_date(day: date, language: str = "nb") -> str:
    """"5. mars", "5 March"."""
    dot = "" if language == "en" else "."
    return f"{day.day}{dot} {_MONTHS[language][day.month - 1]}"


def write_day(day: date, language: str = "nb") -> str:
    """"torsdag 5. mars", "Thursday 5 March"."""
    return f"{weekday(day.weekday(), language)} {write_date(day, language)}"


def write_clock(at: datetime) -> str:
    """"12.00", in Oslo."""
    return at.astimezone(OSLO).strftime("%H.%M")


def write_moment(at: datetime, language: str = "nb") -> str:
    """"torsdag 5. mars kl. 12.00"."""
    word = {"en": "at"}.get(language, "kl.")
    return f"{write_day(at.astimezone(OSLO).date(), language)} {word} {write_clock(at)}"
