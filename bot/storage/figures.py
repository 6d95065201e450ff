"""Rows for reports: what was done in a time, by number alone.  What may be shown of it is decided where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func

from bot.model import OfferState, VisitState
from bot.storage.base import Base
from bot.storage.tables import access, errand, message, offer, visit

_ANSWERED = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.COUNTERED, OfferState.RESERVE)


@dataclass(frozen=True, slots=True)
class DoneVisit:
    """One visit that was made."""

    errand: int
    kind: str
    place: str
    starts: datetime
    minutes: int
    recipient: int
    volunteer: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One volunteer who was asked about one errand."""

    volunteer: int
    answered: bool
    accepted: bool


class Figures(Base):
    """Verbs for reports."""

    def visits_done(self, since: datetime, until: datetime) -> list[DoneVisit]:
        same = (visit.c.municipality == errand.c.municipality) & (visit.c.errand == errand.c.id)
        columns = (errand.c.id, errand.c.kind, errand.c.place, errand.c.starts, errand.c.minutes, errand.c.recipient)
        query = (
            self._here(errand, *columns, visit.c.volunteer)
            .join(visit, same)
            .where(visit.c.state == VisitState.DONE.value, errand.c.starts >= since, errand.c.starts < until)
        )
        return [DoneVisit(*row) for row in self._connection.execute(query)]

    def offers_made(self, since: datetime, until: datetime) -> list[Asked]:
        query = self._here(offer, offer.c.volunteer, offer.c.state).where(offer.c.asked >= since, offer.c.asked < until)
        rows = self._connection.execute(query)
        return [Asked(who, state in _ANSWERED, state == OfferState.ACCEPTED) for who, state in rows]

    def waited(self, since: datetime, until: datetime) -> list[float]:
        """Hours from an errand was posted until someone first took it, for each that was taken."""
        same = (visit.c.municipality == errand.c.municipality) & (visit.c.errand == errand.c.id)
        first = func.min(visit.c.taken)
        query = self._here(errand, errand.c.created, first).join(visit, same).where(
            errand.c.created >= since, errand.c.created < until
        ).group_by(errand.c.id, errand.c.created)  # fmt: skip
        return [(taken - posted).total_seconds() / 3600 for posted, taken in self._connection.execute(query)]

    def sms_sent(self, since: datetime, until: datetime) -> int:
        left = (message.c.channel == "sms", message.c.handed_over >= since, message.c.handed_over < until)
        return int(self._connection.scalar(self._here(message, func.count()).where(*left)) or 0)

    def panel_use(self, since: datetime, until: datetime) -> list[Sequence[datetime]]:
        """When each user did something in the panel, in order."""
        query = self._here(access, access.c.user, access.c.at).where(
            access.c.at >= since, access.c.at < until, access.c.user.is_not(None)
        )
        rows = self._connection.execute(query.order_by(access.c.user, access.c.at))
        return [[at for _, at in theirs] for _, theirs in groupby(rows, key=lambda row: row[0])]
