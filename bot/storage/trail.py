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

    def access_lines(self, *, most: int, after: int, user: int | None, about: PersonId | None) -> list[Access]:
        """The newest first."""
        newest = self._here(access).where(*self._that(user, about)).order_by(access.c.id.desc())
        return [_access(row) for row in self._all(newest.limit(most).offset(after))]

    def count_access(self, *, user: int | None, about: PersonId | None) -> int:
        return int(self._connection.scalar(self._here(access, func.count()).where(*self._that(user, about))) or 0)

    def _that(self, user: int | None, about: PersonId | None) -> list[ColumnElement[bool]]:
        """Lines by one user, and about one person or an errand for them."""
        theirs = self._here(errand, errand.c.id).where(errand.c.recipient == about)
        known_as = self._here(person, person.c.id).where((person.c.id == about) | (person.c.merged_into == about))
        by = [] if user is None else [access.c.user == user]
        return by if about is None else [*by, access.c.person.in_(known_as) | access.c.errand.in_(theirs)]

    def check_chain(self) -> Chain:
        """Read the whole log, and work out each seal anew."""
        before, first = self._log_begins()
        number = first
        query = self._here(access).order_by(access.c.id).execution_options(yield_per=1000)
        with self._connection.execute(query) as rows:
            for number, row in enumerate(rows.mappings(), first + 1):
                right = self._keys.chain(before, f"{row['id']}|{_access(row)}")
                before = bytes(row["chain"])
                if row["id"] != number or before != right:
                    return Chain(number - first, "", broken=number)
        return Chain(number - first, before.hex()[:12])

    def _log_begins(self) -> tuple[bytes, int]:
        """Where the chain goes on from when old lines have been taken away, as the key itself has sealed it."""
        kept = self.set_up().get("log_begins")
        if kept is None or self._keys.chain(b"base", f"{kept['after']}|{kept['end']}").hex() != kept["seal"]:
            return b"", 0
        return bytes.fromhex(kept["end"]), int(kept["after"])


def _access(row: RowMapping | Any) -> Access:
    return Access(**{name: row[name] for name in Access.__dataclass_fields__})
