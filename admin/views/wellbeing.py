"""What closed groups have answered together: never one, and never so that one can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from admin.views.figures import HIDDEN
from bot.clock import OSLO
from bot.life.company import SMALLEST
from bot.storage.wellbeing import Group

CONSENT = (
    "Vi spør hvordan du har det med andre, for å se om tilbudet hjelper. Det er frivillig, og det koster deg ingenting "
    "å si nei. Svarene vises bare sammen med andres. Du kan trekke deg når du vil, og da sletter vi dem. Et tall som "
    "alt er regnet ut for mange sammen, blir stående."
)
RING = "Vil du at noen ringer?"
"""Both are read aloud, in the language of whoever is asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """A half-year: how many answered, what they answered on average, and how many of ten are lonely."""

    when: str
    people: str
    mean: str
    lonely: str = ""


def first_lines(groups: Iterable[Group], now: datetime) -> list[Line]:
    """What was answered the first time.  The share comes when the half-year is over, and not again."""
    made = []
    for when, closed in _by_half(groups, "before"):
        people, total, lonely = _sums(closed)
        some = SMALLEST <= lonely <= people - SMALLEST and when != half(now)
        share = f"{round(10 * lonely / people)} av 10" if some else HIDDEN
        made.append(Line(when, at_least(people), _decimal(total / people), share))
    return made


def changes(groups: Iterable[Group]) -> list[Line]:
    """How much the same people have changed, from the first time to the latest."""
    made = []
    for when, closed in _by_half(groups, "change"):
        people, total, _ = _sums(closed)
        made.append(Line(when, at_least(people), change(total / people)))
    return made


def at_least(people: int) -> str:
    return f"minst {people - people % SMALLEST}"


def change(mean: float) -> str:
    """0,8 lavere, 0,4 høyere, som før"""
    shown = _decimal(abs(mean))
    return "som før" if shown == "0,0" else f"{shown} {'lavere' if mean < 0 else 'høyere'}"


def half(moment: datetime) -> str:
    at = moment.astimezone(OSLO)
    return f"{at.year}, {1 if at.month < 7 else 2}. halvår"


def _by_half(groups: Iterable[Group], what: str) -> list[tuple[str, Sequence[Group]]]:
    """By when a group was closed; they come in that order."""
    those = (one for one in groups if one.what == what)
    return [(when, list(closed)) for when, closed in groupby(those, key=lambda one: half(one.at))]


def _sums(closed: Sequence[Group]) -> tuple[int, int, int]:
    return sum(one.people for one in closed), sum(one.total for one in closed), sum(one.lonely for one in closed)


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
