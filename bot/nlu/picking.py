"""Which open questions a time can be about: "torsdag", "klokka tolv", "i morgen formiddag"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dialog.events import Entity, Open
from bot.nlu.times import find_times

OSLO = ZoneInfo("Europe/Oslo")
# "Gleder meg til våren" is no answer about a Thursday in it.
A_MONTH = timedelta(days=31)
# Words that fix the day: a clock time without any of them is a time on the day we asked about.
_DAY = re.compile(
    r"dag|dæ?n\b|morgen|morgon|morra|mårå|kveld|nå\b|no\b|natt|helg|uke|veke|uka\b|om \w"
    r"|mandag|tirs|tys|ons|tors|fre|lør|lau|søn|sun"
    r"|jan|feb|mars|apr|mai|jun|jul|aug|sept|okt|nov|des|\d[./]\d{1,2}\b(?!\d)|\d\. ",
    re.IGNORECASE,
)


_OPEN_ENDED = re.compile(
    r"(?:i?fra|i?frå|fom|innen|innan|inntil|fram til|frem til|før|førr|til og med|tom|from|until|by)\b", re.IGNORECASE
)
"""Said of a stretch of days, and no answer to one of them; "ja til torsdag" is."""


def days_of(open: tuple[Open, ...]) -> frozenset[date]:
    return frozenset(question.starts.astimezone(OSLO).date() for question in open)


def questions_meant(time: Entity, open: tuple[Open, ...]) -> frozenset[int]:
    """The numbers of the questions whose start the time covers; a duration, or a time with two readings, about none."""
    if time.entity != "time" or time.alternatives or _OPEN_ENDED.match(time.text):
        return frozenset()
    return frozenset(
        q.n
        for q in open
        if (_covers(time.value, q.starts) or _same_clock(time, q.starts)) and not _comes_after(time, q.starts)
    )


def _covers(value: dict[str, str | None], starts: datetime) -> bool:
    begins, ends, grain = value["from"], value["to"], value["grain"]
    if begins is None:
        return False
    if grain in {"day", "week", "month", "year"}:
        first = date.fromisoformat(begins)
        last = date.fromisoformat(ends) if ends else first + timedelta(days=1)
        return first <= starts.astimezone(OSLO).date() < last <= first + A_MONTH
    moment = datetime.fromisoformat(begins)
    if grain == "minute" or not ends:
        return moment == starts and not (ends and grain == "minute")
    return moment <= starts < datetime.fromisoformat(ends)


def _comes_after(time: Entity, starts: datetime) -> bool:
    """ "etter tolv" and "på ettermiddagen" are no answer to twelve o'clock, where they begin."""
    begins = time.value["from"]
    return (
        "etter" in time.text.lower()
        and begins is not None
        and len(begins) > len("2026-03-05")
        and (datetime.fromisoformat(begins) == starts)
    )


def _same_clock(time: Entity, starts: datetime) -> bool:
    if time.value["grain"] not in {"minute", "part"} or _DAY.search(time.text):
        return False
    that_morning = starts.astimezone(OSLO).replace(hour=0, minute=1)
    return any(_covers(again.value, starts) for again in find_times(time.text, that_morning) if again.entity == "time")
