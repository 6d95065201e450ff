"""The access log: who in the panel saw and did what, each line sealed to the one before with the municipality's key.

A line holds numbers of ours and no words.  Whoever changes, takes out or puts in a line without the key breaks the
chain; lines cut off at the end are seen only by who has noted how it ended.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, select

from bot.model import ErrandId, PersonId
from bot.storage.base import here
from bot.storage.prepared import Prepared
from bot.storage.provisions import Provisions
from bot.storage.set_up import SetUp
from bot.storage.tables import access, errand, person

_LAST = Prepared(
    select(access.c.id, access.c.chain).where(here(access)).order_by(access.c.id.desc()).limit(1)
)  # fmt: skip
_SEEN = Prepared(
    select(access.c.id)
    .where(
        here(access), access.c.user == bindparam("user"), access.c.what == bindparam("what"),
        access.c.at > bindparam("since", type_=access.c.at.type),
        func.coalesce(access.c.person, 0) == bindparam("person"),
        func.coalesce(access.c.errand, 0) == bindparam("errand"),
    )
    .limit(1)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Access:
    """One line: who, what, and about whom or what, by number.  Without a user it was nobody we know."""

    at: datetime
    user: int | None
    what: str
    person: PersonId | None = None
    errand: ErrandId | None = None
    other: int | None = None

    def __str__(self) -> str:
        at, *rest = astuple(self)
        return "|".join([at.astimezone(UTC).isoformat(timespec="microseconds"), *map(str, rest)])


@dataclass(frozen=True, slots=True)
class Chain:
    """What came of reading the whole log: how many lines, how it ends, and the first line that does not hold."""

    lines: int
    end: str
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines: by whom, about whom, from when, and until when."""

    user: int | None = None
    about: PersonId | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Come:
    """How far the log has been read: the last line that holds, its seal, and the next one if that does not."""

    number: int
    seal: bytes
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """When the whole log was last read, to which line, and the first line that did not hold."""

    at: datetime
    to: int
    broken: int | None


SLICE = 5000
"""So many lines are read in one go: nobody waits while a long log is worked through."""


class Trail(Provisions, SetUp):
    """Verbs about the access log.  There is none that changes or takes away."""

    def log_access(self, seen: Access) -> None:
        """Stands also when what was done is taken back."""
        last = self._first(_LAST)
        number, before = (last["id"] + 1, bytes(last["chain"])) if last else (1, b"")
        values = {name: getattr(seen, name) for name in Access.__dataclass_fields__}
        journal, self.journal = self.journal, None
        self._put(access, id=number, chain=self._keys.chain(before, f"{number}|{seen}"), **values)
        self.journal = journal

    def has_logged(self, seen: Access, since: datetime) -> bool:
        """Whether the same one saw the same after that moment."""
        given = {"user": seen.user, "what": seen.what, "person": seen.person or 0, "errand": seen.errand or 0}
        return self._first(_SEEN, since=since, **given) is not None

    def access_lines(self, asked: Asked, *, most: int, after: int) -> list[Access]:
        """The newest first."""
        newest = self._here(access).where(*self._that(asked)).order_by(access.c.id.desc())
        return [_access(row) for row in self._all(newest.limit(most).offset(after))]

    def count_access(self, asked: Asked) -> int:
        return int(self._connection.scalar(self._here(access, func.count()).where(*self._that(asked))) or 0)

    def _that(self, asked: Asked) -> list[ColumnElement[bool]]:
        """Lines by one user, about one person or an errand for them, from a time."""
        said: list[ColumnElement[bool]] = []
        if asked.user is not None:
            said.append(access.c.user == asked.user)
        if asked.about is not None:
            theirs = self._here(errand, errand.c.id).where(errand.c.recipient == asked.about)
            were = self._here(person, person.c.id).where(person.c.merged_into == asked.about)
            them = (access.c.person == asked.about) | access.c.person.in_(were)
            said.append(them | access.c.errand.in_(theirs))
        said += [access.c.at >= asked.since] if asked.since else []
        return said + ([access.c.at < asked.until] if asked.until else [])

    def check_chain(self) -> Chain:
        """Read the whole log, and work out each seal anew."""
        begun = came = self.log_begins()
        while (after := self.check_lines(came, SLICE, first=came is begun)).number > came.number and not after.broken:
            came = after
        if after.broken:
            return Chain(after.broken - begun.number, "", broken=after.broken)
        return Chain(after.number - begun.number, after.seal.hex()[:12])

    def check_lines(self, came: Come, most: int, *, first: bool) -> Come:
        """Read so many lines on from where one has come; the first time also those that should not be before it."""
        number, before = came.number, came.seal
        query = self._here(access).order_by(access.c.id).limit(most)
        for row in self._all(query if first else query.where(access.c.id > number)):
            right = self._keys.chain(before, f"{row['id']}|{_access(row)}")
            if row["id"] != number + 1 or bytes(row["chain"]) != right:
                return Come(number, before, broken=number + 1)
            number, before = number + 1, right
        return Come(number, before)

    def log_begins(self) -> Come:
        """Where the chain goes on from when old lines have been taken away, as the key itself has sealed it."""
        kept = self.set_up().get("log_begins")
        if kept is None or self._keys.chain(b"base", f"{kept['after']}|{kept['end']}").hex() != kept["seal"]:
            return Come(0, b"")
        return Come(int(kept["after"]), bytes.fromhex(kept["end"]))

    def log_checked(self) -> Checked | None:
        """When the log was last read through, as far as it then went, and where it did not hold."""
        kept = self.set_up().get("log_checked")
        return None if kept is None else Checked(datetime.fromisoformat(kept["at"]), kept["to"], kept["broken"])

    def keep_log_check(self, came: Come, now: datetime) -> Checked:
        """Say how far the log holds.  What was there the last time and is not as it was, has been touched."""
        last, to, seal, broken = self.set_up().get("log_checked"), came.number, came.seal.hex(), came.broken
        if last is not None and not broken and last["to"] > self.log_begins().number:
            row = self._one(self._here(access, access.c.chain).where(access.c.id == last["to"]))
            if row is None or bytes(row["chain"]).hex() != last["seal"]:
                to, seal, broken = last["to"], last["seal"], to + 1 if row is None else last["to"]
        self.change_set_up(log_checked={"at": now.isoformat(), "to": to, "seal": seal, "broken": broken})
        return Checked(now, to, broken)


def _access(row: RowMapping | Any) -> Access:
    return Access(**{name: row[name] for name in Access.__dataclass_fields__})
