"""What comes again: an errand every week or every other, made some weeks ahead, and two people who keep meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.clock import OSLO
from bot.model import ErrandId, PersonId
from bot.waking import next_awake

AHEAD = timedelta(days=28)
"""So long before an occasion its errand is made."""
ASKED_BEFORE = timedelta(days=7)
"""So long before it people are asked; what is further away they can hardly answer."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Series:
    """An errand that comes again.  ``starts`` is its first occasion, ``made`` how many have been made or let be."""

    id: int
    kind: str
    recipient: PersonId
    starts: datetime
    minutes: int = 60
    details: str = ""
    places: int = 1
    weeks: int = 1
    until: date | None = None
    made: int = 0
    ended: datetime | None = None

    def occasion(self, number: int) -> datetime:
        """When it comes for that time, counted from one: the same clock in Oslo, summer and winter."""
        first = self.starts.astimezone(OSLO)
        return (first.replace(tzinfo=None) + WEEK * self.weeks * (number - 1)).replace(tzinfo=OSLO)

    def comes(self, number: int) -> bool:
        return self.until is None or self.occasion(number).date() <= self.until

    def made_at(self, number: int) -> datetime:
        return next_awake(self.occasion(number) - AHEAD)


def to_make(series: Series, now: datetime) -> Iterator[int]:
    """The numbers of the occasions whose errands are to be made now."""
    number = series.made + 1
    while series.ended is None and series.comes(number) and series.made_at(number) <= now:
        yield number
        number += 1


def asked_from(starts: datetime, now: datetime) -> datetime:
    """When people are first asked about something that comes again."""
    return next_awake(max(now, starts - ASKED_BEFORE))


def first_in_slot(weekday: int, clock: time, after: datetime) -> datetime:
    """The first time after a moment that a slot comes; weekday 0 is Monday."""
    day = after.astimezone(OSLO).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    starts = datetime.combine(day, clock, OSLO)
    return starts if starts > after else datetime.combine(day + WEEK, clock, OSLO)


class PairingState(StrEnum):
    """How far a volunteer and a recipient who keep meeting have come."""

    TRIAL = "trial"
    """A first visit is agreed, to see whether it fits."""
    ASKED = "asked"
    """The first visit has been, and both are asked."""
    GOING = "going"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A fixed visiting friend: a volunteer and a recipient who keep meeting, in the slot of a series."""

    id: int
    volunteer: PersonId
    recipient: PersonId
    series: int
    state: PairingState
    substitute: PersonId | None = None
    trial: ErrandId | None = None
    volunteer_fits: bool | None = None
    recipient_fits: bool | None = None
    paused: bool = False
    paused_until: date | None = None
    begun: datetime | None = None
    ended: datetime | None = None

    @property
    def active(self) -> bool:
        return self.state is not PairingState.ENDED

    def rests(self, day: date) -> bool:
        """Whether the recipient has a break that day."""
        return self.paused and (self.paused_until is None or day <= self.paused_until)
