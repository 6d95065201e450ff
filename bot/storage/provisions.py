"""What we ask the database about the catalogue: what the voluntary sector offers, and whether it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, case, func

from bot.clock import OSLO
from bot.storage.base import found
from bot.storage.needs import Ending, Needs
from bot.storage.tables import need, opened, provision


@dataclass(frozen=True, slots=True)
class Provision:
    """One entry of the catalogue.  ``number`` is the organisation's in the registers, "" when it has none."""

    id: int
    name: str
    what: str
    suits: str
    place: str
    times: str
    contact: str
    cost: str
    number: str
    kinds: tuple[str, ...]
    checked: date | None

    @property
    def text(self) -> str:
        """Everything one may search for."""
        return " ".join((self.name, self.what, self.suits, self.place, self.times, self.contact, self.cost))


@dataclass(frozen=True, slots=True)
class Use:
    """How often an entry was opened, how many who asked were told of it, and to how many it was of use."""

    opened: int
    told: int
    used: int


class Provisions(Needs):
    """Verbs about the catalogue."""

    def add_provision(self, now: datetime, **values: Any) -> int:
        return self._add(provision, added=now, **values)

    def provision(self, which: int) -> Provision:
        there = (provision.c.id == which, provision.c.gone.is_(None))
        return _provision(found(self._one(self._here(provision).where(*there)), "provision"))

    def provisions(self) -> list[Provision]:
        there = self._here(provision).where(provision.c.gone.is_(None))
        return [_provision(row) for row in self._all(there.order_by(provision.c.name, provision.c.id))]

    def provision_numbers(self) -> frozenset[str]:
        """The organisations that stand there, by their number in the registers."""
        there = (provision.c.number != "", provision.c.gone.is_(None))
        return frozenset(row["number"] for row in self._all(self._here(provision, provision.c.number).where(*there)))

    def change_provision(self, which: int, **values: Any) -> None:
        self._set(provision, {"id": which}, **values)

    def take_provision_away(self, which: int, now: datetime) -> None:
        """It is shown no more; what came of it while it stood there is still counted."""
        self._set(provision, {"id": which}, gone=now)

    def open_provision(self, which: int, today: date) -> Provision:
        """An entry, for somebody who wants to read it; counted."""
        one, same = self.provision(which), (opened.c.provision == which, opened.c.day == today)
        if not self._change(opened, *same, times=opened.c.times + 1):
            self._put(opened, provision=which, day=today, times=1)
        return one

    def openings_by_kind(self, since: datetime) -> Mapping[str, int]:
        """How often entries have been opened since then, those that are gone too."""
        same = (provision.c.municipality == opened.c.municipality) & (provision.c.id == opened.c.provision)
        query = self._here(opened, opened.c.times, provision.c.kinds).join(provision, same)
        counted = Counter[str]()
        for row in self._all(query.where(opened.c.day >= _day(since))):
            counted.update(dict.fromkeys(row["kinds"], row["times"]))
        return counted

    def use_of(self, which: int, since: datetime) -> Use:
        """How an entry has been used since then."""
        days = self._here(opened, func.sum(opened.c.times).label("n"))
        times = self._all(days.where(opened.c.provision == which, opened.c.day >= _day(since)))[0]["n"]
        told = (need.c.ending == Ending.PROVISION, need.c.provision == which, need.c.received >= since)
        query = self._here(need, func.count().label("n"), func.count(case((need.c.used, 1))).label("used"))
        row = self._all(query.where(*told))[0]
        return Use(int(times or 0), int(row["n"]), int(row["used"]))


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


def _provision(row: RowMapping) -> Provision:
    return Provision(
        row["id"], row["name"], row["what"], row["suits"], row["place"], row["times"], row["contact"], row["cost"],
        row["number"], tuple(row["kinds"]), row["checked"],
    )  # fmt: skip
