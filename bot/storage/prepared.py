"""Statements put together once: to build and compile one anew costs ten times what the database needs to run it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

REMEMBERED = 4_096

Row = Mapping[Any, Any]
Processor = Callable[[Any], Any] | None
Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete


class Prepared:
    """A statement with named parameters.  It goes straight to the driver, with the same types."""

    def __init__(self, statement: Statement, make: Callable[[Row], Any] = dict) -> None:
        self._statement, self._make = statement, make
        self._driven: dict[str, _Driven] = {}

    def rows(self, connection: Connection, given: Row) -> list[Row]:
        return self._drive(connection).rows(connection, given)

    def tuples(self, connection: Connection, given: Row) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them, for numbers and words that need no reading."""
        return list(self._drive(connection).run(connection, given))

    def changed(self, connection: Connection, given: Row) -> int:
        """Run it, and count the rows it changed."""
        return int(self._drive(connection).run(connection, given).rowcount)

    def made(self, connection: Connection, given: Row) -> list[Any]:
        """What ``make`` makes of each row; a row that is as it was the last time is not read again."""
        return self._drive(connection).made(connection, given)

    def _drive(self, connection: Connection) -> _Driven:
        driven = self._driven.get(connection.dialect.name)
        if driven is None:
            driven = self._driven[connection.dialect.name] = _Driven(self._statement, self._make, connection.dialect)
        return driven


class _Driven:
    """What a driver is given, and what is made of what it gives back."""

    def __init__(self, statement: Statement, make: Callable[[Row], Any], dialect: Dialect) -> None:
        assert isinstance(dialect, DefaultDialect)
        compiled = statement.compile(dialect=dialect)
        binds, self._sql = compiled.binds, str(compiled)
        self._order = None if dialect.positional else list(binds)
        names = self._order or compiled.positiontup or ()
        self._binds = [(name, binds[name].value, _binder(binds[name].type, dialect)) for name in names]
        columns = [(str(column.key), _reader(column.type, dialect)) for column in statement.exported_columns]
        self._names = [name for name, _ in columns]
        self._read = [(n, process) for n, (_, process) in enumerate(columns) if process is not None]
        self._made = lru_cache(maxsize=REMEMBERED)(lambda found: make(self._row(list(found))))

    def rows(self, connection: Connection, given: Row) -> list[Row]:
        return [self._row(list(found)) for found in self.run(connection, given)]

    def made(self, connection: Connection, given: Row) -> list[Any]:
        return list(map(self._made, self.run(connection, given)))

    def _row(self, values: list[Any]) -> Row:
        for n, process in self._read:
            if values[n] is not None:
                values[n] = process(values[n])
        return dict(zip(self._names, values, strict=True))

    def run(self, connection: Connection, given: Row) -> Any:
        values = [
            given.get(name, fixed) if process is None else process(given.get(name, fixed))
            for name, fixed, process in self._binds
        ]
        named = values if self._order is None else dict(zip(self._order, values, strict=True))
        return run(connection, self._sql, named)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done inside is taken back when it fails, and nothing else of the transaction is."""
    run(connection, "SAVEPOINT turn")
    try:
        yield
    except BaseException:
        if in_transaction(connection):  # a full disk, or a lost server, has taken back the whole transaction already
            run(connection, "ROLLBACK TO SAVEPOINT turn")
            run(connection, "RELEASE SAVEPOINT turn")
        raise
    run(connection, "RELEASE SAVEPOINT turn")


def in_transaction(connection: Connection) -> bool:
    """Whether the database still holds the transaction open."""
    if connection.invalidated:
        return False
    raw = connection.connection.driver_connection
    return bool(getattr(raw, "in_transaction", True))


def run(connection: Connection, sql: str, values: Sequence[Any] | Row | None = None) -> Any:
    """Give the driver a statement as it is.  What the driver refuses is the error SQLAlchemy would have made of it."""
    raw = driver(connection)
    try:
        return raw.execute(sql, values) if values is not None else raw.execute(sql)
    except connection.dialect.loaded_dbapi.Error as wrong:
        base = connection.dialect.loaded_dbapi.Error
        lost = connection.dialect.is_disconnect(wrong, raw, None)
        if lost:
            connection.invalidate(wrong)
        raise DBAPIError.instance(
            sql, None, wrong, base, hide_parameters=True, connection_invalidated=lost
        ) from wrong


def driver(connection: Connection) -> Any:
    """The driver's own connection, in a transaction."""
    if not connection.in_transaction():
        connection.begin()  # as any statement would, so that all of them see the same moment
    return connection.connection.driver_connection


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
