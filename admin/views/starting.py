"""When an errand begins, as a coordinator types it: read by the same reader as an SMS, and said back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from admin.views.days import no_such_day
from bot.nlu.times import find_times, read_when
from bot.when import write_moment

MISSING = "Skriv når, for eksempel torsdag kl. 12."
AMBIGUOUS = "Det kan være flere dager. Skriv datoen, for eksempel 27. november kl. 11."
NO_CLOCK = "Skriv klokkeslettet også, for eksempel kl. 11."
NO_SUCH_DAY = "{} finnes ikke. Skriv en annen dato, for eksempel 27. november kl. 11."
LONGEST = 24 * 60
_ANY_TIME = re.compile(r"\b(når som helst|en gang|når det passer)\b[, ]*(på )?", re.IGNORECASE)
"""With this before "torsdag 10-15", it is not to last five hours."""


@dataclass(frozen=True, slots=True)
class Start:
    """The moment, how long when that was said too, or what is the trouble."""

    at: datetime | None
    minutes: int | None = None
    trouble: str = ""
    between: tuple[datetime, datetime] | None = None
    """Between which times it may as well be."""


def read_start(typed: str, now: datetime) -> Start:
    any_time = _ANY_TIME.search(typed) is not None
    typed = _ANY_TIME.sub("", typed)
    nowhere = no_such_day(typed)
    if nowhere:
        return Start(None, trouble=NO_SUCH_DAY.format(nowhere))
    read = read_when(typed, now)
    if read is None:
        return Start(None, trouble=_trouble(typed, now))
    starts, ends = read
    if starts <= now:
        return Start(None, trouble=f"{write_moment(starts).capitalize()} er allerede forbi.")
    if any_time and ends and ends > starts:
        return Start(starts, between=(starts, ends))
    minutes = int((ends - starts).total_seconds() // 60) if ends and ends > starts else None
    return Start(starts, minutes if minutes and minutes <= LONGEST else None)


def _trouble(typed: str, now: datetime) -> str:
    times = [one for one in find_times(typed, now) if one.entity == "time" and not one.negated]
    if len(times) > 1 or any(one.alternatives for one in times):
        return AMBIGUOUS
    return NO_CLOCK if times else MISSING
