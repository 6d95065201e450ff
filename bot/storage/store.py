"""What we ask the database, as verbs: one municipality, one connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, delete, func, select

from bot.model import ErrandId, MunicipalityId, Note, PersonId, Stage
from bot.storage.base import found, here, inserting
from bot.storage.crypto import keys_for
from bot.storage.entering import enter
from bot.storage.merging import Merging
from bot.storage.pledges import Pledges
from bot.storage.prepared import Prepared, Row
from bot.storage.questions import REACHES
from bot.storage.retention import Retention
from bot.storage.statements import NAMES_WHO_COMES
from bot.storage.tables import (
    address,
    errand,
    event,
    former_address,
    lesson,
    matter,
    message,
    municipality,
    need,
    note,
    person,
    recipient,
    talk,
    undo,
    visit,
    volunteer,
    wake,
)
from bot.storage.undoing import Undoing
from bot.storage.wordings import Wordings
from bot.storage.written import ON_ITS_WAY

_ERASED = Prepared(select(person.c.erased).where(here(person), person.c.id == bindparam("who")))
_DUE_WAKES = Prepared(
    select(wake)
    .where(here(wake), wake.c.due <= bindparam("now"))
    .order_by(wake.c.due, wake.c.subject, wake.c.id)
    .limit(bindparam("most", type_=Integer))
)
_NEXT_WAKE = Prepared(select(func.min(wake.c.due).label("at")).where(here(wake)))
_TOWNS = Prepared(select(municipality.c.id).order_by(municipality.c.id))
_NOTED = select(note).where(here(note)).order_by(note.c.id)
_NOTES = Prepared(_NOTED.where(note.c.id > bindparam("after")))
_NOTES_OF = Prepared(_NOTED.where(note.c.errand == bindparam("errand"), note.c.id > bindparam("after")))
_NOTES_ABOUT = Prepared(_NOTED.where(note.c.person == bindparam("who"), note.c.at >= bindparam("since")))


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs a human: what about, in whose words, and by when."""

    id: int
    kind: str
    person: PersonId | None
    errand: ErrandId | None
    words: str
    opened: datetime
    due: datetime | None
    closed: datetime | None
    alarms: int
    proposed: datetime | None = None
    """When someone would do it instead."""


