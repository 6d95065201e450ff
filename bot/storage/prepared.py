"""Statements put together once: to build and compile one anew costs ten times what SQLite needs to run it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Row = Mapping[Any, Any]
Processor = Callable[[Any], Any] | None
Statement = Select[Any] | Insert | Update | Delete


class Prepared:
    """A statement with named parameters.  On SQLite it goes straight to the driver, with the same types."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._driven: _Driven | None = None

    def rows(self, connection: Connection, given: Row) -> list[Row]:
        if connection.dialect.name != "sqlite":
            return [*connection.execute(self._statement, given).mappings()]
        return self._drive(connection).rows(_raw(connection), given)

    def changed(self, connection: Connection, given: Row) -> int:
        """Run it, and count the rows it changed."""
        if connection.dialect.name != "sqlite":
            return int(connection.execute(self._statement, given).rowcount)
        return self._drive(connection).run(_raw(connection), given).rowcount

    def _drive(self, connection: Connection) -> _Driven:
        if self._driven is None:
            self._driven = _Driven(self._statement, connection.dialect)
        return self._driven


class _Driven:
    """What SQLite's driver is given, and what is made of what it gives back."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        assert isinstance(dialect, DefaultDialect)
        compiled = statement.compile(dialect=dialect)
        binds, order = compiled.binds, compiled.positiontup or ()
        self._sql = str(compiled)
        self._binds = [(name, binds[name].value, _binder(binds[name].type, dialect)) for name in order]
        columns = [(str(column.key), _reader(column.type, dialect)) for column in statement.exported_columns]
        self._names = [name for name, _ in columns]
        self._read = [(name, process) for name, process in columns if process is not None]

    def rows(self, raw: sqlite3.Connection, given: Row) -> list[Row]:
        return [self._row(found) for found in self.run(raw, given)]

    def _row(self, found: tuple[Any, ...]) -> Row:
        row = dict(zip(self._names, found, strict=True))
        for name, process in self._read:
            row[name] = process(row[name])
        return row

    def run(self, raw: sqlite3.Connection, given: Row) -> sqlite3.Cursor:
        values = ((given.get(name, fixed), process) for name, fixed, process in self._binds)
        return _run(raw, self._sql, [value if process is None else process(value) for value, process in values])


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done inside is taken back when it fails, and nothing else of the transaction is."""
    if connection.dialect.name != "sqlite":
        with connection.begin_nested():
            yield
        return
    raw = _raw(connection)
    _run(raw, "SAVEPOINT turn")
    try:
        yield
    except BaseException:
        if raw.in_transaction:  # a full disk has taken back the whole transaction already
            _run(raw, "ROLLBACK TO turn")
            _run(raw, "RELEASE turn")
        raise
    _run(raw, "RELEASE turn")


def _run(raw: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
    try:
        return raw.execute(sql, values)
    except sqlite3.Error as wrong:
        raise DBAPIError.instance(sql, None, wrong, sqlite3.Error, hide_parameters=True) from wrong


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _raw(connection: Connection) -> sqlite3.Connection:
    if not connection.in_transaction():
        connection.begin()  # as any statement would, so that all of them see the same moment
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw
