"""What every part of the store shares: one connection, one municipality, its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.errors import NotFound
from bot.model import MunicipalityId
from bot.storage import changes
from bot.storage.columns import insert_for
from bot.storage.crypto import KEYS, Keys
from bot.storage.journal import Journal
from bot.storage.prepared import Prepared, Row, Statement

_KNOWN: dict[tuple[str, ...], Prepared] = {}


def inserting(connection: Connection, table: Table) -> Any:
    """An insert that can be told to do nothing when the row is there already."""
    return insert_for(connection.dialect.name, table)


def here(table: Table) -> ColumnElement[bool]:
    """That a row is of the municipality whose store asks; for prepared statements."""
    return table.c.municipality == bindparam("town")


class Base:
    """A view of one municipality's rows through one connection."""

    journal: Journal | None = None
    """Where rows are kept as they were before they are changed, while what is done may be taken back."""

    def __init__(self, connection: Connection, municipality: MunicipalityId, keys: Keys) -> None:
        self._connection = connection
        self.municipality = municipality
        self._keys = keys
        KEYS.set(keys)

    def digits(self, text: str) -> str:
        """Four digits to be sent to one person; see ``Keys.digits``."""
        return self._keys.digits(text)

    def _moved(self, table: Table, rows: int = 1) -> int:
        """So many rows have been changed; whoever has a page open fetches it anew."""
        if rows:
            changes.note(self._connection, self.municipality, table.name)
        return rows

    def _all(self, query: Select[Any]) -> list[RowMapping]:
        return list(self._connection.execute(query).mappings())

    def _one(self, query: Select[Any]) -> RowMapping | None:
        return self._connection.execute(query).mappings().first()

    def _ask(self, prepared: Prepared, **given: Any) -> list[Any]:
        """What a prepared statement finds here."""
        given["town"] = self.municipality
        return prepared.rows(self._connection, given)

    def _count(self, prepared: Prepared, **given: Any) -> list[tuple[Any, ...]]:
        """The same when it finds numbers and nothing else."""
        given["town"] = self.municipality
        return prepared.tuples(self._connection, given)

    def _make(self, prepared: Prepared, **given: Any) -> list[Any]:
        """What is made of each row it finds."""
        given["town"] = self.municipality
        return prepared.made(self._connection, given)

    def _first(self, prepared: Prepared, **given: Any) -> Any:
        return next(iter(self._ask(prepared, **given)), None)

    def _before(self, table: Table, *which: Any) -> None:
        """These rows are about to be changed."""
        if self.journal is not None:
            self.journal.found(table, self._all(self._here(table).where(*which)))

    def _before_key(self, table: Table, key: Row) -> None:
        if self.journal is not None:
            self._before(table, *(table.c[name] == value for name, value in key.items()))

    def _made(self, table: Table, values: Row) -> None:
        """A row with that key is new, unless it was there before."""
        if self.journal is not None:
            self.journal.made(table, {"municipality": self.municipality, **values})

    def _known(
        self, build: Callable[[], Statement], *name: str, make: Callable[[Row], Any] = dict
    ) -> Prepared:  # fmt: skip
        """The statement of that name, put together the first time it is asked for."""
        name = (self._connection.dialect.name, *name)
        if name not in _KNOWN:
            _KNOWN[name] = Prepared(build(), make)
        return _KNOWN[name]

    def _add(self, table: Table, **values: Any) -> int:
        """Insert a row under the next free number of this municipality, and return that number."""

        def build() -> Insert:
            return insert(table).values(_given(values) | {"id": _following(table)}).returning(table.c.id)

        values = _with_defaults(table, {"municipality": self.municipality, **values})
        (row,) = self._ask(self._known(build, "add", table.name, *values), **values)
        self._made(table, row)
        self._moved(table)
        return int(row["id"])

    def _add_unless(self, table: Table, unless: list[str], **values: Any) -> int | None:
        """The same, but nothing when there is a row with the same values in those columns."""

        def build() -> Insert:
            added = self._new(table).values(_given(values) | {"id": _following(table)})
            unique: Insert = added.on_conflict_do_nothing(index_elements=unless).returning(table.c.id)
            return unique

        values = _with_defaults(table, {"municipality": self.municipality, **values})
        row = self._first(self._known(build, "add unless", table.name, *values), **values)
        if row is None:
            return None
        self._made(table, row)
        return int(row["id"]) * self._moved(table)

    def _point(self, table: Table, column: str, before: int, to: int) -> None:
        """What names one names another: row by row where it is part of the key, unless the other has such a row."""
        if not table.c[column].primary_key:
            self._change(table, table.c[column] == before, **{column: to})
            return
        keys = [one.name for one in table.primary_key.columns if one.name != "municipality"]
        for row in self._all(self._here(table).where(table.c[column] == before)):
            key = {name: row[name] for name in keys}
            other = (table.c[name] == value for name, value in (key | {column: to}).items())
            if self._one(self._here(table).where(*other)) is not None:
                self._drop(table, **key)
                continue
            self._set(table, key, **{column: to})
            self._made(table, key | {column: to})

    def _new(self, table: Table) -> Any:
        return inserting(self._connection, table)

    def _following(self, table: Table) -> Any:
        """The next free number of this municipality in a table: nobody else is writing there, on PostgreSQL either."""
        here = table.c.municipality == self.municipality
        return select(func.coalesce(func.max(table.c.id), 0) + 1).where(here).scalar_subquery()

    def _put(self, table: Table, **values: Any) -> None:
        """Insert a row whose key is given."""
        values = _with_defaults(table, {"municipality": self.municipality, **values})
        put = self._known(lambda: insert(table).values(_given(values)), "put", table.name, *values)
        self._moved(table, put.changed(self._connection, values))
        self._made(table, values)

    def _change(self, table: Table, *which: Any, **values: Any) -> int:
        """Update the rows of this municipality that match; returns how many there were."""
        self._before(table, *which)
        changed = update(table).where(table.c.municipality == self.municipality, *which).values(**values)
        return self._moved(table, int(self._connection.execute(changed).rowcount))

    def _set(self, table: Table, key: Row, **values: Any) -> int:
        """The same for the rows with that key, and nothing but plain values."""

        def build() -> Update:
            same = (table.c[name] == bindparam(f"is_{name}") for name in key)
            return update(table).where(here(table), *same).values(_given(values))

        self._before_key(table, key)
        given = {f"is_{name}": value for name, value in key.items()} | values | {"town": self.municipality}
        prepared = self._known(build, "set", table.name, *key, "to", *values)
        return self._moved(table, prepared.changed(self._connection, given))

    def _put_over(self, table: Table, key: Row, **values: Any) -> None:
        """Insert a row, or give the one with that key these values."""

        def build() -> Insert:
            row = _with_defaults(table, {"municipality": None, **key, **values})
            over: Insert = (
                self._new(table)
                .values(_given(row))
                .on_conflict_do_update(index_elements=["municipality", *key], set_=_given(values))
            )
            return over

        self._before_key(table, key)
        given = _with_defaults(table, {"municipality": self.municipality, **key, **values})
        prepared = self._known(build, "put over", table.name, *key, "to", *values)
        self._moved(table, prepared.changed(self._connection, given))
        self._made(table, key)

    def _drop(self, table: Table, **key: Any) -> None:
        """Delete the rows with that key."""

        def build() -> Delete:
            return delete(table).where(here(table), *(table.c[name] == bindparam(name) for name in key))

        self._before_key(table, key)
        dropped = self._known(build, "drop", table.name, *key)
        self._moved(table, dropped.changed(self._connection, {**key, "town": self.municipality}))

    def _here(self, table: Table, *columns: Any) -> Select[Any]:
        """A query over this municipality's rows of a table."""
        return select(*(columns or (table,))).where(table.c.municipality == self.municipality)


def _following(table: Table) -> Any:
    """The next free number of the municipality in a table."""
    return select(func.coalesce(func.max(table.c.id), 0) + 1).where(here(table)).scalar_subquery()


def _given(names: Iterable[str]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


def _with_defaults(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """The values in the order of the columns, with what the table says for those that are left out."""
    unsaid = ((c.key, c.default) for c in table.c if c.default is not None and c.key not in values)
    return values | {name: default.arg(None) if default.is_callable else default.arg for name, default in unsaid}  # type: ignore[attr-defined]


def found(row: Row | None, what: str) -> Any:
    if row is None:
        raise NotFound(what)
    return row
