"""The people, the errands and what binds them, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NewType

from bot.policy import Policy as Policy

MunicipalityId = NewType("MunicipalityId", int)
PersonId = NewType("PersonId", int)
ErrandId = NewType("ErrandId", int)

WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


class Status(StrEnum):
    """Where an errand is in its life."""

    OPEN = "open"
    FILLED = "filled"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"
    """It started, and nobody had taken it."""
    UNDONE = "undone"
    """Whoever posted it regretted before anyone had heard of it: nobody has called it off."""


class OfferState(StrEnum):
    """What became of an errand put to one volunteer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"
    RESERVE = "reserve"
    SOLVED = "solved"
    WITHDRAWN = "withdrawn"


class VisitState(StrEnum):
    """Where an agreed visit is in its life."""

    AGREED = "agreed"
    ARRIVED = "arrived"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Tell(StrEnum):
    """How a recipient hears who comes."""

    SMS = "sms"
    CALL = "call"
    KIN = "kin"
    NOBODY = "nobody"
    """It is a place, such as a café where people meet: nobody there is told, and its address is no secret."""


@dataclass(frozen=True, slots=True)
class Duty:
    """When coordinators are at work: weekday 0 to 6 -> (from, to), Oslo time."""

    hours: tuple[tuple[int, time, time], ...] = tuple((d, time(8), time(16)) for d in range(5))


@dataclass(frozen=True, slots=True)
class Municipality:
    """The tenant: who the robot writes for, and where it turns when it needs a human."""

    id: MunicipalityId
    name: str
    coordinator: str = "en koordinator"
    phone: str = ""
    night: str = ""
    standin: str = ""
    duty: Duty = Duty()
    policy: Policy = Policy()  # noqa: RUF009  it is frozen
    language: str = "nb"
    telegram: bool = False
    robot: str = ""
    """What our robot is called on Telegram, as people write it there: "@HamarHjelp_bot"."""
    example: bool = False
    vouch: bool = False
    """Clubs answer for those they send; else a coordinator sees to whoever is no volunteer of ours."""
    held: str = ""
    """Why nothing is sent: "stopped" by a coordinator, or "restored" from a copy; nothing when all is well."""
    restored_to: datetime | None = None
    """The last moment the copy that was put back knows of, when one was."""
    restored_until: datetime | None = None
    """What was wanted until then may have left before, after the copy was made."""
    wording: str = ""
    """What its own wording of our texts is known by; nothing when it says everything as we do."""

    @property
    def spoken(self) -> str:
        """The name as it stands in a sentence: "Eksempel kommune", "Løten frivilligsentral"."""
        named = any(word in self.name.lower() for word in ("kommune", "sentral", "bydel", "forening"))
        return self.name if named else f"{self.name} kommune"


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often someone may be asked: ``times`` in any ``days`` days."""

    times: int = 2
    days: int = 7


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one day that comes again, as ``handslag parse`` writes it."""

    day: str
    start: time
    end: time
    every_weeks: int = 1
    nth: int | None = None
    weeks: str | None = None
    anchor: date | None = None
    """A day in a week it comes in, when it does not come in all."""


@dataclass(frozen=True, slots=True)
class Availability:
    """When someone can: weekly windows, from and until which day, and days taken out."""

    weekly: tuple[Window, ...] = ()
    since: date | None = None
    until: date | None = None
    without: tuple[tuple[date, date], ...] = ()


class Stage(StrEnum):
    """How far a volunteer has come."""

    APPLIED = "applied"
    APPROVED = "approved"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a name and ways to be reached.  A number is not a person."""

    id: PersonId
    name: str
    language: str = "nb"
    stopped: bool = False

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else ""


@dataclass(frozen=True, slots=True)
class Approval:
    """What a coordinator has seen to before someone may be asked.  Dates, never documents."""

    talk: date | None = None
    course: date | None = None
    pledge: date | None = None
    police_seen: date | None = None
    police_expires: date | None = None
    of_age: date | None = None
    """When it was confirmed that someone whose year of birth leaves it open is as old as they must be."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Someone who offers time."""

    person: Person
    stage: Stage = Stage.APPLIED
    skills: frozenset[str] = frozenset()
    availability: Availability | None = None
    postcode: str = ""
    place: str = ""
    transport: str = "car"
    dislikes: str = ""
    frequency: Frequency = Frequency()
    approval: Approval = Approval()
    born: int | None = None
    paused: bool = False
    paused_until: date | None = None
    registered: datetime | None = None
    waiting_since: datetime | None = None
    organisation: str = ""
    """The club this one answers for, and which sends somebody."""

    @property
    def id(self) -> PersonId:
        return self.person.id


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative who hears on a recipient's behalf."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who gets help."""

    person: Person
    postcode: str = ""
    place: str = ""
    street: str = ""
    entry: str = ""
    tell: Tell = Tell.SMS
    kin: Kin = Kin()
    known_only: bool = False
    stopped: bool = False

    @property
    def id(self) -> PersonId:
        return self.person.id

    @property
    def is_place(self) -> bool:
        return self.tell is Tell.NOBODY

    @property
    def where(self) -> str:
        """Where it is, as it may be said to anyone."""
        return ", ".join(filter(None, (self.person.name, self.street, self.place))) if self.is_place else self.place


@dataclass(frozen=True, slots=True)
class Errand:
    """One small piece of help with a time and a place."""

    id: ErrandId
    kind: str
    recipient: PersonId
    recipient_name: str
    starts: datetime
    minutes: int = 60
    details: str = ""
    urgent: bool = False
    places: int = 1
    status: Status = Status.OPEN
    postcode: str = ""
    place: str = ""
    version: int = 1
    created: datetime | None = None
    next_wave: datetime | None = None
    told_unfilled: datetime | None = None
    ask_first: PersonId | None = None
    series: int | None = None
    """What comes again, when this is one occasion of it."""
    between: tuple[datetime, datetime] | None = None
    postponed: datetime | None = None
    """When its time was let go, while whoever has it keeps it."""

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def first_name(self) -> str:
        return self.recipient_name.split()[0] if self.recipient_name.strip() else ""

    @property
    def active(self) -> bool:
        return self.status in {Status.OPEN, Status.FILLED}

    def lies_ahead(self, now: datetime) -> bool:
        """Whether it is not over; what has been put off is not, whatever its old time was."""
        return self.ends > now or self.postponed is not None

    def overlaps(self, other: Errand) -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Offer:
    """An errand put to one volunteer."""

    errand: ErrandId
    volunteer: PersonId
    state: OfferState
    asked: datetime
    answered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A volunteer who said JA to an errand, and what has been done about it."""

    id: int
    errand: ErrandId
    volunteer: PersonId
    place: int
    state: VisitState
    taken: datetime
    asked: datetime | None = None
    """When we last asked whether it still suits, by a reminder or a change; none when they have said JA to it."""
    confirmed: datetime | None = None
    reminded: datetime | None = None
    reminded_today: datetime | None = None
    details: datetime | None = None
    called: datetime | None = None
    checked_in: datetime | None = None
    ended: datetime | None = None
    sends: str = ""
    """Who comes, when a club has the visit."""

    @property
    def active(self) -> bool:
        return self.state in {VisitState.AGREED, VisitState.ARRIVED}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened, for the timeline: who and what by id, never in words."""

    at: datetime
    event: str
    errand: ErrandId | None = None
    person: PersonId | None = None
    data: dict[str, Any] = field(default_factory=dict)
