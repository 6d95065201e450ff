"""How the municipality wants things done: one row of its own, as names and values."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import String, bindparam, cast, select, update

from bot.model import Duty, Municipality, MunicipalityId, Policy
from bot.policy import PoliceRule
from bot.storage.base import Base, found
from bot.storage.prepared import Prepared
from bot.storage.tables import municipality

_TOWN = Prepared(
    select(
        municipality.c.id, municipality.c.name, cast(municipality.c.set_up, String).label("set_up"),
        municipality.c.example,
    ).where(municipality.c.id == bindparam("town"))
)  # fmt: skip


class SetUp(Base):
    """Verbs about the municipality's own row."""

    def municipality_row(self) -> Municipality:
        row = found(self._first(_TOWN), "municipality")
        return _municipality(row["id"], row["name"], row["set_up"], row["example"])

    def change_set_up(self, **values: Any) -> None:
        """Change how the municipality wants things done; ``name`` is its own column."""
        here = municipality.c.id == self.municipality
        row = found(self._one(select(municipality).where(here)), "municipality")
        if self.journal is not None:
            self.journal.found(municipality, [{name: row[name] for name in ("id", "name", "set_up")}])
        name = values.pop("name", row["name"])
        self._connection.execute(
            update(municipality).where(here).values(name=name, set_up=row["set_up"] | values)
        )

    def set_up(self) -> dict[str, Any]:
        query = select(municipality.c.set_up).where(municipality.c.id == self.municipality)
        return dict(found(self._one(query), "municipality")["set_up"])

    def sms_free(self) -> datetime | None:
        """From when its number may send again, as far as the provider's pace goes."""
        query = select(municipality.c.sms_free).where(municipality.c.id == self.municipality)
        free: datetime | None = found(self._one(query), "municipality")["sms_free"]
        return free

    def sms_busy(self, until: datetime) -> None:
        """Its number has sent what it may until then, whichever of us asks next, also after a restart."""
        here = municipality.c.id == self.municipality
        self._connection.execute(update(municipality).where(here).values(sms_free=until))


@lru_cache(maxsize=256)
def _municipality(which: int, name: str, written: str, example: bool) -> Municipality:
    """Every turn asks how a municipality wants things done, and it seldom changes."""
    set_up: dict[str, Any] = json.loads(written)
    plain = {
        k: set_up[k]
        for k in (
            "coordinator", "phone", "night", "standin", "language", "telegram", "robot", "held", "vouch", "wording",
        )
        if k in set_up
    }  # fmt: skip
    hours = set_up.get("duty")
    spans = tuple((d, time.fromisoformat(a), time.fromisoformat(b)) for d, a, b in hours or ())
    duty = Duty() if hours is None else Duty(spans)
    return Municipality(
        MunicipalityId(which), name, duty=duty, policy=_policy(set_up), example=example,
        restored_to=_moment(set_up.get("restored_to")),
        restored_until=_moment(set_up.get("restored_until")), **plain,
    )  # fmt: skip


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _policy(set_up: dict[str, Any]) -> Policy:
    """The numbers a municipality has changed: lengths in minutes, a time of day as "17:00"."""
    kinds = {each.name: type(each.default) for each in fields(Policy) if each.name != "police"}
    given = {name: _number(kinds[name], value) for name, value in set_up.get("policy", {}).items() if name in kinds}
    rule = set_up.get("police", {})
    return Policy(**given, police=PoliceRule(**{**rule, "kinds": frozenset(rule.get("kinds", ()))}))


def _number(kind: type, value: Any) -> Any:
    return timedelta(minutes=value) if kind is timedelta else time.fromisoformat(value) if kind is time else value
