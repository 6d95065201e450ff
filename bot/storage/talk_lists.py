"""What the list of talks asks: whoever has written to us or been written to, one query for a page of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, func, select

from bot.model import PersonId
from bot.storage.errand_lists import ErrandLists
from bot.storage.tables import event, message, person, talk


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One line of the list of talks.  ``heard`` is what they wrote last, ``said`` what was written to them last."""

    person: PersonId
    name: str
    human_since: datetime | None
    human: int | None
    heard: str
    said: str


class TalkLists(ErrandLists):
    """Verbs about many talks at once."""

    def count_talks(self) -> tuple[int, int]:
        """How many talks a human has, and how many there are."""
        human = self._here(talk, func.count(talk.c.human_since).label("n"))
        every = _everyone(func.count().label("n")).where(person.c.municipality == self.municipality)
        return int(self._all(human)[0]["n"]), int(self._all(every)[0]["n"])

    def talk_lines(
        self, *, human: bool, most: int, after: int = 0, among: Collection[PersonId] | None = None
    ) -> list[TalkLine]:
        """Talks, the last moved first; those a human has, or all, or some of them."""
        query = self._ordered(person.c.id)
        if human:
            query = query.where(person.c.id.in_(self.with_humans()))
        if among is not None:
            query = query.where(person.c.id.in_(among))
        ids = [row["id"] for row in self._all(query.limit(most).offset(after))]
        shown = self._ordered(person.c.id, person.c.name, talk.c.human_since, talk.c.human, _HEARD, _SAID)
        return [
            TalkLine(PersonId(r["id"]), r["name"] or "", r["human_since"], r["human"], r["heard"] or "",
                     r["said"] or "")
            for r in self._all(shown.where(person.c.id.in_(ids)))
        ]  # fmt: skip

    def talk_names(self) -> list[tuple[PersonId, str]]:
        """Everyone in the list of all talks, in its order."""
        return [(PersonId(r["id"]), r["name"] or "") for r in self._all(self._ordered(person.c.id, person.c.name))]

    def _ordered(self, *columns: Any) -> Select[Any]:
        """A talk that is a message from us and nothing more moved when that was written."""
        written = select(func.max(message.c.created)).where(*_theirs(message)).scalar_subquery()
        moved = func.coalesce(talk.c.updated, written)
        query = _everyone(*columns).where(person.c.municipality == self.municipality)
        return query.order_by(moved.desc(), person.c.id)

    def with_humans(self) -> frozenset[PersonId]:
        """Everyone whose talk a coordinator has."""
        rows = self._all(self._here(talk, talk.c.person).where(talk.c.human_since.is_not(None)))
        return frozenset(PersonId(row["person"]) for row in rows)


def _everyone(*columns: Any) -> Select[Any]:
    """Whoever has a talk with the robot, or has been written to without saying a word."""
    same = (talk.c.municipality == person.c.municipality) & (talk.c.person == person.c.id)
    written = select(message.c.id).where(*_theirs(message)).exists()
    query = select(*columns).select_from(person).outerjoin(talk, same)
    known = func.coalesce(person.c.merged_into, 0) == 0, person.c.erased.is_(None)
    # Where it is simply none, SQLite goes through all who are nobody else, also for a few it is told the numbers of.
    return query.where(*known, talk.c.person.is_not(None) | written)


def _theirs(table: Table) -> tuple[Any, Any]:
    return table.c.municipality == person.c.municipality, table.c.person == person.c.id


def _last(table: Table, what: Any, at: Any) -> Any:
    query = select(what).where(*_theirs(table)).order_by(at.desc(), table.c.id.desc())
    return query.limit(1).scalar_subquery()


_HEARD = _last(event, event.c.body, event.c.received).label("heard")
_SAID = _last(message, message.c.text, message.c.created).label("said")
