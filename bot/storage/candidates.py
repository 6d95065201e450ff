"""What matching must know of those who could be asked about an errand: counted by the database, in a few queries."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import repeat
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from bot.kinds import kind_of
from bot.matching import Candidate
from bot.matching.distance import Far, between
from bot.model import Availability, Errand, OfferState, PersonId, Stage, VisitState, Volunteer
from bot.storage.apart import FROM_RECIPIENT
from bot.storage.base import here
from bot.storage.errands import _EVER, ACTIVE, Errands
from bot.storage.people import read_availability, volunteer_of
from bot.storage.prepared import Prepared, Row
from bot.storage.tables import Moment, address, errand, message, offer, person, recipient, talk, visit, volunteer

Those = list[BindParameter[Any]]
ALL = 1_000_000
ROOM = (8, 48, 128, 256, 512)
REMEMBERED = timedelta(days=92)
HAD_TIME = timedelta(hours=12)
"""A question that has lain so long counts as left."""
NEAR = timedelta(hours=24)
"""Nothing lasts longer."""
_YES = (OfferState.ACCEPTED.value, OfferState.RESERVE.value)
_OVER = frozenset({OfferState.SOLVED, OfferState.WITHDRAWN, OfferState.DECLINED})


@dataclass(frozen=True, slots=True)
class Suitor:
    """What is written of one who could be asked."""

    id: PersonId
    volunteer: Volunteer
    with_human: bool
    out_of_reach: bool


@dataclass(frozen=True, slots=True)
class Case:
    """An errand that looks for people, and what is the same for all who could be asked about it."""

    errand: Errand
    now: datetime
    day: tuple[datetime, datetime]
    far: Far
    offers: Mapping[PersonId, OfferState]
    said_no: Collection[PersonId]
    bonds: Mapping[PersonId, tuple[int, int]]
    apart: Collection[PersonId]
    home: str


class Candidates(Errands):
    """Verbs about whom to ask."""

    def candidates(
        self, which: Errand, now: datetime, day: tuple[datetime, datetime], *, everyone: bool = False,
        far: Far = between,
    ) -> list[Candidate]:  # fmt: skip
        """Those who could be asked about it: who knows the recipient, and then who has waited longest.

        With ``everyone`` also those of whom the database can tell that they could not.  ``day`` is the local day of
        ``now``, over which unprompted messages are counted.
        """
        case = self._case(which, now, day, far)
        if everyone:
            return self._counted(case, self._make(_EVERYONE))
        knowing = self._among(case, sorted(case.bonds))
        others = self._in_line(case, 0, ALL)
        return self._counted(case, [*knowing, *(one for one in others if one.id not in case.bonds)])

    def _case(self, which: Errand, now: datetime, day: tuple[datetime, datetime], far: Far) -> Case:
        offers = {offer.volunteer: offer.state for offer in self.offers_of(which.id)}
        said_no = {who for who, state in offers.items() if state is OfferState.DECLINED}
        said_no |= {v.volunteer for v in self.visits_of(which.id) if v.state is VisitState.CANCELLED}
        apart = self.not_to_meet(which.recipient)
        return Case(which, now, day, far, offers, said_no, self._bonds(which), apart, self._home(which))

    def _counted(self, case: Case, found: Sequence[Suitor]) -> list[Candidate]:
        """What came of what these were asked before, and what they do in the days around it."""
        over = [one for one in found if case.offers.get(one.id, OfferState.SOLVED) in _OVER]
        people, which = [one.id for one in over], case.errand
        answers, told = self._answers(over, case.now), self._told(people, case.day)
        busy, been = self._busy(people, which), self._been(people, which.kind, case.now)
        return [
            Candidate(
                one.volunteer, lately, told.get(one.id, 0), busy.get(one.id, ()), one.id in case.said_no,
                one.id in case.apart, visits, coming, bool(practised), case.home, _km(one.volunteer, which, case.far),
                carried, answered, yes, one.with_human, one.out_of_reach, answered_known, yes_known,
            )
            for one in over
            for answered, yes, answered_known, yes_known, lately in (answers.get(one.id, _NO_ANSWERS),)
            for (visits, coming), (carried, practised) in ((case.bonds.get(one.id, _NONE), been.get(one.id, _NONE)),)
        ]  # fmt: skip

    def _among(self, case: Case, some: Sequence[PersonId]) -> list[Suitor]:
        """Those of some who could be asked, who has waited longest first."""
        found = sorted(self._about(some, "knowing", _knowing, self._make, **_given(case.errand)), key=_longest_first)
        return [one for one in found if one.volunteer.stage is Stage.APPROVED]

    def _in_line(self, case: Case, skip: int, most: int) -> list[Suitor]:
        """Those who could be asked, in the order they have waited: so many, when so many are let pass."""
        return self._make(_OTHERS, most=most, skip=skip, **_given(case.errand))

    def _home(self, which: Errand) -> str:
        """What is written of where they would come: nobody comes there to ring."""
        there = self._first(_HOME, who=which.recipient) if kind_of(which.kind).needs_travel else None
        return (there["entry"] or "") if there else ""

    def _answers(self, people: Sequence[Suitor], now: datetime) -> dict[PersonId, tuple[int, ...]]:
        """For each who was asked of late: questions they had time to answer, JA, the same where they had been before,
        and how many count against how often they may be asked.
        """
        days = {one.id: one.volunteer.frequency.days for one in people}
        often = {each: n for n, each in enumerate(sorted(set(days.values())))}
        given = {f"since_{n}": now - timedelta(days=each) for each, n in often.items()}
        given |= {"remembered": now - REMEMBERED, "had_time": now - HAD_TIME}
        rows = self._about(list(days), f"answers {len(often)}", partial(_answers, len(often)), self._count, **given)
        return {who: (*found[:4], found[4 + often[days[who]]]) for who, *found in rows}

    def _told(self, people: Sequence[PersonId], day: tuple[datetime, datetime]) -> dict[PersonId, int]:
        return dict(self._about(people, "told", _told, self._count, begins=day[0], ends=day[1]))

    def _busy(
        self, people: Sequence[PersonId], which: Errand
    ) -> dict[PersonId, tuple[tuple[datetime, datetime], ...]]:
        busy: dict[PersonId, tuple[tuple[datetime, datetime], ...]] = {}
        for row in self._about(people, "busy", _busy, self._ask, since=which.starts - NEAR, until=which.ends + NEAR):
            slot = (row["starts"], row["starts"] + timedelta(minutes=row["minutes"]))
            busy[row["volunteer"]] = (*busy.get(row["volunteer"], ()), slot)
        return busy

    def _bonds(self, which: Errand) -> dict[PersonId, tuple[int, int]]:
        """How often each has been to the recipient, and has agreed to go there before this."""
        bonds: dict[PersonId, tuple[int, int]] = {}
        for row in self._ask(_BONDS, recipient=which.recipient):
            visits, coming = bonds.get(row["volunteer"], (0, 0))
            visits += row["state"] == VisitState.DONE.value
            coming += row["state"] in ACTIVE and row["starts"] < which.starts
            bonds[row["volunteer"]] = visits, coming
        return bonds

    def _been(self, people: Sequence[PersonId], kind: str, now: datetime) -> dict[PersonId, tuple[int, int]]:
        """How many visits of late each has made or agreed to, and how many of that kind they have made."""
        rows = self._about(people, "been", _been, self._count, kind=kind, since=now - REMEMBERED)
        return {who: (carried, practised) for who, carried, practised in rows}

    def _about(
        self, people: Sequence[PersonId], name: str, build: Callable[[Those], Select[Any]],
        ask: Callable[..., list[Any]], **given: Any,
    ) -> list[Any]:  # fmt: skip
        """What the database has counted of some people.  A statement has room for so many, and is put together once."""
        rows: list[Any] = []
        for first in range(0, len(people), ROOM[-1]):
            some = people[first : first + ROOM[-1]]
            room = next(room for room in ROOM if room >= len(some))
            those = dict(zip(_WHO[:room], (*some, *repeat(some[-1], room - len(some))), strict=True))
            query = self._known(lambda room=room: build(_those(room)), name, str(room), make=_suitor)  # type: ignore[misc]
            rows += ask(query, **those, **given)
        return rows


_WHO = [f"who_{n}" for n in range(ROOM[-1])]
_NONE, _NO_ANSWERS = (0, 0), (0, 0, 0, 0, 0)
_AS_WRITTEN = [
    cast(column, String).label(column.name) if column.name in {"skills", "availability"} else column
    for column in volunteer.c if column.name not in {"municipality", "police_seen_by", "talk_by"}
]  # fmt: skip
_UNDER_WAY = or_(*(visit.c.state == state for state in ACTIVE))
_OF_VISIT = and_(errand.c.municipality == visit.c.municipality, errand.c.id == visit.c.errand)


def _km(who: Volunteer, which: Errand, far: Far) -> float | None:
    return far(who.postcode, which.postcode) if kind_of(which.kind).needs_travel else None


def _given(which: Errand) -> dict[str, Any]:
    kind = kind_of(which.kind)
    return {
        "recipient": which.recipient, "kind": f'"{which.kind}"', "any_way": not kind.needs_car,
        "not_how": "phone" if kind.needs_travel else "",
    }  # fmt: skip


def _suitor(row: Row) -> Suitor:
    who = volunteer_of(row, _skills(row["skills"]), _times(row["availability"]))
    return Suitor(who.id, who, bool(row.get("with_human")), bool(row.get("out_of_reach")))


@lru_cache(maxsize=4_096)
def _skills(written: str) -> frozenset[str]:
    """Many want the same, and can at the same times: what is written alike is read once."""
    return frozenset(json.loads(written))


@lru_cache(maxsize=4_096)
def _times(written: str | None) -> Availability | None:
    return read_availability(json.loads(written)) if written else None


def _volunteers(*more: ColumnElement[Any]) -> Select[Any]:
    """All of them, and no names."""
    same = and_(person.c.municipality == volunteer.c.municipality, person.c.id == volunteer.c.person)
    talks = and_(talk.c.municipality == volunteer.c.municipality, talk.c.person == volunteer.c.person)
    return (
        select(*_AS_WRITTEN, literal("").label("name"), person.c.language, person.c.stopped, *more)
        .join(person, same)
        .outerjoin(talk, talks)
        .where(here(volunteer))
    )


def _within_reach() -> ColumnElement[bool]:
    """Whoever has shut us out on Telegram is written to by SMS."""
    theirs = and_(here(address), address.c.person == volunteer.c.person)
    silent = and_(theirs, ~address.c.works, address.c.channel != "telegram")
    return and_(exists().where(theirs, address.c.works), ~exists().where(silent))


def _for_kind() -> Select[Any]:
    """What the database can tell of who passes the gates, and nothing narrower than they are."""
    return (
        _volunteers()
        .where(~person.c.stopped, ~volunteer.c.paused, _within_reach(), talk.c.human_since.is_(None))
        .where(
            volunteer.c.pledge.is_not(None), volunteer.c.person != bindparam("recipient"),
            volunteer.c.transport != bindparam("not_how"),
            or_(bindparam("any_way", type_=Boolean), volunteer.c.transport == "car"),
            cast(volunteer.c.skills, String).contains(bindparam("kind", type_=String)),
            volunteer.c.person.not_in(FROM_RECIPIENT.correlate(None)),
        )
        .order_by(volunteer.c.waiting_since, volunteer.c.person)
    )  # fmt: skip


def _knowing(those: Those) -> Select[Any]:
    """At whatever stage: asked for that too, SQLite goes through all who are approved."""
    return _for_kind().where(volunteer.c.person.in_(those)).order_by(None)


def _longest_first(one: Suitor) -> tuple[datetime, PersonId]:
    return one.volunteer.waiting_since or _EVER, one.id


def _those(room: int) -> Those:
    return [bindparam(name) for name in _WHO[:room]]


def _answers(often: int, those: Those) -> Select[Any]:
    (answered, yes), been = outcomes(), offer.c.been_there
    counted = (answered, yes, and_(answered, been), and_(yes, been))
    lately = (offer.c.asked > bindparam(f"since_{n}", type_=Moment) for n in range(often))
    return (
        select(offer.c.volunteer, *map(total, (*counted, *lately)))
        .where(here(offer), offer.c.volunteer.in_(those), offer.c.asked > bindparam("remembered"))
        .group_by(offer.c.volunteer)
    )


def outcomes() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a question was answered or left, and whether with a JA.  What others answered first counts for nobody."""
    solved, open_ = OfferState.SOLVED.value, OfferState.OPEN.value
    answered = and_(offer.c.state != solved, or_(offer.c.state != open_, offer.c.asked < bindparam("had_time")))
    return answered, or_(*(offer.c.state == state for state in _YES))


