"""The list a municipality fills in its declaration from: each requirement, and how the tests last tried it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).parents[1] / "requirements.toml"
TRIED = Path(__file__).parents[1] / "tried.json"
"""Written by the tests: see ``tests/admin/requirements.py``."""
BY_HAND = "Ikke prøvd av oss. Se over dette før dere fyller ut erklæringen."


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line.  ``tried``: how, in sentences.  ``outcome``: in two words, with its tone."""

    number: str
    level: str
    name: str
    tried: tuple[str, ...]
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tried:
    """All of it, and when."""

    on: date
    screens: int
    requirements: tuple[Requirement, ...]

    def many(self, tone: str) -> int:
        return sum(one.tone == tone for one in self.requirements)


@cache
def tried() -> Tried:
    listed = tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))["requirement"]
    found = json.loads(TRIED.read_text(encoding="utf-8"))
    lines = tuple(_requirement(one, found["requirements"].get(one["number"], {})) for one in listed)
    return Tried(date.fromisoformat(found["on"]), found["screens"], lines)


def _requirement(one: dict[str, str], found: dict[str, Any]) -> Requirement:
    number, level, name = one["number"], one["level"], one["name"]
    if "unused" in one:
        return Requirement(number, level, name, (one["unused"],), "Ikke aktuelt", "neutral")
    rules, own = found.get("axe", 0), found.get("own", [])
    by_axe = ["Én regel i axe." if rules == 1 else f"{rules} regler i axe."] if rules else []
    if how := (*own, *by_axe):
        return Requirement(number, level, name, how, "Prøvd", "success")
    return Requirement(number, level, name, (BY_HAND,), "Se over", "warning")
