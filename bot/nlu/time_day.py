"""A day or some days as they were said, before anyone asks which date it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WORKDAYS, WEEKEND, ALL_DAYS = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` is the date when the words alone decide it; else ``weekdays`` and ``pick`` wait for the clock.

    ``many`` marks what comes again and again; ``last`` is the day after the last, none for a single day.
    """

    weekdays: tuple[int, ...] = ()
    pick: str = ""
    many: bool = False
    first: date | None = None
    last: date | None = None
    grain: str = "day"
    others: tuple[date, ...] = ()
    every: int = 0
    nths: tuple[int, ...] = ()
    weeks: str = ""
    shift: int | None = None
    edge: str = ""

    @property
    def single(self) -> bool:
        return not self.many and self.last is None and self.shift is None


Found = tuple[Days, int] | None
