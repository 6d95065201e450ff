"""Where now() comes from: the only file that asks the machine what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The time it really is."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class MovableClock:
    """Runs like the real one, as far ahead as someone has moved it."""

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        return SystemClock().now() + self.offset

    def move(self, by: timedelta) -> None:
        self.offset += by
