"""What we ask the database about those who are not to meet again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.model import PersonId
from bot.storage.base import Base, here
from bot.storage.prepared import Prepared
from bot.storage.tables import apart


@dataclass(frozen=True, slots=True)
class Apart:
    """Two who are not to meet again, since when."""

    volunteer: PersonId
    recipient: PersonId
    at: datetime
    told: bool
    """Whether somebody who works here wrote it down; else one of the two said so after a first visit."""


class ApartFrom(Base):
    """Verbs about those who are not to meet."""

    def keep_apart(self, volunteer: PersonId, recipient: PersonId, now: datetime, by: int | None) -> None:
        self._put_over(apart, {"volunteer": volunteer, "recipient": recipient}, at=now, by=by)

    def let_meet(self, volunteer: PersonId, recipient: PersonId) -> None:
        self._drop(apart, volunteer=volunteer, recipient=recipient)

    def not_to_meet(self, recipient: PersonId) -> set[PersonId]:
        """The volunteers who are not to come to a recipient."""
        return {PersonId(row["volunteer"]) for row in self._ask(_APART_FROM, recipient=recipient)}

    def kept_apart(self, who: PersonId) -> list[Apart]:
        """All that someone is part of, the oldest first."""
        query = self._here(apart).where(or_(apart.c.volunteer == who, apart.c.recipient == who))
        return [
            Apart(PersonId(row["volunteer"]), PersonId(row["recipient"]), row["at"], row["by"] is not None)
            for row in self._all(query.order_by(apart.c.at, apart.c.volunteer, apart.c.recipient))
        ]

    def forget_apart(self, who: PersonId) -> None:
        self._drop(apart, volunteer=who)
        self._drop(apart, recipient=who)


FROM_RECIPIENT = select(apart.c.volunteer).where(here(apart), apart.c.recipient == bindparam("recipient"))
_APART_FROM = Prepared(FROM_RECIPIENT)
