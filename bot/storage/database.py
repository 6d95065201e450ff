"""Opening the database, SQLite or PostgreSQL, set so that what is committed is on disk."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import SetupError

BUSY_MS, BUSY_STEP_MS = 5_000, 50
OLDEST = 15
STATEMENTS = 256
"""So many are kept ready by SQLite on each connection: the driver's own 128 are fewer than there are."""
READS = "reads"
"""The mark of connections to PostgreSQL whose transactions only read."""
SETTING = "HANDSLAG_DATABASE_URL"
NO_DRIVER = f"{SETTING}: PostgreSQL needs psycopg: pip install --require-hashes -r requirements/postgresql.txt"
POSTGRESQL = {
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "20s",  # whoever hangs in the middle of a turn lets the others go on
    "client_connection_check_interval": "5s",
    "timezone": "UTC",
}
"""What every connection asks of the server."""
LINE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": 15_000, "application_name": "handslag"}  # fmt: skip
"""A server, or a worker, that is gone without a word is noticed within half a minute."""


def open_writer(url: str, *, durable: bool = True) -> Engine:
    """For whoever writes: on SQLite each transaction has the write lock from its start, and commits reach the disk."""
    return _open(url, writes=True, durable=durable)


def open_reader(url: str) -> Engine:
    """For screens: a snapshot that never waits for who writes."""
    return _open(url, writes=False)


def _open(url: str, *, writes: bool, durable: bool = True) -> Engine:
    try:
        if is_postgresql(url):
            return _open_postgresql(url, writes, durable)
        engine = create_engine(url, hide_parameters=True, connect_args={"cached_statements": STATEMENTS})
    except ModuleNotFoundError:
        raise SetupError(NO_DRIVER) from None
    except (SQLAlchemyError, ImportError, ValueError) as wrong:
        raise SetupError(f"{SETTING}: {wrong.__class__.__name__}") from None
    return _with_sqlite_rules(engine, "BEGIN IMMEDIATE" if writes else "BEGIN", durable)


def is_postgresql(url: str) -> bool:
    return make_url(url).get_backend_name() == "postgresql"


def _open_postgresql(url: str, writes: bool, durable: bool) -> Engine:
    asked = POSTGRESQL | {"synchronous_commit": "on" if durable else "off"}
    asked |= {} if writes else {"default_transaction_read_only": "on"}
    options = " ".join(f"-c {name}={value}" for name, value in asked.items())
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True,
        connect_args=LINE | {"options": options}, pool_reset_on_return="rollback" if writes else "commit",
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ", execution_options={READS: not writes},
    )  # fmt: skip


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


def weaknesses(engine: Engine) -> list[str]:
    """What makes a server promise less than we do."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        version = text("SHOW server_version_num")
        sees_all = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        found = {
            "this role sees past the walls between municipalities; use one without SUPERUSER and BYPASSRLS":
                connection.scalar(sees_all),
            "fsync is off: what is acknowledged is lost with the power": connection.scalar(text("SHOW fsync")) == "off",
            f"PostgreSQL {OLDEST} or newer is needed": int(connection.scalar(version) or 0) < OLDEST * 10_000,
        }  # fmt: skip
    return [words for words, holds in found.items() if holds]
