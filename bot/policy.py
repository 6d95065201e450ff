"""The numbers a municipality may change: how many are asked, how long things wait, who is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class PoliceRule:
    """For which kinds of errand the municipality asks to see a politiattest, on what ground, and how long one holds."""

    kinds: frozenset[str] = frozenset()
    basis: str = ""
    years: int = 0
    """Nothing when it holds until somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers a municipality may change."""

    wave: int = 3
    wave_wait: timedelta = timedelta(hours=2)
    urgent_wait: timedelta = timedelta(minutes=20)
    unprompted_a_day: int = 2
    reminder_at: time = time(17)
    reminder_before: timedelta = timedelta(hours=2)
    details_before: timedelta = timedelta(hours=12)
    min_age: int = 18
    second_look: int = 25
    """One act of a coordinator that writes to more people than this waits until someone has looked again."""
    undo: timedelta = timedelta(seconds=30)
    """So long what a coordinator does can be taken back, before anything of it leaves."""
    waits_most: float = 365
    """Whom to ask first is counted in days of waiting: longer than this counts no more."""
    forgotten_after: float = 13
    """From so many days on ..."""
    forgotten_counts: float = 25
    """... each day of waiting counts so many more, so that hardly anyone goes a fortnight without a question."""
    known_is_worth: float = 120
    elsewhere_costs: float = 40
    """For whoever has others they visit, where they are a stranger: they are kept for those."""
    asked_costs: float = 25
    """For each question over their own days but the first, so that the same few are not asked again and again."""
    kilometre_costs: float = 0.5
    visit_costs: float = 6
    """For each visit of the last three months."""
    yes_is_worth: float = 10
    """For whoever always says JA where others never do."""
    usual_yes: float = 0.3
    """How often a question gets a JA, before the municipality's own answers tell."""
    police: PoliceRule = PoliceRule()
