"""What happened in one rehearsal: what the figures are counted from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One volunteer asked about one errand."""

    at: datetime
    helper: int
    plan: int


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that came about."""

    at: datetime
    helper: int
    neighbour: int


@dataclass
class Record:
    """People and errands by their numbers in the town."""

    asked: list[Asked] = field(default_factory=list)
    first_filled: dict[int, datetime] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    """Errands someone was to come to when they began."""
    made: list[Made] = field(default_factory=list)
    feasible: set[int] = field(default_factory=set)
    messages: int = 0
    sms_parts: int = 0
    touches: int = 0
    """Times a coordinator had to do something."""
