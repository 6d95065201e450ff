"""What we ask the database about what comes again: series of errands, and fixed visiting friends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, or_, select

from bot.model import Errand, ErrandId, PersonId
from bot.recurring import Pairing, PairingState, Series
from bot.storage.base import found, here
from bot.storage.finding import Finding
from bot.storage.prepared import Prepared
from bot.storage.tables import errand, pairing, series

_TRIED = Prepared(select(pairing).where(here(pairing), pairing.c.trial == bindparam("which")))


class Standing(Finding):
    """Verbs about series and pairings."""

    def add_series(self, **values: Any) -> int:
        return self._add(series, **values)

    def change_series(self, which: int, **values: Any) -> None:
        self._set(series, {"id": which}, **values)

    def series(self, which: int) -> Series:
        return _series(found(self._one(self._here(series).where(series.c.id == which)), "series"))

    def series_for(self, who: PersonId) -> list[Series]:
        """What comes again for a recipient, and has not ended."""
        query = self._here(series).where(series.c.recipient == who, series.c.ended.is_(None))
        return [_series(row) for row in self._all(query.order_by(series.c.id))]

    def errands_in(self, which: int) -> list[Errand]:
        """The errands that have been made of a series, the soonest first."""
        of_it = self._here(errand, errand.c.id).where(errand.c.series == which).order_by(errand.c.starts, errand.c.id)
        return [self.errand(ErrandId(row["id"])) for row in self._all(of_it)]

    def occasion(self, which: int, number: int) -> ErrandId | None:
        """The errand that was made for one occasion."""
        row = self._one(
            self._here(errand, errand.c.id).where(errand.c.series == which, errand.c.occasion == number)
        )
        return None if row is None else ErrandId(row["id"])

    def made_as(self, which: ErrandId) -> tuple[int, int] | None:
        """The series an errand was made of, and which time it is."""
        row = self._one(self._here(errand, errand.c.series, errand.c.occasion).where(errand.c.id == which))
        return None if row is None or row["series"] is None else (row["series"], row["occasion"] or 0)

    def add_pairing(self, **values: Any) -> int:
        return self._add(pairing, **values)

    def change_pairing(self, which: int, **values: Any) -> None:
        self._set(pairing, {"id": which}, **values)

    def pairing(self, which: int) -> Pairing:
        return _pairing(found(self._one(self._here(pairing).where(pairing.c.id == which)), "pairing"))

    def pairing_in(self, which: int | None) -> Pairing | None:
        """The fixed visiting friend whose slot a series is."""
        row = self._one(self._here(pairing).where(pairing.c.series == which)) if which is not None else None
        return None if row is None else _pairing(row)

    def pairing_tried(self, which: ErrandId) -> Pairing | None:
        """The pairing a visit is the trial of."""
        row = self._first(_TRIED, which=which)
        return None if row is None else _pairing(row)

    def pairings_of(self, who: PersonId) -> list[Pairing]:
        """Those someone is part of, as friend, as recipient or as substitute, and which have not ended."""
        theirs = or_(pairing.c.volunteer == who, pairing.c.recipient == who, pairing.c.substitute == who)
        query = self._here(pairing).where(theirs, pairing.c.state != PairingState.ENDED.value)
        return [_pairing(row) for row in self._all(query.order_by(pairing.c.id))]

    def forget_standing(self, who: PersonId, now: datetime) -> None:
        """What came again for someone comes no more, and what was to be done is not kept."""
        self._change(series, series.c.recipient == who, details=None)
        mine = select(series.c.id).where(series.c.municipality == self.municipality, series.c.recipient == who)
        self._change(series, series.c.id.in_(mine), series.c.ended.is_(None), ended=now)


def _series(row: RowMapping) -> Series:
    return Series(
        row["id"], row["kind"], PersonId(row["recipient"]), row["starts"], row["minutes"], row["details"] or "",
        row["places"], row["weeks"], row["until"], row["made"], row["ended"],
    )  # fmt: skip


def _pairing(row: RowMapping) -> Pairing:
    return Pairing(
        row["id"], PersonId(row["volunteer"]), PersonId(row["recipient"]), row["series"], PairingState(row["state"]),
        None if row["substitute"] is None else PersonId(row["substitute"]),
        None if row["trial"] is None else ErrandId(row["trial"]),
        row["volunteer_fits"], row["recipient_fits"], row["paused"], row["paused_until"], row["begun"], row["ended"],
    )  # fmt: skip
