"""What the panel's lists ask: one query for a list, however long, and only the columns it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, text, union_all

from bot.model import Errand, ErrandId, MunicipalityId, PersonId, Stage, Status, Visit, VisitState
from bot.storage.errands import _errand, _visit
from bot.storage.post import Message, MessageState, Post, _message
from bot.storage.tables import (
    address,
    errand,
    event,
    matter,
    message,
    note,
    offer,
    person,
    recipient,
    talk,
    user,
    visit,
    volunteer,
    wake,
)


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
class TalkLine:
    """One line of the list of talks.  ``last`` is what they wrote last."""

    person: PersonId
    name: str
    human_since: datetime | None
    human: int | None
    updated: datetime
    last: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What one word of a search may mean: people by name, kinds of errand, or places."""

    people: frozenset[PersonId]
    kinds: frozenset[str]
    places: frozenset[str]


class Overview(Post):
    """Verbs for lists."""

    def names(self, who: Iterable[PersonId | None]) -> dict[PersonId, str]:
        ids = {one for one in who if one is not None}
        query = self._here(person, person.c.id, person.c.name).where(person.c.id.in_(ids))
        return {PersonId(row["id"]): row["name"] or "" for row in self._all(query)} if ids else {}

    def ways(self, who: Iterable[PersonId | None]) -> dict[PersonId, dict[str, str]]:
        """Channel -> address that works, for each of several people."""
        ids = {one for one in who if one is not None}
        found: dict[PersonId, dict[str, str]] = {one: {} for one in ids}
        for row in self._all(self._here(address).where(address.c.person.in_(ids), address.c.works)) if ids else ():
            found[row["person"]][row["channel"]] = row["value"]
        return found

    def user_names(self) -> dict[int, str]:
        """Everyone who works or has worked here, for who did what."""
        query = select(user.c.id, user.c.name).where(user.c.municipality == self.municipality)
        return {row["id"]: row["name"] for row in self._all(query)}

    def roles_of(self, who: Iterable[PersonId | None]) -> dict[PersonId, str]:
        """``volunteer`` or ``recipient`` for each of several people who is one."""
        ids, found = {one for one in who if one is not None}, dict[PersonId, str]()
        for name, table in (("recipient", recipient), ("volunteer", volunteer)):
            rows = self._all(self._here(table, table.c.person).where(table.c.person.in_(ids))) if ids else ()
            found |= {PersonId(row["person"]): name for row in rows}
        return found

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

    def coming_wakes(self, now: datetime, most: int, *subjects: str) -> list[tuple[str, int, datetime]]:
        """What will be looked at next, the nearest first."""
        query = self._here(wake).where(wake.c.due > now, wake.c.subject.in_(subjects))
        rows = self._all(query.order_by(wake.c.due, wake.c.subject, wake.c.id).limit(most))
        return [(row["subject"], row["id"], row["due"]) for row in rows]

    def coming_messages(self, now: datetime, most: int) -> list[Message]:
        """What waits for its time to be sent, the nearest first."""
        waiting = (message.c.state == MessageState.QUEUED.value, message.c.not_before > now)
        query = self._here(message).where(*waiting).order_by(message.c.not_before, message.c.id).limit(most)
        return [_message(row) for row in self._all(query)]

    def happened(self, since: datetime, *events: str) -> dict[str, int]:
        """How many times each of some things has happened since a moment."""
        query = self._here(note, note.c.event, func.count().label("n")).where(note.c.event.in_(events))
        rows = self._all(query.where(note.c.at >= since).group_by(note.c.event))
        return {row["event"]: int(row["n"]) for row in rows}

    def calls_tried(self, since: datetime) -> dict[int, datetime]:
        """Messages on the call list that nobody answered the telephone to -> when it was last tried."""
        tried = self._here(note).where(note.c.event == "call_unanswered", note.c.at >= since).order_by(note.c.id)
        return {int(row["data"]["message"]): row["at"] for row in self._all(tried)}

    def to_be_read(self, now: datetime) -> list[Message]:
        """The call list, with what is on its way there: an answer is read while the line is still open."""
        soon = (MessageState.QUEUED.value, MessageState.SENDING.value, MessageState.UNKNOWN.value)
        there = message.c.state == MessageState.HANDED_OVER.value
        coming = message.c.state.in_(soon) & (message.c.not_before <= now)
        query = self._here(message).where(message.c.channel == "call", or_(there, coming)).order_by(message.c.created)
        return [_message(row) for row in self._all(query)]

    def count_talks(self) -> tuple[int, int]:
        """How many talks a human has, and how many there are."""
        query = self._here(talk, func.count(talk.c.human_since).label("human"), func.count().label("n"))
        row = self._all(query)[0]
        return int(row["human"]), int(row["n"])

    def talk_lines(self, *, human: bool, most: int, after: int = 0) -> list[TalkLine]:
        """Talks, the last moved first; those a human has, or all."""
        same = (person.c.municipality == talk.c.municipality) & (person.c.id == talk.c.person)
        last = (
            select(event.c.body)
            .where(event.c.municipality == talk.c.municipality, event.c.person == talk.c.person)
            .order_by(event.c.received.desc(), event.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        columns = (talk.c.person, person.c.name, talk.c.human_since, talk.c.human, talk.c.updated, last.label("last"))
        query = self._here(talk, *columns).join(person, same).order_by(talk.c.updated.desc(), talk.c.person)
        if human:
            query = query.where(talk.c.human_since.is_not(None))
        return [
            TalkLine(r["person"], r["name"] or "", r["human_since"], r["human"], r["updated"], r["last"] or "")
            for r in self._all(query.limit(most).offset(after))
        ]

    def with_humans(self) -> frozenset[PersonId]:
        """Everyone whose talk a coordinator has."""
        rows = self._all(self._here(talk, talk.c.person).where(talk.c.human_since.is_not(None)))
        return frozenset(PersonId(row["person"]) for row in rows)

    def saw(self, who: PersonId, now: datetime) -> None:
        """A coordinator has read what someone wrote."""
        self._change(event, event.c.person == who, event.c.seen.is_(None), seen=now)

    def never_phoned(self, before: datetime) -> list[tuple[PersonId, datetime]]:
        """Those who signed up before a moment, when, whom nobody has talked with, and who stand nowhere else."""
        told = self._here(matter, matter.c.person).where(
            matter.c.kind == "new_volunteer", matter.c.closed.is_(None), matter.c.person.is_not(None)
        )
        query = (
            self._of_volunteers(volunteer.c.registered)
            .where(volunteer.c.stage == Stage.APPLIED.value, volunteer.c.talk.is_(None), ~person.c.stopped)
            .where(volunteer.c.registered < before, volunteer.c.person.not_in(told))
            .order_by(volunteer.c.registered)
        )
        return [(PersonId(row["person"]), row["registered"]) for row in self._all(query)]

    def never_asked(self, now: datetime, within: timedelta) -> list[tuple[PersonId, datetime]]:
        """Approved volunteers nobody has asked for so long, and since when; nobody oftener than they want."""
        last = (
            select(func.max(offer.c.asked))
            .where(offer.c.municipality == volunteer.c.municipality, offer.c.volunteer == volunteer.c.person)
            .scalar_subquery()
        )
        since = func.coalesce(volunteer.c.waiting_since, volunteer.c.registered)
        query = (
            self._of_volunteers(since.label("since"), volunteer.c.asks_days, last.label("asked"))
            .where(volunteer.c.stage == Stage.APPROVED.value, ~volunteer.c.paused, ~person.c.stopped)
            .where(since <= now - within)
            .order_by(since, volunteer.c.person)
        )
        return [
            (PersonId(row["person"]), row["since"])
            for row in self._all(query)
            if row["asked"] is None or row["asked"] <= now - timedelta(days=row["asks_days"])
        ]

    def may_be_given(self) -> list[tuple[PersonId, str, str]]:
        """Volunteers who are ready to start: id, name and place."""
        query = self._of_volunteers(person.c.name, volunteer.c.place).where(
            volunteer.c.stage == Stage.APPROVED.value, volunteer.c.pledge.is_not(None), ~person.c.stopped
        )
        return [(PersonId(row["person"]), row["name"] or "", row["place"]) for row in self._all(query)]

    def _of_volunteers(self, *columns: Any) -> Select[Any]:
        same = (person.c.municipality == volunteer.c.municipality) & (person.c.id == volunteer.c.person)
        return self._here(volunteer, volunteer.c.person, *columns).join(person, same)

    def waiting(self) -> dict[str, int]:
        """How much waits for a human: matters, talks nobody has taken, and calls to make."""
        rows = self._all(self._here(matter, matter.c.kind, func.count().label("n")).where(matter.c.closed.is_(None))
                         .group_by(matter.c.kind))  # fmt: skip
        kinds = {row["kind"]: int(row["n"]) for row in rows}
        calls = (message.c.channel == "call", message.c.state == MessageState.HANDED_OVER.value)
        to_make = int(self._all(self._here(message, func.count().label("n")).where(*calls))[0]["n"])
        return {"matters": sum(kinds.values()), "talks": kinds.get("handover", 0), "calls": to_make}


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
