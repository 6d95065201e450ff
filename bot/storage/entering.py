"""On PostgreSQL whoever reads or writes enters one municipality: its rows alone are there, and one at a time writes.

On SQLite there is one writer, and nothing to enter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.model import MunicipalityId
from bot.storage.database import READS
from bot.storage.prepared import run

_INSIDE = "municipality"
BEGIN_AGAIN = frozenset({"40001", "40P01"})
"""What PostgreSQL says to one of two transactions that stand in each other's way."""


def enter(connection: Connection, where: MunicipalityId, *, wait: bool = True) -> bool:
    """See this municipality alone from here on, and for who writes: once nobody else does.

    False when someone else is writing there and we do not wait.
    """
    if connection.dialect.name != "postgresql" or connection.info.get(_INSIDE) == where:
        return True
    see = f"SET LOCAL handslag.municipality = '{int(where)}'"
    if connection.get_execution_options().get(READS):
        run(connection, see)
        return True
    lock = f"SELECT 1 FROM municipality WHERE id = {int(where)} FOR NO KEY UPDATE"  # noqa: S608  a number
    cursor = run(connection, f"{see}; {lock}{'' if wait else ' SKIP LOCKED'}")
    cursor.nextset()
    return bool(cursor.fetchall()) or wait


@contextmanager
def entered(connection: Connection, where: MunicipalityId | None, *, wait: bool = True) -> Iterator[bool]:
    """The same for a whole transaction; what is done in it need not enter again."""
    if where is None or connection.dialect.name != "postgresql":
        yield True
        return
    known, inside = connection.info, enter(connection, where, wait=wait)
    if inside:
        known[_INSIDE] = where
    try:
        yield inside
    finally:
        known.pop(_INSIDE, None)


def is_away(wrong: BaseException | None) -> bool:
    """Whether the server cannot be reached, or is stopping or starting."""
    if not isinstance(wrong, OperationalError):
        return False
    state = getattr(wrong.orig, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def must_begin_again(wrong: BaseException) -> bool:
    """Whether the whole transaction is lost, and not only what was tried last in it."""
    if not isinstance(wrong, DBAPIError):
        return False
    return wrong.connection_invalidated or getattr(wrong.orig, "sqlstate", None) in BEGIN_AGAIN