class Store(Retention, Wordings, Undoing, Merging, Pledges):
    """The whole store."""

    def wake_at(self, subject: str, which: int, due: datetime | None) -> None:
        """Look at something again at ``due``, and not before; never, when it is None."""
        if due is None:
            self._drop(wake, subject=subject, id=which)
        else:
            self._put_over(wake, {"subject": subject, "id": which}, due=due, tries=0)

    def wakes_at(self, subject: str, which: int) -> datetime | None:
        """When something is to be looked at again, if it is."""
        row = self._one(self._here(wake, wake.c.due).where(wake.c.subject == subject, wake.c.id == which))
        return row["due"] if row else None

    def wake_failed(self, subject: str, which: int, due: datetime) -> int:
        """Try again at ``due``; returns how many times in a row it has failed."""
        row = (wake.c.subject == subject, wake.c.id == which)
        self._change(wake, *row, due=due, tries=wake.c.tries + 1)
        found = self._one(self._here(wake, wake.c.tries).where(*row))
        return int(found["tries"]) if found else 0

    def due_wakes(self, now: datetime, most: int) -> list[tuple[str, int, datetime]]:
        """What is to be looked at now, the longest due first; equal times in order of creation."""
        return [(row["subject"], row["id"], row["due"]) for row in self._ask(_DUE_WAKES, now=now, most=most)]

    def next_wake(self) -> datetime | None:
        row = self._first(_NEXT_WAKE)
        return row["at"] if row else None

    def next_due(self, after: datetime) -> datetime | None:
        """When a timer or a message is next due, of those that are not due yet."""
        timer = self._one(self._here(wake, func.min(wake.c.due).label("at")).where(wake.c.due > after))
        waiting = (message.c.state == "queued", message.c.not_before > after)
        sms = self._one(self._here(message, func.min(message.c.not_before).label("at")).where(*waiting))
        return min((row["at"] for row in (timer, sms) if row and row["at"]), default=None)

    def pulse(self) -> tuple[int, int]:
        """Two numbers that change when something happens: messages that have left, and the last note."""
        left = self._here(message, func.count().label("n")).where(message.c.handed_over.is_not(None))
        last = self._here(note, func.max(note.c.id).label("n"))
        return int(self._all(left)[0]["n"]), int(self._all(last)[0]["n"] or 0)

    def add_note(
        self, event: str, now: datetime, errand: ErrandId | None, person: PersonId | None, **data: Any
    ) -> None:
        self._add(note, at=now, event=event, errand=errand, person=person, data=data)

    def notes(self, *, errand: ErrandId | None = None, after: int = 0) -> list[Note]:
        rows = self._ask(_NOTES if errand is None else _NOTES_OF, errand=errand, after=after)
        return [Note(r["at"], r["event"], r["errand"], r["person"], r["data"]) for r in rows]

    def notes_about(self, who: PersonId, since: datetime) -> list[Note]:
        rows = self._ask(_NOTES_ABOUT, who=who, since=since)
        return [Note(r["at"], r["event"], r["errand"], r["person"], r["data"]) for r in rows]

    def open_matter(
        self, kind: str, now: datetime, *, person: PersonId | None = None, errand: ErrandId | None = None,
        words: str = "", due: datetime | None = None, proposed: datetime | None = None,
    ) -> int:  # fmt: skip
        """Put something on the coordinators' screen; the same thing about the same people stands there once.

        What is about nobody we know, in someone's words, stands by itself each time.
        """
        same = None if words and person is None and errand is None else self._one(
            self._here(matter).where(
                matter.c.kind == kind, matter.c.closed.is_(None),
                matter.c.person.is_not_distinct_from(person), matter.c.errand.is_not_distinct_from(errand),
            )
        )  # fmt: skip
        if same is not None:
            self._change(
                matter, matter.c.id == same["id"], words=words or same["words"], due=due or same["due"],
                proposed=proposed or same["proposed"],
            )
            return int(same["id"])
        return self._add(
            matter, kind=kind, person=person, errand=errand, words=words, opened=now, due=due, proposed=proposed
        )

    def change_matter(self, which: int, **values: Any) -> None:
        self._set(matter, {"id": which}, **values)

    def matter(self, which: int) -> Matter:
        return _matter(found(self._one(self._here(matter).where(matter.c.id == which)), "matter"))

    def matters(self, *kinds: str) -> list[Matter]:
        """What still needs a human, the oldest first."""
        return [_matter(row) for row in self._open(kinds, matter)]

    def _open(self, kinds: Sequence[str], *columns: Any) -> list[Row]:
        """So much of what still needs a human, of those kinds or of all."""
        given = {f"kind_{n}": kind for n, kind in enumerate(kinds)}

        def build() -> Select[Any]:
            query = select(*columns).where(here(matter), matter.c.closed.is_(None))
            one_of = matter.c.kind.in_([bindparam(name) for name in given])
            return (query.where(one_of) if given else query).order_by(matter.c.opened, matter.c.id)

        return self._ask(self._known(build, "open", str(len(kinds)), *map(str, columns)), **given)

    def alarms_at(self, number: str) -> list[int]:
        """What a telephone has been rung about, and is still to be rung about."""
        ringing = (wake.c.municipality == message.c.municipality) & (wake.c.id == message.c.matter)
        query = (
            select(message.c.matter)
            .join(wake, ringing)
            .where(message.c.municipality == self.municipality, wake.c.subject == "alarm")
            .where(message.c.look_up == self._keys.look_up(number), message.c.state.in_(REACHES))
            .distinct()
            .order_by(message.c.matter)
        )
        return [int(row["matter"]) for row in self._all(query)]

    def withdraw_alarm(self, which: int, now: datetime) -> None:
        """Send no more of what is queued about a matter."""
        self._change(message, message.c.matter == which, message.c.state == "queued", state="withdrawn", settled=now)

    def close_matters(
        self, now: datetime, *kinds: str, person: PersonId | None = None, errand: ErrandId | None = None,
        by: int | None = None,
    ) -> int:  # fmt: skip
        over = [
            row["id"] for row in self._open(kinds, matter.c.id, matter.c.person, matter.c.errand)
            if (person is None or row["person"] == person) and (errand is None or row["errand"] == errand)
        ]  # fmt: skip
        for which in over:
            self._set(matter, {"id": which}, closed=now, closed_by=by)
        return len(over)

    def counts(self) -> dict[str, int]:
        """Messages and events by state, and what waits for its time or for a human."""
        counted: dict[str, int] = {}
        for name, table in (("messages", message), ("events", event)):
            query = self._here(table, table.c.state, func.count().label("n")).group_by(table.c.state)
            counted |= {f"{name}_{row['state']}": int(row["n"]) for row in self._all(query)}
        for name, table in (("timers", wake), ("matters", matter)):
            query = self._here(table, func.count().label("n"))
            counted[name] = int(
                self._all(query.where(matter.c.closed.is_(None)) if table is matter else query)[0]["n"]
            )
        counted["sent_once_more"] = self.sent_once_more()
        counted["held"] = int(bool(self.municipality_row().held))
        return counted

    def last_received(self) -> datetime | None:
        """When the last message from outside came in."""
        row = self._one(
            self._here(event, func.max(event.c.received).label("at")).where(event.c.channel != "call")
        )
        return row["at"] if row else None

    def last_known(self) -> datetime | None:
        """When something last happened, as far as is written here."""
        columns = (event.c.received, message.c.created, message.c.handed_over, note.c.at)
        last = [self._one(self._here(column.table, func.max(column).label("at"))) for column in columns]
        return max((row["at"] for row in last if row and row["at"]), default=None)

    def was(self, stranger: PersonId, who: PersonId, now: datetime) -> None:
        """Someone we knew by a chat alone turns out to be one we know: what was said there was said with them."""
        for table in (event, message, matter, lesson, need):
            self._change(table, table.c.person == stranger, person=who)
        self.wake_at("talk", stranger, None)
        self.forget(stranger, now)

    def hand_all_to(self, kept: PersonId, gone: PersonId) -> None:
        for who in (kept, gone):
            self._met.pop(who, None)
            self._talks.pop(who, None)
        super().hand_all_to(kept, gone)

    def forget(self, who: PersonId, now: datetime) -> None:
        """Leave of a person only what the figures need, and what has not yet been sent."""
        here = self.municipality
        self._met.pop(who, None)
        self._talks.pop(who, None)
        self._connection.execute(delete(undo).where(undo.c.municipality == here))
        for table in (address, former_address, talk):
            self._connection.execute(delete(table).where(table.c.municipality == here, table.c.person == who))
        self._change(person, (person.c.id == who) | (person.c.merged_into == who), name="", erased=now)
        self._change(volunteer, volunteer.c.person == who, stage=Stage.LEFT.value, dislikes=None, postcode="",
                     place="", availability=None, born=None)  # fmt: skip
        self._change(recipient, recipient.c.person == who, postcode="", place="", street=None, entry=None,
                     kin_name=None, kin_phone=None, kin_look_up=None, stopped=True)  # fmt: skip
        self._change(message, message.c.person == who, message.c.state.not_in(ON_ITS_WAY), to=None, text=None)
        self._change(event, event.c.person == who, sender=None, body=None)
        self._change(matter, matter.c.person == who, words=None)
        self._change(errand, errand.c.recipient == who, details=None)
        self.forget_lessons(who)
        self.forget_needs(who, now)
        self.forget_standing(who, now)
        self.forget_answers(who)
        self.forget_apart(who)
        self.forget_pledges(who)
        self._change(visit, visit.c.volunteer == who, sends=None)
        self._forget_in_what_others_read(who)

    def _forget_in_what_others_read(self, who: PersonId) -> None:
        """Those who helped have had the name and the address, those who were helped the name of who came."""
        about, theirs = message.c.errand, self._here(errand, errand.c.id).where(errand.c.recipient == who)
        helped = self._here(visit, visit.c.errand).where(visit.c.volunteer == who)
        names_them = about.in_(theirs) | (about.in_(helped) & message.c.kind.in_(NAMES_WHO_COMES))
        to_be_read = (message.c.channel == "call") & (message.c.state == "handed_over")
        self._change(message, names_them, message.c.state.not_in(ON_ITS_WAY), ~to_be_read, text=None)
        self._change(matter, matter.c.errand.in_(theirs), words=None)

    def erased(self, who: PersonId) -> bool:
        return self.erased_at(who) is not None

    def erased_at(self, who: PersonId) -> datetime | None:
        row = self._first(_ERASED, who=who)
        return row["erased"] if row else None


