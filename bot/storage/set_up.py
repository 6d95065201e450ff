"""How the municipality wants things done: one row of its own, as names and values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.storage.base import Base, found
from bot.storage.tables import municipality


class SetUp(Base):
    """Verbs about the municipality's own row."""

    def change_set_up(self, **values: Any) -> None:
        """Change how the municipality wants things done; ``name`` is its own column."""
        here = municipality.c.id == self.municipality
        row = found(self._one(select(municipality).where(here)), "municipality")
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
