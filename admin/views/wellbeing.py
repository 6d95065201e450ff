"""Scales, and what many have answered together: never one, and never so that one can be worked out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import Any

from admin.views.figures import HIDDEN, SMALLEST
from bot.clock import OSLO
from bot.storage.wellbeing import Answered

FILE = Path(__file__).parent.parent / "scales.toml"
PHASES = {"before": "Før", "after": "Etter"}
CONSENT = (
    "Vi spør hvordan du har det med andre, for å se om tilbudet hjelper. Det er frivillig, og det koster deg ingenting "
    "å si nei. Svarene vises bare sammen med andres. Du kan trekke deg når du vil, og da sletter vi dem."
)


@dataclass(frozen=True, slots=True)
class Scale:
    """What is asked, what may be answered, and who made it."""

    code: str
    name: str
    source: str
    wording: str
    items: tuple[str, ...]
    answers: tuple[str, ...]
    cut_off: int

    def asked(self, own: Mapping[str, Any]) -> tuple[str, ...]:
        """The items in the municipality's own words, where it has some."""
        words = own.get(self.code) or ["" for _ in self.items]
        return tuple(mine or ours for mine, ours in zip(words, self.items, strict=True))


@cache
def scale() -> Scale:
    """The one that is asked: the first of the file."""
    code, given = next(iter(tomllib.loads(FILE.read_text(encoding="utf-8")).items()))
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Scale(code, **values)


@dataclass(frozen=True, slots=True)
class Line:
    """A time and a phase: how many answered, what they answered on average, and how many of ten are lonely."""

    when: str
    phase: str
    people: str
    mean: str
    lonely: str


def lines(answered: Sequence[Answered], cut_off: int, nobody: int | None) -> list[Line]:
    """By half-year where enough have answered in each, else by year."""
    made: list[Line] = []
    for _, theirs in groupby(sorted(answered, key=lambda one: one.at), key=lambda one: one.at.astimezone(OSLO).year):
        of_year = list(theirs)
        halves = _grouped(of_year, _half)
        enough = all(len(_people(group, nobody)) >= SMALLEST for group in halves.values())
        groups = halves if enough else _grouped(of_year, _year)
        made += [_line(when, phase, group, cut_off, nobody) for (when, phase), group in groups.items()]
    return made


def _grouped(answered: Iterable[Answered], when: Any) -> dict[tuple[str, str], list[Answered]]:
    groups: dict[tuple[str, str], list[Answered]] = {}
    for one in answered:
        groups.setdefault((when(one), one.phase), []).append(one)
    return dict(sorted(groups.items(), key=lambda found: (found[0][0], list(PHASES).index(found[0][1]))))


def _half(one: Answered) -> str:
    at = one.at.astimezone(OSLO)
    return f"{at.year}, {1 if at.month < 7 else 2}. halvår"


def _year(one: Answered) -> str:
    return str(one.at.astimezone(OSLO).year)


def _people(answered: Iterable[Answered], nobody: int | None) -> dict[object, Answered]:
    """What each said first; those too old for anyone to know are each their own."""
    first: dict[object, Answered] = {}
    for one in answered:
        first.setdefault(one.person if one.person != nobody else (one.id,), one)
    return first


def _line(when: str, phase: str, answered: Sequence[Answered], cut_off: int, nobody: int | None) -> Line:
    """Of the first five, ten, fifteen: what is new since it was last shown is never of fewer than five."""
    all_ = list(_people(answered, nobody).values())
    counted = all_[: len(all_) - len(all_) % SMALLEST]
    if not counted:
        return Line(when, PHASES[phase], f"færre enn {SMALLEST}", HIDDEN, HIDDEN)
    sums = [sum(one.answers) for one in counted]
    lonely = sum(each >= cut_off for each in sums)
    few = 0 < lonely < SMALLEST or 0 < len(sums) - lonely < SMALLEST
    mean = f"{fmean(sums):.1f}".replace(".", ",")
    return Line(
        when, PHASES[phase], f"minst {len(sums)}", mean, HIDDEN if few else f"{round(10 * lonely / len(sums))} av 10"
    )
