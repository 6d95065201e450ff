"""What we ask the database about messages the reader did not manage, kept for a coordinator to say what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func

from bot.errors import Refused
from bot.model import PersonId
from bot.storage.base import found
from bot.storage.overview import Overview
from bot.storage.tables import lesson, person, recipient


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message without names, what was asked before it, and what a coordinator says was meant."""

    id: int
    person: PersonId
    text: str
    asked: str
    expecting: str
    heard: str
    why: str
    kept: datetime
    intent: str | None
    told: datetime | None


class Lessons(Overview):
    """Verbs about lessons."""

    def keep_lesson(self, who: PersonId, text: str, now: datetime, **values: str) -> int:
        return self._add(lesson, person=who, text=text, kept=now, **values)

    def lesson(self, which: int) -> Lesson:
        return _lesson(found(self._one(self._here(lesson).where(lesson.c.id == which)), "lesson"))

    def waiting_lessons(self, *, most: int = 50) -> list[Lesson]:
        """Those nobody has said anything about, the newest first."""
        waiting = self._here(lesson).where(lesson.c.intent.is_(None))
        newest = waiting.order_by(lesson.c.kept.desc(), lesson.c.id.desc())
        return [_lesson(row) for row in self._all(newest.limit(most))]

    def told_lessons(self, *, most: int = 100_000) -> list[Lesson]:
        """Those the reader can learn from, the one told last first."""
        told = self._here(lesson).where(lesson.c.intent.is_not(None))
        last = told.order_by(lesson.c.told.desc(), lesson.c.id.desc())
        return [_lesson(row) for row in self._all(last.limit(most))]

    def count_lessons(self) -> tuple[int, int]:
        """How many wait, and how many have been told."""
        query = self._here(lesson, func.count().label("n"), func.count(lesson.c.intent).label("told"))
        row = self._all(query)[0]
        return int(row["n"]) - int(row["told"]), int(row["told"])

    def tell_lesson(self, which: int, text: str, intent: str, now: datetime, by: int | None) -> None:
        """What was meant.  What was asked is not needed any more."""
        waits = (lesson.c.id == which, lesson.c.intent.is_(None))
        if not self._change(lesson, *waits, text=text, asked=None, intent=intent, told=now, told_by=by):
            raise Refused("Noen har alt svart på denne.")

    def drop_lesson(self, which: int) -> None:
        self._drop(lesson, id=which)

    def drop_lessons_kept_before(self, when: datetime) -> None:
        """Nobody said in time what they meant."""
        old = (lesson.c.municipality == self.municipality, lesson.c.intent.is_(None), lesson.c.kept <= when)
        self._connection.execute(delete(lesson).where(*old))

    def oldest_waiting_lesson(self) -> datetime | None:
        row = self._one(self._here(lesson, func.min(lesson.c.kept).label("at")).where(lesson.c.intent.is_(None)))
        return row["at"] if row else None

    def forget_lessons(self, who: PersonId) -> None:
        """Those somebody has told too: no lesson outlives the one who wrote it."""
        self._drop(lesson, person=who)

    def known_names(self) -> set[str]:
        """What everyone we know is called, kin and users too."""
        people = self._here(person, person.c.name).where(person.c.erased.is_(None))
        kin = self._here(recipient, recipient.c.kin_name).where(recipient.c.kin_name.is_not(None))
        named = {row["name"] for row in self._all(people)} | {row["kin_name"] for row in self._all(kin)}
        return {name for name in named | set(self.user_names().values()) if name}

    def known_streets(self) -> set[str]:
        streets = self._here(recipient, recipient.c.street).where(recipient.c.street.is_not(None))
        return {row["street"] for row in self._all(streets) if row["street"]}


def _lesson(row: RowMapping) -> Lesson:
    return Lesson(
        row["id"], PersonId(row["person"]), row["text"] or "", row["asked"] or "", row["expecting"], row["heard"],
        row["why"], row["kept"], row["intent"], row["told"],
    )  # fmt: skip