def _told(those: Those) -> Select[Any]:
    return (
        select(message.c.person, func.count().label("n"))
        .where(here(message), message.c.person.in_(those), message.c.unprompted, message.c.state != "withdrawn")
        .where(message.c.not_before >= bindparam("begins"), message.c.not_before < bindparam("ends"))
        .group_by(message.c.person)
    )


def _busy(those: Those) -> Select[Any]:
    return (
        select(visit.c.volunteer, errand.c.starts, errand.c.minutes)
        .join(errand, _OF_VISIT)
        .where(here(visit), here(errand), visit.c.volunteer.in_(those), _UNDER_WAY)
        .where(errand.c.starts >= bindparam("since"), errand.c.starts <= bindparam("until"))
    )


def _been(those: Those) -> Select[Any]:
    done = visit.c.state == VisitState.DONE.value
    return (
        select(
            visit.c.volunteer, total(errand.c.starts > bindparam("since")).label("carried"),
            total(and_(done, errand.c.kind == bindparam("kind"))).label("practised"),
        )
        .join(errand, _OF_VISIT)
        .where(here(visit), here(errand), visit.c.volunteer.in_(those))
        .where(or_(_UNDER_WAY, done))
        .group_by(visit.c.volunteer)
    )  # fmt: skip


def total(true: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((true, 1), else_=0))


_THEIRS = select(errand.c.id).where(here(errand), errand.c.recipient == bindparam("recipient")).correlate(None)
_AT_RECIPIENT = and_(here(visit), visit.c.errand.in_(_THEIRS))
"""By the numbers of the recipient's errands: joined, SQLite begins with all visits there are."""
_APPROVED = volunteer.c.stage == Stage.APPROVED.value
_TOLD_OF = (talk.c.human_since.is_not(None).label("with_human"), (~_within_reach()).label("out_of_reach"))
_EVERYONE = Prepared(
    _volunteers(*_TOLD_OF).where(volunteer.c.stage != Stage.LEFT.value).order_by(volunteer.c.person), _suitor
)
_OTHERS = Prepared(
    _for_kind()
    .where(_APPROVED)
    .limit(bindparam("most", type_=Integer))
    .offset(bindparam("skip", type_=Integer)),
    _suitor,
)
_HOME = Prepared(select(recipient.c.entry).where(here(recipient), recipient.c.person == bindparam("who")))
_BONDS = Prepared(
    select(visit.c.volunteer, visit.c.state, errand.c.starts)
    .join(errand, _OF_VISIT)
    .where(here(errand), _AT_RECIPIENT)
)
