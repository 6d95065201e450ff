"""When an errand begins, as a coordinator types it: read as an SMS is, said back, and never half understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.views.days import no_such_day
from admin.views.unread import unread
from bot.clock import OSLO
from bot.nlu.times import find_times, read_when
from bot.when import weekday, write_clock, write_date, write_moment

MISSING = "Skriv når, for eksempel torsdag kl. 12."
AMBIGUOUS = "Det kan være flere dager. Skriv datoen, for eksempel 27. november kl. 11."
NO_CLOCK = "Skriv klokkeslettet også, for eksempel kl. 11."
NO_SUCH_DAY = "{} finnes ikke. Skriv en annen dato, for eksempel 27. november kl. 11."
NO_SUCH_CLOCK = "{} finnes ikke. Skriv et annet klokkeslett, for eksempel kl. 11."
OTHER_WEEKDAY = "{} er en {}. Rett dagen eller datoen."
NOT_READ = "Vi forsto ikke «{}». Skriv bare dag og klokkeslett, for eksempel torsdag 27. november kl. 11."
AGAIN = "Skriv bare den første gangen her, og velg under «Gjenta» hvor ofte."
ONE_MOMENT = "Skriv når det begynner, uten «{}», for eksempel torsdag kl. 12."
OVER_TODAY = "Kl. {0} er forbi i dag. Skriv dagen også, for eksempel i morgen kl. {0}."
OVER = "{} er allerede forbi."
FAR_OFF = "Neste gang er {}. Skriv året også, om det er da."
TOO_LONG = "Det blir til {}. Skriv begge klokkeslettene med fire siffer, for eksempel 10.00-12.00."
AT_NIGHT = "{} er om natta. Er du sikker? Rett tida, eller kryss av for at den stemmer."
MORNING, NIGHT = 7, 22
LONGEST, LONG = 24 * 60, 8 * 60
FAR = timedelta(days=270)
"""A date without a year that is further off than this has most likely just been."""
_ANY_TIME = re.compile(r"\b(når som helst|en gang|når det passer)\b[, ]*(på )?", re.IGNORECASE)
"""With this before "torsdag 10-15", it is not to last five hours."""
_ISO = re.compile(r"(?<=\d)T(?=\d)")
_YEAR = re.compile(r"\b20\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d\d\b")
_AGAIN = re.compile(r"\b(hver|hvert|annenhver|alle|ukentlig)\b|\w+dager\b", re.IGNORECASE)
_NOT_A_START = re.compile(r"\b(før|innen|etter|senest|tidligst|frem til|fram til)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:kl\.?|klokka|klokken)\s*(\d{1,2})(?:[.:]?(\d\d))?(?![\d./])", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}(?:\.(?!\d)| ?[a-zæøå]{3}|[./](?:0?[1-9]|1[0-2])\b)", re.IGNORECASE)
"""14.30 is a clock time: there is no such month."""
_WEEKDAY = re.compile(r"\b\w{2,5}dag\b,?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Start:
    """The moment, how long when that was said too, or what is the trouble."""

    at: datetime | None
    minutes: int | None = None
    trouble: str = ""
    between: tuple[datetime, datetime] | None = None
    """Between which times it may as well be."""


def read_start(typed: str, now: datetime) -> Start:
    """Whatever is not understood to the last word is asked about: a slip in the month is not a time today."""
    any_time, typed = _ANY_TIME.search(typed) is not None, _ANY_TIME.sub("", _ISO.sub(" ", typed))
    trouble = _nowhere(typed)
    read = None if trouble else read_when(typed, now)
    if read is None:
        return Start(None, trouble=trouble or _trouble(typed, now))
    starts, ends = read
    trouble = _doubt(typed, starts, now)
    if trouble:
        return Start(None, trouble=trouble)
    if any_time and ends and ends > starts:
        return Start(starts, between=(starts, ends))
    minutes = int((ends - starts).total_seconds() // 60) if ends and ends > starts else _lasts(typed, now)
    if ends and minutes and minutes > LONG and not re.search(rf"\b{write_clock(ends)[:2]}[.:]?\d*\b", typed):
        return Start(None, trouble=TOO_LONG.format(write_moment(ends)))
    return Start(starts, minutes if minutes and minutes <= LONGEST else None)


def asks_if_sure(start: Start, sure: str) -> str:
    """What is asked about a time at night, until whoever typed it has been asked once; ``sure`` is what they saw."""
    if start.at is None or MORNING <= start.at.astimezone(OSLO).hour < NIGHT or sure == start.at.isoformat():
        return ""
    return AT_NIGHT.format(write_moment(start.at).capitalize())


def _nowhere(typed: str) -> str:
    """A day or an hour there is none of."""
    for found in _CLOCK.finditer(typed):
        if int(found[1]) > 24 or int(found[2] or 0) > 59:
            return NO_SUCH_CLOCK.format(found[0].capitalize())
    day = no_such_day(typed)
    return NO_SUCH_DAY.format(day) if day else ""


def _trouble(typed: str, now: datetime) -> str:
    said = find_times(typed, now)
    times = [one for one in said if one.entity == "time" and not one.negated]
    if _AGAIN.search(typed):
        return AGAIN
    if len(times) > 1 or any(one.alternatives for one in times):
        return _other_weekday(typed, now) or AMBIGUOUS
    left = unread(typed, said)
    return NOT_READ.format(left) if left and (times or re.search(r"\d", typed)) else NO_CLOCK if times else MISSING


def _other_weekday(typed: str, now: datetime) -> str:
    """ "fredag 5. mars" when that is a Thursday."""
    read = read_when(_WEEKDAY.sub("", typed), now) if len(_WEEKDAY.findall(typed)) == 1 else None
    if read is None or not _DATE.search(_CLOCK.sub("", typed)):
        return ""
    return OTHER_WEEKDAY.format(write_date(read[0].date()).capitalize(), weekday(read[0].weekday()))


def _doubt(typed: str, starts: datetime, now: datetime) -> str:
    """Why a moment that was read is not taken at its word."""
    said, not_a_start = find_times(typed, now), _NOT_A_START.search(typed)
    left = unread(typed, said)
    if sum(one.entity == "time" for one in said) > 1:
        return AMBIGUOUS
    if left:
        return NOT_READ.format(left)
    if not_a_start:
        return ONE_MOMENT.format(not_a_start[0])
    if starts <= now:
        return OVER.format(_dated(starts, now).capitalize())
    early = _as_from_midnight(typed, now)
    if early is not None and early <= now and starts - early < timedelta(days=2):
        return OVER_TODAY.format(write_clock(early))
    far = starts - now > FAR and _dated(starts, now) != write_moment(starts) and not _YEAR.search(typed)
    return FAR_OFF.format(_dated(starts, now)) if far else ""


def _dated(moment: datetime, now: datetime) -> str:
    """With the year, when that is not this one."""
    here, year = moment.astimezone(OSLO), moment.astimezone(OSLO).year
    words = write_moment(here)
    return words if year == now.astimezone(OSLO).year else words.replace(" kl.", f" {year} kl.")


def _as_from_midnight(typed: str, now: datetime) -> datetime | None:
    """What was typed, read as today began; nothing for "om to timer", which counts from now."""
    midnight = now.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0)
    early, late = read_when(typed, midnight), read_when(typed, now)
    relative = early and late and abs((late[0] - early[0]) - (now - midnight)) < timedelta(minutes=1)
    return None if early is None or relative or early[0].date() != midnight.date() else early[0]


def _lasts(typed: str, now: datetime) -> int | None:
    lengths = [one.value for one in find_times(typed, now) if one.entity == "duration"]
    return int(lengths[0]) if len(lengths) == 1 else None
