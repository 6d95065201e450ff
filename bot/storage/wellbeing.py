"""What people have said yes to, and what they have answered of how they have it with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func

from bot.model import PersonId
from bot.storage.base import Base
from bot.storage.prepared import Row
from bot.storage.tables import consent, person, recipient, wellbeing, wellbeing_group

PURPOSE = "wellbeing"


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered once, item by item."""

    id: int
    person: PersonId
    phase: str
    answers: tuple[int, ...]
    at: datetime
    counted: datetime | None = None
    """When it went into the figures of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a closed group came to: the sum of what they answered first, or of how much it has changed since."""

    what: str
    at: datetime
    people: int
    total: int
    lonely: int


class Wellbeing(Base):
    """Verbs for answers that are asked for in person, and rest on a yes of their own."""

    def add_consent(self, who: PersonId, text: str, language: str, now: datetime, by: int | None) -> int:
        """In person: nobody is asked about this by message."""
        basis = "samtykke, art. 6 a og 9 a"
        values = {"purpose": PURPOSE, "basis": basis, "text": text, "language": language, "channel": "in_person"}
        return self._add(consent, person=who, at=now, by=by, **values)

    def has_consented(self, who: PersonId) -> bool:
        given = self._here(consent, consent.c.id).where(consent.c.person == who, consent.c.ended.is_(None))
        return self._one(given.where(consent.c.purpose == PURPOSE)) is not None

    def withdraw_consent(self, who: PersonId, now: datetime) -> None:
        """What rested on it goes with it."""
        theirs = (consent.c.person == who, consent.c.purpose == PURPOSE, consent.c.ended.is_(None))
        self._change(consent, *theirs, ended=now)
        self._drop(wellbeing, person=who)

    def add_answers(
        self, who: PersonId, agreed: int, scale: str, phase: str, answers: tuple[int, ...], now: datetime, *,
        own_words: bool, rings: bool, by: int | None,
    ) -> None:  # fmt: skip
        written = ",".join(map(str, answers))
        self._add(
            wellbeing, person=who, consent=agreed, scale=scale, phase=phase, answers=written, at=now,
            own_words=own_words, rings=rings, by=by,
        )  # fmt: skip

    def correct_answers(self, which: int, answers: tuple[int, ...], *, rings: bool) -> None:
        """In place of what was written down."""
        self._set(wellbeing, {"id": which}, answers=",".join(map(str, answers)), rings=rings)

    def last_answer(self, who: PersonId, scale: str) -> Answered | None:
        query = self._of_scale(scale, descending=True).where(wellbeing.c.person == who)
        row = self._one(query.limit(1))
        return None if row is None else _answered(row)

    def all_answers(self, scale: str) -> list[Answered]:
        """In the order they came."""
        return [_answered(row) for row in self._all(self._of_scale(scale))]

    def _of_scale(self, scale: str, *, descending: bool = False) -> Select[Any]:
        order = (wellbeing.c.at.desc(), wellbeing.c.id.desc()) if descending else (wellbeing.c.at, wellbeing.c.id)
        return self._here(wellbeing).where(wellbeing.c.scale == scale).order_by(*order)

    def to_ask_again(self, scale: str, before: datetime) -> list[tuple[PersonId, str, datetime]]:
        """Those who have answered once, so long ago, the longest first; nobody who has stopped."""
        once = (
            self._here(wellbeing, wellbeing.c.person, func.max(wellbeing.c.at).label("at"))
            .where(wellbeing.c.scale == scale)
            .group_by(wellbeing.c.person)
            .having(func.sum(case((wellbeing.c.phase == "after", 1), else_=0)) == 0)
            .subquery()
        )
        helped = (recipient.c.municipality == self.municipality) & (recipient.c.person == once.c.person)
        query = (
            self._here(person, person.c.id, person.c.name, once.c.at)
            .join(once, once.c.person == person.c.id)
            .join(recipient, helped)
            .where(once.c.at <= before, person.c.erased.is_(None), ~person.c.stopped, ~recipient.c.stopped)
            .order_by(once.c.at, person.c.id)
        )
        return [(PersonId(row["id"]), row["name"] or "", row["at"]) for row in self._all(query)]

    def close_group(
        self, scale: str, what: str, now: datetime, answers: Sequence[int], total: int, lonely: int
    ) -> None:  # fmt: skip
        """Keep what these answers came to; each is counted once."""
        self._add(wellbeing_group, scale=scale, what=what, at=now, people=len(answers), total=total, lonely=lonely)
        self._change(wellbeing, wellbeing.c.id.in_(answers), counted=now)

    def groups(self, scale: str) -> list[Group]:
        query = self._here(wellbeing_group).where(wellbeing_group.c.scale == scale).order_by(wellbeing_group.c.id)
        return [Group(**{name: row[name] for name in Group.__dataclass_fields__}) for row in self._all(query)]

    def forget_answers(self, who: PersonId) -> None:
        self._drop(wellbeing, person=who)
        self._drop(consent, person=who)


def _answered(row: Row) -> Answered:
    answers = tuple(map(int, row["answers"].split(",")))
    return Answered(row["id"], row["person"], row["phase"], answers, row["at"], row["counted"])
