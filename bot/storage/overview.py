"""What the screens of a coordinator's day ask: one query for a list, however long, and only the columns it shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, case, func, or_, select

from bot.model import Note, OfferState, PersonId, Stage, VisitState
from bot.storage.base import here
from bot.storage.prepared import Prepared
from bot.storage.tables import (
    address,
    changed,
    event,
    matter,
    message,
    note,
    offer,
    person,
    recipient,
    user,
    visit,
    volunteer,
    wake,
)
from bot.storage.talk_lists import TalkLists
from bot.storage.written import ON_ITS_WAY, Message, MessageState, read_message

_UNANSWERED = (OfferState.OPEN.value, OfferState.SOLVED.value, OfferState.WITHDRAWN.value)


_CHANGES = Prepared(select(changed.c.topic, changed.c.number).where(here(changed)))


SETTLED_BY_AN_ANSWER = ("mass", "request_help")
"""What a coordinator decides once and for all: whether to send to many, and what becomes of a wish."""


WISHES = frozenset({"request_help", "promised"})
"""What takes the place of the talk a human has because of it: one line of I dag, not two."""


class Overview(TalkLists):
    """Verbs for who is who, what waits, and what comes."""

    def changes(self) -> dict[str, int]:
        """The number of each topic that has changed: the higher, the later."""
        return {row["topic"]: int(row["number"]) for row in self._ask(_CHANGES)}

    def names(self, who: Iterable[PersonId | None]) -> dict[PersonId, str]:
        """Whoever turned out to be another is called as that one."""
        ids = {one for one in who if one is not None}
        now = person.alias()
        same = (now.c.municipality == person.c.municipality) & (now.c.id == person.c.merged_into)
        name = case((person.c.merged_into.is_(None), person.c.name), else_=now.c.name).label("name")
        query = self._here(person, person.c.id, name).outerjoin(now, same).where(person.c.id.in_(ids))
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

    def coming_wakes(self, now: datetime, most: int, *subjects: str) -> list[tuple[str, int, datetime]]:
        """What will be looked at next, the nearest first."""
        query = self._here(wake).where(wake.c.due > now, wake.c.subject.in_(subjects))
        rows = self._all(query.order_by(wake.c.due, wake.c.subject, wake.c.id).limit(most))
        return [(row["subject"], row["id"], row["due"]) for row in rows]

    def coming_messages(self, now: datetime, most: int) -> list[Message]:
        """What waits for its time to be sent, the nearest first."""
        waiting = (message.c.state == MessageState.QUEUED.value, message.c.not_before > now)
        query = self._here(message).where(*waiting).order_by(message.c.not_before, message.c.id).limit(most)
        return [read_message(row) for row in self._all(query)]

    def happened(self, since: datetime, *events: str) -> dict[str, int]:
        """How many times each of some things has happened since a moment."""
        query = self._here(note, note.c.event, func.count().label("n")).where(note.c.event.in_(events))
        rows = self._all(query.where(note.c.at >= since).group_by(note.c.event))
        return {row["event"]: int(row["n"]) for row in rows}

    def late(self, before: datetime) -> int:
        """How many messages were to leave before then and have not."""
        waits = message.c.state.in_(ON_ITS_WAY)
        since = or_(message.c.owed < before, message.c.owed.is_(None) & (message.c.not_before < before))
        return int(self._all(self._here(message, func.count().label("n")).where(waits, since))[0]["n"])

    def left_late(self, since: datetime, most: int) -> list[Note]:
        """What left later than it should have since then, the last first."""
        query = self._here(note).where(note.c.event == "sent_late", note.c.at >= since)
        rows = self._all(query.order_by(note.c.at.desc(), note.c.id.desc()).limit(most))
        return [Note(r["at"], r["event"], r["errand"], r["person"], r["data"]) for r in rows]

    def told_since(self, kind: str, since: datetime) -> bool:
        """Whether a matter of that kind stands before a human, or did so since then."""
        stands = or_(matter.c.closed.is_(None), matter.c.closed >= since)
        return self._one(self._here(matter, matter.c.id).where(matter.c.kind == kind, stands).limit(1)) is not None

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
        return [read_message(row) for row in self._all(query)]

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

    def silent_since(self, before: datetime, *, asked: bool) -> list[PersonId]:
        """Ready volunteers from whom nothing has come, by word or deed; ``asked`` whether they want to stay."""

        def last(table: Table, at: Any, who: Any, *which: Any) -> Any:
            same = (table.c.municipality == volunteer.c.municipality, who == volunteer.c.person, *which)
            return select(func.max(at)).where(*same).scalar_subquery()

        heard = last(event, event.c.received, event.c.person)
        came = last(visit, visit.c.ended, visit.c.volunteer)
        to_stay = last(note, note.c.at, note.c.person, note.c.event == "asked_to_stay")
        query = self._of_volunteers(volunteer.c.registered, heard, came, to_stay).where(
            volunteer.c.stage == Stage.APPROVED.value, ~volunteer.c.paused, ~person.c.stopped,
            volunteer.c.registered < before,
        )  # fmt: skip
        found = []
        for who, *moments, question in self._connection.execute(query.order_by(volunteer.c.person)):
            since = max(moment for moment in moments if moment is not None)
            if since < before and (question is not None and question > since) == asked:
                found.append(PersonId(who))
        return found

    def imported_unasked(self) -> list[PersonId]:
        """Those who came out of a spreadsheet and to whom nothing has been written."""
        came = self._here(note, note.c.person).where(note.c.event == "volunteer_imported")
        to = (message.c.person.is_not(None), message.c.state != "withdrawn")
        written = self._here(message, message.c.person).where(*to)
        query = self._of_volunteers().where(
            volunteer.c.stage == Stage.APPLIED.value, ~person.c.stopped, volunteer.c.person.in_(came),
            volunteer.c.person.not_in(written),
        )  # fmt: skip
        return [PersonId(row["person"]) for row in self._all(query.order_by(volunteer.c.person))]

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

    def carried(self, since: datetime, least: int) -> list[tuple[PersonId, int]]:
        """Those who have done so much since then, and how many visits; who has done most first."""
        many = func.count().label("many")
        query = (
            self._here(visit, visit.c.volunteer, many)
            .where(visit.c.state == VisitState.DONE.value, visit.c.ended >= since)
            .group_by(visit.c.volunteer)
            .having(func.count() >= least)
            .order_by(many.desc(), visit.c.volunteer)
        )
        return [(PersonId(row["volunteer"]), row["many"]) for row in self._all(query)]

    def gone_quiet(self, since: datetime, least: int) -> list[tuple[PersonId, datetime]]:
        """Those who have been asked so often since then and from whom nothing has come, and since when."""
        last = (
            select(func.max(event.c.received))
            .where(event.c.municipality == volunteer.c.municipality, event.c.person == volunteer.c.person)
            .scalar_subquery()
        )
        asked = (
            self._here(offer, offer.c.volunteer)
            .where(offer.c.asked >= since, offer.c.state.in_(_UNANSWERED))
            .group_by(offer.c.volunteer)
            .having(func.count() >= least)
        )
        spoken = self._here(note, note.c.person).where(note.c.event == "asked_if_well", note.c.at >= since)
        quiet = func.coalesce(last, volunteer.c.registered)
        query = (
            self._of_volunteers(quiet.label("since"))
            .where(volunteer.c.stage == Stage.APPROVED.value, ~volunteer.c.paused, ~person.c.stopped, quiet < since)
            .where(volunteer.c.person.in_(asked), volunteer.c.person.not_in(spoken))
            .order_by(quiet, volunteer.c.person)
        )
        return [(PersonId(row["person"]), row["since"]) for row in self._all(query)]

    def seen_to_by(self, user: int, since: datetime) -> list[int]:
        """What someone has seen to since then, the last first; not what came up and was over in the same act, nor what
        an answer of theirs settled."""
        theirs = (matter.c.closed_by == user, matter.c.closed >= since, matter.c.opened < matter.c.closed)
        can_be_undone = matter.c.kind.not_in(SETTLED_BY_AN_ANSWER)
        query = self._here(matter, matter.c.id).where(*theirs, can_be_undone)
        query = query.order_by(matter.c.closed.desc(), matter.c.id.desc())
        return [int(row["id"]) for row in self._all(query)]

    def waiting(self) -> dict[str, int]:
        """How much waits for a human: lines of I dag, talks with something new in them, and calls to make."""
        about = (matter.c.kind, matter.c.person, matter.c.opened)
        rows = self._all(self._here(matter, *about).where(matter.c.closed.is_(None)))
        handed_over = {row["person"]: row["opened"] for row in rows if row["kind"] == "handover"}
        wishes = {row["person"] for row in rows if row["kind"] in WISHES} & handed_over.keys()
        wrote = {
            who for who, received in self.unread_from()
            if who not in handed_over or (who in wishes and received > handed_over[who])
        }  # fmt: skip
        calls = (message.c.channel == "call", message.c.state == MessageState.HANDED_OVER.value)
        to_make = int(self._all(self._here(message, func.count().label("n")).where(*calls))[0]["n"])
        lines = len(rows) - len(wishes) + len(wrote)
        return {"matters": lines, "talks": len(handed_over.keys() | wrote), "calls": to_make}
