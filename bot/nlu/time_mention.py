"""One place in a message where a time is named."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu.time_clock import Clock
from bot.nlu.time_day import Days


@dataclass(frozen=True, slots=True)
class Mention:
    """What was said between two words of the message; ``moment`` counts minutes from now."""

    begins: int
    ends: int
    days: Days | None = None
    until: Days | None = None
    part: str = ""
    usual: bool = False
    early: bool = False
    clock: Clock | None = None
    moment: int | None = None
    moment_ends: int | None = None
    right_now: bool = False
    negated: bool = False
    hours_first: bool = False
    gaps: tuple[tuple[int, int], ...] = ()
    """The words between its two halves."""

    @property
    def again(self) -> bool:
        """Said of what comes again and again, so no date is meant."""
        return bool(self.days and self.days.many) or (self.usual and not (self.days or self.clock))

    @property
    def bare(self) -> bool:
        """No more than a clock time or a part of the day."""
        return self.days is None and self.moment is None and not self.right_now
