"""What we ask the database about the catalogue: what the voluntary sector offers, and whether it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, func

from bot.storage.base import found
from bot.storage.needs import Ending, Needs
from bot.storage.tables import need, provision


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
    looked_up: int

    @property
    def text(self) -> str:
        """Everything one may search for."""
        return " ".join((self.name, self.what, self.suits, self.place, self.times, self.contact, self.cost))


class Provisions(Needs):
    """Verbs about the catalogue."""

    def add_provision(self, now: datetime, **values: Any) -> int:
        return self._add(provision, added=now, **values)

    def provision(self, which: int) -> Provision:
        return _provision(found(self._one(self._here(provision).where(provision.c.id == which)), "provision"))

    def provisions(self) -> list[Provision]:
        rows = self._all(self._here(provision).order_by(provision.c.name, provision.c.id))
        return [_provision(row) for row in rows]

    def provision_numbers(self) -> frozenset[str]:
        """The organisations that stand there, by their number in the registers."""
        numbers = self._here(provision, provision.c.number).where(provision.c.number != "")
        return frozenset(row["number"] for row in self._all(numbers))

    def change_provision(self, which: int, **values: Any) -> None:
        self._set(provision, {"id": which}, **values)

    def looked_up(self, which: int) -> None:
        """Someone in the panel opened it."""
        self._change(provision, provision.c.id == which, looked_up=provision.c.looked_up + 1)

    def drop_provision(self, which: int) -> None:
        self._drop(provision, id=which)

    def offered(self) -> Mapping[int, int]:
        """How many wishes have ended with each entry."""
        query = self._here(need, need.c.provision, func.count().label("n"))
        query = query.where(need.c.ending == Ending.PROVISION).group_by(need.c.provision)
        return {row["provision"]: int(row["n"]) for row in self._all(query)}


def _provision(row: RowMapping) -> Provision:
    return Provision(
        row["id"], row["name"], row["what"], row["suits"], row["place"], row["times"], row["contact"], row["cost"],
        row["number"], tuple(row["kinds"]), row["checked"], row["looked_up"],
    )  # fmt: skip
