"""Who lives in a rehearsed municipality, and what they are like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil, hypot

from bot.example.people import ELDERS, FIRST_NAMES, SURNAMES
from bot.model import WEEKDAYS, Availability, Duty, Frequency, Window
from bot.rehearse.chance import Chance
from bot.rehearse.population import Free, Place, Population

DUTY = Duty()


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer-to-be."""

    n: int
    name: str
    phone: str
    place: Place
    kinds: tuple[str, ...]
    """The first of them is the one they like best."""
    transport: str
    often: Frequency
    times: Availability | None
    joins: datetime


@dataclass(frozen=True, slots=True)
class Habit:
    """What someone usually needs, and when."""

    kind: str
    weekday: str
    clock: time


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone who gets help."""

    n: int
    name: str
    phone: str
    place: Place
    tell: str
    prefers_known: bool
    habits: tuple[Habit, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One errand as it will be posted."""

    n: int
    neighbour: Neighbour
    kind: str
    posted: datetime
    starts: datetime
    minutes: int
    urgent: bool

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def planned(self) -> bool:
        return self.starts - self.posted >= timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Town:
    """Everyone, every errand, and when the rehearsal begins and ends."""

    begins: datetime
    ends: datetime
    helpers: tuple[Helper, ...]
    neighbours: tuple[Neighbour, ...]
    plans: tuple[Plan, ...]
    """In the order they are posted, numbered from 0."""


def distance(one: Place, other: Place) -> float:
    """Kilometres as the crow flies."""
    return hypot(one.east - other.east, one.north - other.north)


class Map:
    """Where the places lie, for whoever knows their postal codes: the population's own map, and no other."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = {place.postcode: place for place in places}

    def far(self, one: str, other: str) -> float | None:
        return distance(self._places[one], self._places[other])


def helper(people: Population, chance: Chance, n: int, begins: datetime, ends: datetime) -> Helper:
    def drawn(what: str) -> tuple[object, ...]:
        return ("helper", n, what)

    of = people.volunteers
    often = chance.one_of({each: each.share for each in of.asks}, *drawn("asks"))
    free = chance.one_of({each: each.share for each in of.times}, *drawn("times"))
    later = chance.happens(of.join_later, *drawn("joins later"))
    return Helper(
        n, f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {SURNAMES[n * 7 % len(SURNAMES)]}", _number(n),
        place=_home(people, chance, *drawn("home")),
        kinds=_wanted(people, chance, n),
        transport=chance.one_of(of.transport, *drawn("transport")),
        often=Frequency(often.times, often.days),
        times=_availability(free, chance, n),
        joins=begins + (ends - begins) * chance.of(*drawn("joins")) if later else begins,
    )  # fmt: skip


def _number(n: int) -> str:
    """Messages go nowhere; the numbers are like no one else's in the rehearsal."""
    return f"+479{n:07}"


def _home(people: Population, chance: Chance, *about: object) -> Place:
    return chance.one_of({place: place.share for place in people.places}, *about)


def _wanted(people: Population, chance: Chance, n: int) -> tuple[str, ...]:
    """The kinds someone wants, at least one; in the order they like them."""
    drawn = {kind: chance.of("helper", n, "wants", kind) for kind in people.volunteers.kinds}
    wanted = [kind for kind, share in people.volunteers.kinds.items() if drawn[kind] < share]
    wanted = wanted or [min(drawn, key=lambda kind: drawn[kind])]
    return tuple(sorted(wanted, key=lambda kind: chance.of("helper", n, "likes", kind)))


def _availability(free: Free, chance: Chance, n: int) -> Availability | None:
    if not free.days:
        return None
    days = sorted(free.days, key=lambda day: chance.of("helper", n, "day", day))[: free.choose]
    return Availability(tuple(Window(day, free.start, free.end) for day in sorted(days, key=WEEKDAYS.index)))


def neighbour(people: Population, chance: Chance, n: int) -> Neighbour:
    def drawn(what: str) -> tuple[object, ...]:
        return ("neighbour", n, what)

    return Neighbour(
        n, f"{ELDERS[n % len(ELDERS)]} {SURNAMES[(n * 11 + 3) % len(SURNAMES)]}", _number(5_000_000 + n),
        place=_home(people, chance, *drawn("home")),
        tell=chance.one_of(people.recipients.tell, *drawn("tell")),
        prefers_known=chance.happens(people.recipients.prefer_known, *drawn("prefers known")),
        habits=tuple(_habit(people, chance, n, nth) for nth in range(ceil(people.recipients.errands_a_week))),
    )  # fmt: skip


def _habit(people: Population, chance: Chance, n: int, nth: int) -> Habit:
    of = people.errands
    return Habit(
        chance.one_of(of.kinds, "neighbour", n, "kind", nth),
        chance.one_of(of.weekdays, "neighbour", n, "weekday", nth),
        chance.one_of(of.hours, "neighbour", n, "clock", nth),
    )