def open_store(connection: Connection, which: MunicipalityId, master: bytes) -> Store:
    enter(connection, which)
    return Store(connection, which, keys_for(master, which))


def add_municipality(
    connection: Connection, name: str, now: datetime, *, example: bool, **set_up: Any
) -> MunicipalityId:
    following = select(func.coalesce(func.max(municipality.c.id), 0) + 1).scalar_subquery()
    values = {"name": name, "set_up": set_up, "example": example, "created": now}
    new = inserting(connection, municipality).values(id=following, **values)
    made = None
    while made is None:  # another worker may have taken the number
        made = connection.execute(new.on_conflict_do_nothing().returning(municipality.c.id)).scalar_one_or_none()
    return MunicipalityId(made)


def clock_ahead(connection: Connection) -> timedelta:
    """How far ahead the clock of an example municipality has been moved."""
    rows = connection.execute(select(municipality.c.set_up).where(municipality.c.example)).scalars()
    return timedelta(seconds=max((set_up.get("clock_ahead", 0) for set_up in rows), default=0))


def municipalities(connection: Connection) -> list[MunicipalityId]:
    return [MunicipalityId(row["id"]) for row in _TOWNS.rows(connection, {})]


def _matter(row: Row) -> Matter:
    return Matter(
        row["id"], row["kind"], row["person"], row["errand"], row["words"] or "", row["opened"], row["due"],
        row["closed"], row["alarms"], row["proposed"],
    )  # fmt: skip
