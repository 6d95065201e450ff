"""What can happen in a talk: something was heard, a timer woke it, a coordinator let it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Ranking = tuple[tuple[str, float], ...]
"""Intents with their confidence, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Open:
    """A question someone has been asked and that a JA could mean."""

    n: int
    kind: str
    starts: datetime
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of a message and what it stands for; ``value`` is plain JSON data."""

    entity: str
    value: Any
    start: int
    end: int
    text: str
    negated: bool = False
    alternatives: tuple[Any, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    """What stands within it and is no part of it: "passer" in "torsdag passer klokka ti"."""

    def covers(self, at: int) -> bool:
        return self.start <= at < self.end and not any(begins <= at < ends for begins, ends in self.gaps)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message and what the reader made of it.

    ``accept`` and ``decline`` hold numbers of open questions.  When ``unclear`` is true someone
    said yes or no to we do not know what, and nothing is accepted.
    """

    text: str
    intent: str
    confidence: float = 1.0
    ranking: Ranking = ()
    entities: tuple[Entity, ...] = ()
    accept: tuple[int, ...] = ()
    decline: tuple[int, ...] = ()
    unclear: bool = False
    noise: bool = False
    """Written by a machine, or a reaction that quotes us: nothing to answer."""

    def first(self, entity: str) -> Entity | None:
        """The first entity of that name that was not negated."""
        return next((e for e in self.entities if e.entity == entity and not e.negated), None)

    def all(self, entity: str) -> tuple[Entity, ...]:
        """Every entity of that name, negated ones too."""
        return tuple(e for e in self.entities if e.entity == entity)


@dataclass(frozen=True, slots=True)
class Woke:
    """The time this talk was waiting for has come."""


@dataclass(frozen=True, slots=True)
class Released:
    """A coordinator handed the talk back to the robot."""


Event = Heard | Woke | Released
