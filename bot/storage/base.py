"""What every part of the store shares: one connection, one municipality, its keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import NotFound
from bot.model import MunicipalityId
from bot.storage.crypto import KEYS, Keys


class Base:
    """A view of one municipality's rows through one connection."""

    def __init__(self, connection: Connection, municipality: MunicipalityId, keys: Keys) -> None:
        self._connection = connection
        self.municipality = municipality
        self._keys = keys
        KEYS.set(keys)

    def digits(self, text: str) -> str:
        """Four digits to be sent to one person; see ``Keys.digits``."""
        return self._keys.digits(text)

    def _all(self, query: Select[Any]) -> list[RowMapping]:
        return list(self._connection.execute(query).mappings())

    def _one(self, query: Select[Any]) -> RowMapping | None:
        return self._connection.execute(query).mappings().first()

    def _add(self, table: Table, **values: Any) -> int:
        """Insert a row under the next free number of this municipality, and return that number."""
        added = insert(table).values(municipality=self.municipality, id=self._following(table), **values)
        return int(self._connection.execute(added.returning(table.c.id)).scalar_one())

    def _new(self, table: Table) -> Any:
        """An insert that can be told to do nothing when the row is there already."""
        dialect = {"sqlite": sqlite, "postgresql": postgresql}[self._connection.dialect.name]
        return dialect.insert(table)

    def _following(self, table: Table) -> Any:
        """The next free number of this municipality in a table."""
        here = table.c.municipality == self.municipality
        return select(func.coalesce(func.max(table.c.id), 0) + 1).where(here).scalar_subquery()

    def _put(self, table: Table, **values: Any) -> None:
        """Insert a row whose key is given."""
        self._connection.execute(insert(table).values(municipality=self.municipality, **values))

    def _change(self, table: Table, *which: Any, **values: Any) -> int:
        """Update the rows of this municipality that match; returns how many there were."""
        changed = update(table).where(table.c.municipality == self.municipality, *which).values(**values)
        return int(self._connection.execute(changed).rowcount)

    def _here(self, table: Table, *columns: Any) -> Select[Any]:
        """A query over this municipality's rows of a table."""
        return select(*(columns or (table,))).where(table.c.municipality == self.municipality)


def found(row: RowMapping | None, what: str) -> RowMapping:
    if row is None:
        raise NotFound(what)
    return row
