"""Opening the database: SQLite as it must be set to lose nothing, or PostgreSQL as it comes."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import SetupError

BUSY_MS, BUSY_STEP_MS = 5_000, 50


def open_writer(url: str, *, durable: bool = True) -> Engine:
    """For the one writer: every transaction takes the write lock at its start, and commits reach the disk."""
    return _open(url, "BEGIN IMMEDIATE", durable=durable)


def open_reader(url: str) -> Engine:
    """For screens: a snapshot that never waits for the writer."""
    return _open(url, "BEGIN")


def _open(url: str, begin: str, *, durable: bool = True) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True)
    except (SQLAlchemyError, ImportError) as wrong:
        raise SetupError(f"HANDSLAG_DATABASE_URL: {wrong.__class__.__name__}") from None
    return _with_sqlite_rules(engine, begin, durable) if engine.dialect.name == "sqlite" else engine


def _with_sqlite_rules(engine: Engine, begin: str, durable: bool) -> Engine:
    synchronous = "FULL" if durable else "OFF"

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            f"synchronous={synchronous}",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is erased is overwritten, not only forgotten where it was
        ):
            raw.execute(f"PRAGMA {pragma}")
        _use_log(raw)

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _use_log(raw: sqlite3.Connection) -> None:
    """SQLite does not wait by itself when two programs open a new database at once."""
    for left in reversed(range(BUSY_MS // BUSY_STEP_MS)):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as wrong:
            if wrong.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(BUSY_STEP_MS / 1000)


def fold(engine: Engine) -> None:
    """Take what was written into the database file itself: until then the log beside it holds what was erased."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        raw.close()
