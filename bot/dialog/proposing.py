"""Another time than the one agreed or asked about: which one someone means, and whether that is all they say."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from bot.clock import OSLO
from bot.dialog.events import Entity, Heard
from bot.model import Errand

_DAY = "day"
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_THE_TIME = frozenset(
    """
    ja jau jo joda jada japp nei nja hei takk ok ikke ikkje men da så og jeg eg æ i det er blir vil kan kunne passer
    passar går tar tek komme kommer kjem være helst heller gjerne bare berre først kl klokka klokken stedet staden
    istedet isteden istedenfor for meg mig fint bra greit best bedre betre på til
    yes no hi not but can come at instead is fine better works for me i thanks
    nej passer bedre kommer gerne stedet
    """.split()
)
"""With these and a clock time, in any order, nothing more is said than when."""


def proposed(heard: Heard, errand: Errand) -> datetime | None:
    """When it would begin instead: the last time that is named and not refused; on a day alone, at the same time."""
    return proposed_among(times_in(heard), errand)


def times_in(heard: Heard) -> list[dict[str, Any]]:
    """The times that are named and not refused, as plain data."""
    return [one.value for one in _times(heard) if not one.alternatives]


def proposed_among(times: list[dict[str, Any]], errand: Errand) -> datetime | None:
    found = [moment for one in times if (moment := _begins(one, errand)) and moment != errand.starts]
    return found[-1] if found else None


def is_all(heard: Heard) -> bool:
    """Whether a message says one clock time, surely, and no condition, no question and nothing more."""
    times = _times(heard)
    if len(times) != 1 or "?" in heard.text or times[0].alternatives:
        return False
    if times[0].value.get("grain") != "minute" or times[0].value.get("to"):
        return False
    return {word.casefold() for word in _WORD.findall(_without_times(heard))} <= _ONLY_THE_TIME


def _times(heard: Heard) -> list[Entity]:
    return [one for one in heard.all("time") if not one.negated]


def _without_times(heard: Heard) -> str:
    text = heard.text
    for one in sorted(heard.all("time"), key=lambda one: -one.start):
        text = text[: one.start] + " " + text[one.end :]
    return text


def _begins(value: dict[str, Any], errand: Errand) -> datetime | None:
    """The moment a time begins; a day alone is that day, as early as it was."""
    first, grain = value.get("from"), value.get("grain")
    if not first:
        return None
    if grain == _DAY:
        return on_day(errand, date.fromisoformat(first))
    return datetime.fromisoformat(first) if grain == "minute" else None


def on_day(errand: Errand, day: date) -> datetime:
    """The same time of another day."""
    at: time = errand.starts.astimezone(OSLO).time()
    return datetime.combine(day, at, OSLO)
