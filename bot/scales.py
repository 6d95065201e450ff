"""Scales that can be asked, and which sums of a group would tell of each one in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "scales.toml"


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

    @property
    def lowest(self) -> int:
        return len(self.items)

    @property
    def highest(self) -> int:
        return len(self.items) * len(self.answers)

    def asked(self, own: Mapping[str, Any]) -> tuple[str, ...]:
        """The items in the municipality's own words, where it has some."""
        words = own.get(self.code) or ["" for _ in self.items]
        return tuple(mine or ours for mine, ours in zip(words, self.items, strict=True))

    def tells_all(self, total: int, people: int) -> bool:
        """Whether a sum can only come of all being lonely, or of none: then it tells of each."""
        others = people - 1
        return total < self.lowest * others + self.cut_off or total > self.highest * others + self.cut_off - 1

    def tells_change(self, total: int, people: int) -> bool:
        """Whether a sum of changes can only come of all having it better than before, or of all having it worse."""
        return abs(total) > (self.highest - self.lowest) * (people - 1)


@cache
def scale() -> Scale:
    """The one that is asked: the first of the file."""
    code, given = next(iter(tomllib.loads(FILE.read_text(encoding="utf-8")).items()))
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Scale(code, **values)
