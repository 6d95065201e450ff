"""What matching must know of those who could be asked about an errand: counted by the database, in a few queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, cast, func, literal, or_, select

from bot.kinds import kind_of
from bot.matching import Candidate
from bot.matching.distance import distance_km
from bot.model import Errand, OfferState, PersonId, Stage, VisitState, Volunteer
from bot.places import position
from bot.storage.base import here
from bot.storage.errands import ACTIVE, Errands
from bot.storage.people import _volunteer
from bot.storage.prepared import Prepared
from bot.storage.tables import Moment, address, errand, message, offer, person, talk, visit, volunteer

PAGE = 500
REMEMBERED = timedelta(days=92)
HAD_TIME = timedelta(hours=12)
"""A question that has lain so long counts as left."""
NEAR = timedelta(hours=12)
_YES = (OfferState.ACCEPTED.value, OfferState.RESERVE.value)
_NO = (OfferState.DECLINED.value, OfferState.COUNTERED.value, OfferState.WITHDRAWN.value)
_OVER = frozenset({OfferState.SOLVED, OfferState.WITHDRAWN, OfferState.DECLINED})


class Candidates(Errands):
    """Verbs about whom to ask."""

    def candidates(
        self, which: Errand, now: datetime, day: tuple[datetime, datetime], *, everyone: bool = False, page: int = 0
    ) -> list[Candidate]:
        """Those who could be asked about it, ``PAGE`` at a time: who knows the recipient, then who has waited longest.

        With ``everyone`` all at once, also those of whom the database can tell that they could not.  ``day`` is the
        local day of ``now``, over which unprompted messages are counted.
        """
        known = {o.volunteer: o.state for o in self.offers_of(which.id)}
        said_no = {v.volunteer for v in self.visits_of(which.id) if v.state is VisitState.CANCELLED}
        said_no |= {who for who, state in known.items() if state is OfferState.DECLINED}
        answers, told, busy = self._answers(now), self._told(day), self._busy(which)
        visits, coming = self._visits(which.recipient), self._coming(which)
        practised, carried = self._practised(which.kind), self._carried(now)
        return [
            Candidate(
                v, lately, told.get(v.id, 0), busy.get(v.id, ()), v.id in said_no, visits.get(v.id, 0),
                coming.get(v.id, 0), v.id in practised, _km(v, which), carried.get(v.id, 0), asked, yes,
            )
            for v in self._to_ask(None if everyone else which, page)
            if v.id not in known or known[v.id] in _OVER
            for asked, yes, lately in (answers.get(v.id, _NOTHING),)
        ]  # fmt: skip

    def _to_ask(self, which: Errand | None, page: int) -> list[Volunteer]:
        """Those the robot may write to about an errand at all, and no names."""
        if which is None:
            return [_volunteer(row) for row in self._ask(_EVERYONE)]
        kind = kind_of(which.kind)
        not_how = "phone" if kind.needs_travel else ""
        query = _BY_CAR if kind.needs_car else _FOR_KIND
        found = self._ask(query, kind=f'%"{which.kind}"%', not_how=not_how, recipient=which.recipient, skip=page * PAGE)
        return [_volunteer(row) for row in found]

    def _answers(self, now: datetime) -> dict[PersonId, tuple[int, int, int]]:
        """For each who was asked of late: questions they had time to answer, JA, and how many count against how often
        they may be asked.
        """
        often = [int(row["asks_days"]) for row in self._ask(_OFTEN)]
        if not often:
            return {}
        since = {f"since_{n}": now - timedelta(days=days) for n, days in enumerate(often)}
        given = {f"days_{n}": days for n, days in enumerate(often)} | since
        query = self._known(lambda: _answers(len(often)), "answers", str(len(often)))
        rows = self._ask(query, remembered=now - REMEMBERED, had_time=now - HAD_TIME, **given)
        return {PersonId(row["volunteer"]): (row["answered"], row["yes"], row["lately"]) for row in rows}

    def _told(self, day: tuple[datetime, datetime]) -> dict[PersonId, int]:
        return {PersonId(row["person"]): row["n"] for row in self._ask(_TOLD, begins=day[0], ends=day[1])}

    def _busy(self, which: Errand) -> dict[PersonId, tuple[tuple[datetime, datetime], ...]]:
        busy: dict[PersonId, tuple[tuple[datetime, datetime], ...]] = {}
        for row in self._ask(_BUSY, since=which.starts - NEAR, until=which.ends + NEAR):
            slot = (row["starts"], row["starts"] + timedelta(minutes=row["minutes"]))
            busy[row["volunteer"]] = (*busy.get(row["volunteer"], ()), slot)
        return busy

    def _visits(self, recipient: PersonId) -> dict[PersonId, int]:
        return {PersonId(row["volunteer"]): row["n"] for row in self._ask(_VISITS_TO, recipient=recipient)}

    def _coming(self, which: Errand) -> dict[PersonId, int]:
        found = self._ask(_COMING, recipient=which.recipient, before=which.starts)
        return {PersonId(row["volunteer"]): row["n"] for row in found}

    def _practised(self, kind: str) -> set[PersonId]:
        return {PersonId(row["volunteer"]) for row in self._ask(_PRACTISED, kind=kind)}

    def _carried(self, now: datetime) -> dict[PersonId, int]:
        return {PersonId(row["volunteer"]): row["n"] for row in self._ask(_CARRIED, since=now - REMEMBERED)}


_NOTHING = (0, 0, 0)
_OF_VISIT = and_(errand.c.municipality == visit.c.municipality, errand.c.id == visit.c.errand)


def _km(who: Volunteer, which: Errand) -> float | None:
    return _between(who.postcode, which.postcode) if kind_of(which.kind).needs_travel else None


@lru_cache(maxsize=100_000)
def _between(one: str, other: str) -> float | None:
    """Where two codes have the same place on the map, as all of a city have, nobody knows how far it is."""
    here, there = position(one), position(other)
    return None if one != other and here == there else distance_km(here, there)


def _willing() -> Select[Any]:
    """Whoever has shut us out on Telegram is written to by SMS."""
    same = and_(person.c.municipality == volunteer.c.municipality, person.c.id == volunteer.c.person)
    talks = and_(talk.c.municipality == volunteer.c.municipality, talk.c.person == volunteer.c.person)
    reached = select(address.c.person).where(here(address), address.c.works)
    silent = select(address.c.person).where(here(address), ~address.c.works, address.c.channel != "telegram")
    return (
        select(volunteer, literal("").label("name"), person.c.language, person.c.stopped)
        .join(person, same)
        .outerjoin(talk, talks)
        .where(here(volunteer), volunteer.c.stage == Stage.APPROVED.value, ~person.c.stopped, ~volunteer.c.paused)
        .where(volunteer.c.person.in_(reached), volunteer.c.person.not_in(silent), talk.c.human_since.is_(None))
        .order_by(volunteer.c.person)
    )


def _for_kind() -> Select[Any]:
    """Beyond that, what the database can tell of who passes the gates, and nothing narrower than they are."""
    there = errand.c.recipient == bindparam("recipient")
    knows = select(visit.c.volunteer).join(errand, _OF_VISIT).where(here(visit), there)
    return (
        _willing()
        .where(
            volunteer.c.pledge.is_not(None), volunteer.c.transport != bindparam("not_how"),
            volunteer.c.person != bindparam("recipient"),
            cast(volunteer.c.skills, String).like(bindparam("kind", type_=String)),
        )
        .order_by(None)
        .order_by(
            case((volunteer.c.person.in_(knows), 0), else_=1),
            func.coalesce(volunteer.c.waiting_since, volunteer.c.registered), volunteer.c.person,
        )
        .limit(PAGE).offset(bindparam("skip"))
    )  # fmt: skip


def _answers(often: int) -> Select[Any]:
    since = {f"days_{n}": bindparam(f"since_{n}", type_=Moment) for n in range(often)}
    lately = case(*((volunteer.c.asks_days == bindparam(days), at) for days, at in since.items()))
    left = and_(offer.c.state == OfferState.OPEN.value, offer.c.asked < bindparam("had_time"))
    yes = or_(*(offer.c.state == state for state in _YES))
    same = and_(volunteer.c.municipality == offer.c.municipality, volunteer.c.person == offer.c.volunteer)
    return (
        select(
            offer.c.volunteer,
            _sum(or_(yes, left, *(offer.c.state == state for state in _NO))).label("answered"),
            _sum(yes).label("yes"), _sum(offer.c.asked > lately).label("lately"),
        )
        .join(volunteer, same)
        .where(here(offer), offer.c.asked > bindparam("remembered"))
        .group_by(offer.c.volunteer)
    )  # fmt: skip


def _sum(true: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((true, 1), else_=0))


_EVERYONE = Prepared(_willing())
_FOR_KIND = Prepared(_for_kind())
_BY_CAR = Prepared(_for_kind().where(volunteer.c.transport == "car"))
_OFTEN = Prepared(select(volunteer.c.asks_days).where(here(volunteer)).distinct().order_by(volunteer.c.asks_days))
_TOLD = Prepared(
    select(message.c.person, func.count().label("n"))
    .where(here(message), message.c.unprompted, message.c.state != "withdrawn", message.c.person.is_not(None))
    .where(message.c.not_before >= bindparam("begins"), message.c.not_before < bindparam("ends"))
    .group_by(message.c.person)
)
_UNDER_WAY = or_(*(visit.c.state == state for state in ACTIVE))
_BUSY = Prepared(
    select(visit.c.volunteer, errand.c.starts, errand.c.minutes)
    .join(errand, _OF_VISIT)
    .where(here(visit), _UNDER_WAY, errand.c.starts >= bindparam("since"), errand.c.starts <= bindparam("until"))
)
_VISITS_TO = Prepared(
    select(visit.c.volunteer, func.count().label("n"))
    .join(errand, _OF_VISIT)
    .where(here(visit), errand.c.recipient == bindparam("recipient"), visit.c.state == VisitState.DONE.value)
    .group_by(visit.c.volunteer)
)
_COMING = Prepared(
    select(visit.c.volunteer, func.count().label("n"))
    .join(errand, _OF_VISIT)
    .where(here(visit), _UNDER_WAY, errand.c.recipient == bindparam("recipient"), errand.c.starts < bindparam("before"))
    .group_by(visit.c.volunteer)
)
_PRACTISED = Prepared(
    select(visit.c.volunteer)
    .join(errand, _OF_VISIT)
    .where(here(visit), errand.c.kind == bindparam("kind"), visit.c.state == VisitState.DONE.value)
    .distinct()
)
_CARRIED = Prepared(
    select(visit.c.volunteer, func.count().label("n"))
    .join(errand, _OF_VISIT)
    .where(here(visit), or_(_UNDER_WAY, visit.c.state == VisitState.DONE.value))
    .where(errand.c.starts > bindparam("since"))
    .group_by(visit.c.volunteer)
)
