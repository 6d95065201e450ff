"""Ferdige svar: what coordinators often answer in a talk, one line each; the municipality may write its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KEPT_AS = "canned"
OURS = (
    "Takk for at du sier fra. Jeg ringer deg i dag.",
    "Takk! Jeg finner ut av det og skriver til deg.",
    "Det går helt fint. Takk for at du ga beskjed!",
)
MOST, LONGEST = 12, 300


def canned(set_up: Mapping[str, Any]) -> Sequence[str]:
    return tuple(set_up.get(KEPT_AS) or OURS)


def lines_of(typed: str) -> list[str]:
    """Each line once, without those that are empty."""
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
