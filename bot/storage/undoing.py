"""What we ask the database about acts that may be taken back: the rows as they were, and whether they stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, insert, select, update

from bot.model import ErrandId
from bot.storage.base import Base, found
from bot.storage.journal import Journal, as_plain, read
from bot.storage.tables import address, errand, event, message, person, undo, wake

_STAYS: Mapping[str, Mapping[str, Any]] = {
    "message": {"state": "withdrawn"}, "errand": {"status": "undone", "next_wave": None}, "series": {},
    "person": {"name": ""},
}  # fmt: skip
"""Rows that keep their number when what made them is taken back, and what becomes of them."""
_ENDS = {"message": "settled", "series": "ended", "person": "erased"}


@dataclass(frozen=True, slots=True)
class Undo:
    """An act that may be taken back until then."""

    id: int
    what: str
    by: int | None
    errand: ErrandId | None
    until: datetime


class Undoing(Base):
    """Verbs about taking back."""

    def hold_back(self, journal: Journal, until: datetime, at_once: Iterable[str]) -> None:
        """Nothing that an act wants sent or looked at leaves before then, but some kinds and the robot's answers."""
        now_due = journal.made_in(message) + journal.later(message, until)
        ours = message.c.reply.is_(False) | message.c.written_by.is_not(None)
        wanted = (message.c.id.in_(now_due), message.c.kind.not_in(list(at_once)), ours)
        self._change(message, *wanted, message.c.state == "queued", message.c.not_before < until, not_before=until)
        for name, key in list(journal.before):
            if name == wake.name:
                self._change(wake, _is(wake, key), wake.c.due < until, due=until)

    def keep_undo(
        self, journal: Journal, what: str, by: int | None, about: ErrandId | None, until: datetime, together: str
    ) -> int:
        """``about`` is the errand it was done to, else the one it made."""
        about = about or next((ErrandId(made) for made in journal.made_in(errand)), None)
        before = journal.write()
        kept = {"before": before, "after": self._looks(before)}
        return self._add(undo, what=what, by=by, errand=about, until=until, together=together, **kept)

    def parts_of_undo(self, which: int) -> list[int]:
        """All that is taken back with it, the last first: one long act may be done in several turns."""
        row = found(self._one(self._here(undo).where(undo.c.id == which)), "undo")
        if not row["together"]:
            return [which]
        same = self._here(undo, undo.c.id).where(undo.c.together == row["together"])
        return [part["id"] for part in self._all(same.order_by(undo.c.id.desc()))]

    def put_off_undo(self, parts: Iterable[int], until: datetime) -> None:
        self._change(undo, undo.c.id.in_(list(parts)), until=until)

    def undo(self, which: int) -> Undo:
        return _undo(found(self._one(self._here(undo).where(undo.c.id == which)), "undo"))

    def last_undo(self, by: int, now: datetime) -> Undo | None:
        """What someone last did, while it may be taken back."""
        query = self._here(undo).where(undo.c.by == by, undo.c.until > now).order_by(undo.c.id.desc()).limit(1)
        row = self._one(query)
        return _undo(row) if row else None

    def messages_of_undo(self, which: int) -> list[int]:
        """The numbers of the messages that an act wrote, in order."""
        row = found(self._one(self._here(undo).where(undo.c.id == which)), "undo")
        return sorted(key[-1] for table, key, before in read(row["before"]) if table is message and before is None)

    def stands(self, which: int) -> bool:
        """Whether all that an act touched is as it left it, and nobody whom it is about has written."""
        row = found(self._one(self._here(undo).where(undo.c.id == which)), "undo")
        return bool(self._looks(row["before"]) == row["after"])

    def put_back(self, which: int, now: datetime) -> None:
        """All as it was.  What is new is taken out, but what has a number that may be known: that is ended."""
        row = found(self._one(self._here(undo).where(undo.c.id == which)), "undo")
        rows = list(read(row["before"]))
        for table, key, before in reversed(rows):
            self._moved(table)
            if before is None:
                self._take_out(table, key, now)
        for table, key, before in rows:
            if before is not None:
                changed = self._connection.execute(update(table).where(_is(table, key)).values(**before))
                if not changed.rowcount:
                    self._connection.execute(insert(table).values(**before))
        self.drop_undo(which)

    def _take_out(self, table: Table, key: tuple[Any, ...], now: datetime) -> None:
        if table.name not in _STAYS:
            self._connection.execute(delete(table).where(_is(table, key)))
            return
        ends = {_ENDS[table.name]: now} if table.name in _ENDS else {}
        self._connection.execute(update(table).where(_is(table, key)).values(**_STAYS[table.name], **ends))
        if table is person:
            self._change(message, message.c.person == key[-1], to=None, text=None)

    def drop_undo(self, which: int) -> None:
        self._drop(undo, id=which)

    def _looks(self, kept: str) -> str:
        """How all rows that were touched look now, in so few letters that only the same looks the same."""
        now = [
            as_plain(self._connection.execute(_columns(table, before).where(_is(table, key))).mappings().first())
            for table, key, before in read(kept)
        ]
        return sha256(json.dumps([now, self._heard_last(kept)]).encode()).hexdigest()

    def _heard_last(self, kept: str) -> int:
        """The last that came from anyone whom an act made, or made reached otherwise: whose word it is hangs on it."""
        who = {key[1] for table, key, _ in read(kept) if table in (person, address)}
        last = self._here(event, func.max(event.c.id)).where(event.c.person.in_(who))
        return int(self._connection.scalar(last) or 0) if who else 0


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def _columns(table: Table, before: Mapping[str, Any] | None) -> Select[Any]:
    """The whole row, or as much of it as is kept."""
    return select(*(table.c[name] for name in before or table.c.keys()))


def _undo(row: Any) -> Undo:
    return Undo(row["id"], row["what"], row["by"], row["errand"], row["until"])
