"""What people have said yes to, and what they have answered of how they have it with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import PersonId
from bot.storage.base import Base
from bot.storage.tables import consent, wellbeing

PURPOSE = "wellbeing"


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered once, item by item."""

    id: int
    person: PersonId
    phase: str
    answers: tuple[int, ...]
    at: datetime


class Wellbeing(Base):
    """Verbs for answers that are asked for in person, and rest on a yes of their own."""

    def add_consent(self, who: PersonId, text: str, now: datetime, by: int | None) -> int:
        """In person, in Bokmål: nobody is asked about this by message."""
        basis = "samtykke, art. 6 a og 9 a"
        values = {"purpose": PURPOSE, "basis": basis, "text": text, "language": "nb", "channel": "in_person"}
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

    def has_answered(self, who: PersonId) -> bool:
        return self._one(self._here(wellbeing, wellbeing.c.id).where(wellbeing.c.person == who)) is not None

    def all_answers(self, scale: str) -> list[Answered]:
        """In the order they came."""
        query = self._here(wellbeing).where(wellbeing.c.scale == scale).order_by(wellbeing.c.at, wellbeing.c.id)
        return [
            Answered(row["id"], row["person"], row["phase"], tuple(map(int, row["answers"].split(","))), row["at"])
            for row in self._all(query)
        ]

    def forget_answers(self, who: PersonId) -> None:
        self._drop(wellbeing, person=who)
        self._drop(consent, person=who)
