"""What the list of errands and its forms ask: one query for a list, however long, and only the columns it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, text, union_all

from bot.model import Errand, ErrandId, MunicipalityId, PersonId, Stage, Status, Visit, VisitState
from bot.storage.errands import _errand, _visit
from bot.storage.post import Post
from bot.storage.tables import errand, offer, person, recipient, visit, volunteer


@dataclass(frozen=True, slots=True)
class ErrandLine:
    """One line of the list of errands."""

    id: ErrandId
    kind: str
    starts: datetime
    recipient: str
    place: str
    places: int
    status: Status
    urgent: bool
    asked: int


@dataclass(frozen=True, slots=True)
class Helper:
    """Someone who has, or had, a place in an errand."""

    id: PersonId
    name: str
    state: VisitState


@dataclass(frozen=True, slots=True)
class Sought:
    """What one word of a search may mean: people by name, kinds of errand, or places."""

    people: frozenset[PersonId]
    kinds: frozenset[str]
    places: frozenset[str]


class ErrandLists(Post):
    """Verbs for lists of errands, and of who may be chosen for one."""

    def people_named(self, words: Collection[str]) -> dict[str, frozenset[PersonId]]:
        """For each word, everyone whose name holds it.  Names are sealed, so each is opened, once."""
        rows = self._connection.execute(self._here(person, person.c.id, person.c.name)) if words else ()
        names = [(PersonId(which), (name or "").casefold()) for which, name in rows]
        return {word: frozenset(who for who, name in names if word in name) for word in words}

    def places(self) -> frozenset[str]:
        """Where those who get help live."""
        return frozenset(row["place"] for row in self._all(self._here(recipient, recipient.c.place).distinct()))

    def recipient_choices(self) -> list[tuple[PersonId, str, str]]:
        """Who may get help: id, name and place."""
        same = (person.c.municipality == recipient.c.municipality) & (person.c.id == recipient.c.person)
        query = self._here(recipient, recipient.c.person, person.c.name, recipient.c.place).join(person, same)
        rows = self._all(query.where(~recipient.c.stopped))
        return [(PersonId(row["person"]), row["name"] or "", row["place"]) for row in rows]

    def may_be_given(self) -> list[tuple[PersonId, str, str]]:
        """Volunteers who are ready to start: id, name and place."""
        query = self._of_volunteers(person.c.name, volunteer.c.place).where(
            volunteer.c.stage == Stage.APPROVED.value, volunteer.c.pledge.is_not(None), ~person.c.stopped
        )
        return [(PersonId(row["person"]), row["name"] or "", row["place"]) for row in self._all(query)]

    def errand_counts(self) -> dict[Status, int]:
        query = self._here(errand, errand.c.status, func.count().label("n")).group_by(errand.c.status)
        return {Status(row["status"]): int(row["n"]) for row in self._all(query)}

    def count_errands(self, statuses: Collection[Status], sought: Collection[Sought]) -> int:
        query = self._here(errand, func.count().label("n")).where(*self._wanted(statuses, sought))
        return int(self._all(query)[0]["n"])

    def _wanted(self, statuses: Collection[Status], sought: Collection[Sought]) -> list[ColumnElement[bool]]:
        wanted = [errand.c.status.in_([status.value for status in statuses])]
        return wanted + [_fits(one, self.municipality) for one in sought]

    def errand_lines(
        self, statuses: Collection[Status], sought: Collection[Sought], *, newest: bool, most: int, after: int
    ) -> list[ErrandLine]:
        """A page of errands.  The page is found by key alone, before anything is opened or counted."""
        order = (errand.c.starts.desc(), errand.c.id.desc()) if newest else (errand.c.starts, errand.c.id)
        asked = (
            select(func.count()).where(offer.c.municipality == errand.c.municipality, offer.c.errand == errand.c.id)
        ).scalar_subquery()
        ids = self._page(statuses, sought, order, most, after)
        query = self._errands().add_columns(asked.label("asked")).where(errand.c.id.in_(ids)).order_by(*order)
        return [_line(row) for row in self._all(query)]

    def _page(
        self, statuses: Collection[Status], sought: Collection[Sought], order: Sequence[Any], most: int, after: int
    ) -> Select[Any]:
        """The keys of a page: each status comes in order from the index, and they are merged."""
        parts = [
            self._here(errand, errand.c.id, errand.c.starts)
            .where(*self._wanted((one,), sought))
            .order_by(*order)
            .limit(most + after)
            .subquery()
            for one in statuses
        ]
        if len(parts) == 1:
            return select(parts[0].c.id).limit(most).offset(after)
        merged = union_all(*(select(part.c.id, part.c.starts) for part in parts)).subquery()
        down = order[0].modifier is not None
        keys = (merged.c.starts.desc(), merged.c.id.desc()) if down else (merged.c.starts, merged.c.id)
        return select(merged.c.id).order_by(*keys).limit(most).offset(after)

    def helpers(self, which: Collection[ErrandId]) -> dict[ErrandId, list[Helper]]:
        """Who has said JA to each of several errands, those who withdrew left out."""
        same = (person.c.municipality == visit.c.municipality) & (person.c.id == visit.c.volunteer)
        query = self._here(visit, visit.c.errand, visit.c.volunteer, visit.c.state, person.c.name).join(person, same)
        query = query.where(visit.c.errand.in_(which), text("visit.state <> 'cancelled'"))  # as its index says it
        found: dict[ErrandId, list[Helper]] = {}
        for row in self._all(query.order_by(visit.c.errand, visit.c.place)) if which else ():
            helper = Helper(PersonId(row["volunteer"]), row["name"] or "", VisitState(row["state"]))
            found.setdefault(ErrandId(row["errand"]), []).append(helper)
        return found

    def errands_among(self, which: Iterable[ErrandId | None]) -> dict[ErrandId, Errand]:
        ids = {one for one in which if one is not None}
        rows = self._all(self._errands().where(errand.c.id.in_(ids))) if ids else ()
        return {ErrandId(row["id"]): _errand(row) for row in rows}

    def visits_among(self, which: Collection[int]) -> dict[int, Visit]:
        rows = self._all(self._here(visit).where(visit.c.id.in_(which))) if which else ()
        return {row["id"]: _visit(row) for row in rows}

    def offers_by_state(self, which: Iterable[ErrandId | None]) -> dict[ErrandId, dict[str, int]]:
        """How many have been asked about each of several errands, by what came of it."""
        ids = {one for one in which if one is not None}
        query = self._here(offer, offer.c.errand, offer.c.state, func.count().label("n"))
        query = query.where(offer.c.errand.in_(ids)).group_by(offer.c.errand, offer.c.state)
        found: dict[ErrandId, dict[str, int]] = {}
        for row in self._all(query) if ids else ():
            found.setdefault(ErrandId(row["errand"]), {})[row["state"]] = int(row["n"])
        return found

    def count_free(self, since: datetime, until: datetime) -> int:
        """Errands that begin between two moments and still lack someone."""
        free = (errand.c.status == Status.OPEN.value, errand.c.starts >= since, errand.c.starts < until)
        return int(self._all(self._here(errand, func.count().label("n")).where(*free))[0]["n"])

    def _of_volunteers(self, *columns: Any) -> Select[Any]:
        same = (person.c.municipality == volunteer.c.municipality) & (person.c.id == volunteer.c.person)
        return self._here(volunteer, volunteer.c.person, *columns).join(person, same)


def _fits(sought: Sought, here: MunicipalityId) -> ColumnElement[bool]:
    """By name of who is helped or helps, by kind, or by place."""
    helped = select(errand.c.id).where(errand.c.municipality == here, errand.c.recipient.in_(sought.people))
    helps = select(visit.c.errand).where(
        visit.c.municipality == here, visit.c.volunteer.in_(sought.people), visit.c.state != VisitState.CANCELLED.value
    )
    fits = [errand.c.id.in_(union_all(helped, helps))]
    fits += [errand.c.kind.in_(sought.kinds)] if sought.kinds else []
    fits += [errand.c.place.in_(sought.places)] if sought.places else []
    return or_(*fits)


def _line(row: RowMapping) -> ErrandLine:
    return ErrandLine(
        ErrandId(row["id"]), row["kind"], row["starts"], row["recipient_name"] or "", row["place"], row["places"],
        Status(row["status"]), row["urgent"], row["asked"],
    )  # fmt: skip
