"""What an act changes, row by row, so that it can be put back as it was."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Table, null

from bot.storage.columns import Moment, metadata
from bot.storage.prepared import Row

Key = tuple[str, tuple[Any, ...]]
"""A row: its table, and its primary key."""


@dataclass(slots=True)
class Journal:
    """Each row that was touched, as it was the first time; None when it was not there."""

    before: dict[Key, Row | None] = field(default_factory=dict)

    def found(self, table: Table, rows: Iterable[Row]) -> None:
        for row in rows:
            self.before.setdefault(key_of(table, row), dict(row))

    def made(self, table: Table, row: Row) -> None:
        self.before.setdefault(key_of(table, row), None)

    def made_in(self, table: Table) -> list[Any]:
        """The numbers of rows that are new in a table."""
        return [key[-1] for (name, key), row in self.before.items() if name == table.name and row is None]

    def later(self, table: Table, until: datetime) -> list[Any]:
        """The numbers of messages that were not to leave before then."""
        return [key[-1] for (name, key), row in self.before.items()
                if name == table.name and row is not None and row["not_before"] > until]  # fmt: skip

    def write(self) -> str:
        """As text, to be read by ``read``."""
        return json.dumps([[name, *map(_plain, key), as_plain(row)] for (name, key), row in self.before.items()])


def read(text: str) -> Iterator[tuple[Table, tuple[Any, ...], dict[str, Any] | None]]:
    """Rows as they were, with the table and the key of each."""
    for name, *key, row in json.loads(text):
        table = metadata.tables[name]
        columns = table.primary_key.columns
        whole = tuple(_back(column, value) for column, value in zip(columns, key, strict=True))
        yield table, whole, row and {n: _back(table.c[n], value) for n, value in row.items()}


def key_of(table: Table, row: Row) -> Key:
    return table.name, tuple(row[column.name] for column in table.primary_key.columns)


def as_plain(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


def _back(column: Column[Any], value: Any) -> Any:
    if value is None:
        return null() if isinstance(column.type, JSON) else None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return b64decode(value) if column.type.python_type is bytes else value
