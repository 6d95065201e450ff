"""A copy of the database that is whole, sealed, tried before it is trusted, and never brings back who was erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, select

from bot.errors import SetupError
from bot.settings import Settings
from bot.storage import erasures
from bot.storage.base import inserting
from bot.storage.crypto import read_key
from bot.storage.database import open_reader
from bot.storage.erasures import Erasures
from bot.storage.migrating import NEWER, connected, migrate, sqlite_file, state
from bot.storage.opening import check
from bot.storage.sealing import seal_file, sync_folder, unseal_file
from bot.storage.store import municipalities, open_store
from bot.storage.tables import agreed

URL = "HANDSLAG_DATABASE_URL"
BACKUP = "backup"


def backup(settings: Settings, target: Path) -> None:
    """Write a sealed copy, also while the robot runs, and try it: what is written here can be restored."""
    database, master = _existing(settings), read_key(settings.key_file)
    if state(settings.database_url) == "newer":
        raise SetupError(NEWER)
    with _said_plainly(target), TemporaryDirectory(dir=database.parent, prefix="backup-") as folder:
        copy, again = Path(folder) / "copy.sqlite3", Path(folder) / "again.sqlite3"
        _copy(database, copy)
        with connected(f"sqlite:///{copy}") as connection:
            erasures.remember(connection, erasures.list_beside(database))
        seal_file(copy, target, master)
        unseal_file(target, again, master)
        _try(again, master)
    with connected(settings.database_url) as connection:
        _remember(connection, datetime.now(UTC))


def _remember(connection: Connection, at: datetime) -> None:
    new = inserting(connection, agreed).values(what=BACKUP, value=at.isoformat())
    connection.execute(new.on_conflict_do_update(index_elements=["what"], set_={"value": at.isoformat()}))


def last_backup(connection: Connection) -> datetime | None:
    """When a copy was last made, and tried."""
    at = connection.scalar(select(agreed.c.value).where(agreed.c.what == BACKUP))
    return datetime.fromisoformat(at) if at else None


def restore(settings: Settings, source: Path, *, force: bool = False) -> None:
    """Put a copy in the database's place, brought up to date, without those erased since it was made."""
    database, master, now = _file(settings), read_key(settings.key_file), datetime.now(UTC)
    with _said_plainly(source):
        database.parent.mkdir(parents=True, exist_ok=True)
        known = _known(database, force=force)
        with TemporaryDirectory(dir=database.parent, prefix="restore-") as folder:
            copy = Path(folder) / "copy.sqlite3"
            unseal_file(source, copy, master)
            _try(copy, master)
            migrate(f"sqlite:///{copy}")
            with connected(f"sqlite:///{copy}") as connection:
                erasures.apply(connection, known, master, now)
                _hold(connection, master, now)
            _stand_alone(copy)
            for left in ("-wal", "-shm"):
                database.with_name(database.name + left).unlink(missing_ok=True)
            copy.replace(database)
            sync_folder(database)


def hold(settings: Settings) -> None:
    """Send nothing until a human says so; for a database that was put back by other means than ``restore``."""
    with connected(settings.database_url) as connection:
        _hold(connection, read_key(settings.key_file), datetime.now(UTC))


def _hold(connection: Connection, master: bytes, now: datetime) -> None:
    """Nothing is sent until a human has seen what waits: what was done after the copy was made, it does not know."""
    for where in municipalities(connection):
        store = open_store(connection, where, master)
        known = store.last_known() or now
        store.change_set_up(held="restored", restored_to=known.isoformat(), restored_until=now.isoformat())
        store.may_have_left()
        store.open_matter("held", now)


def _known(database: Path, *, force: bool) -> Erasures:
    """Who must stay erased, by the list and by the database that is about to be replaced."""
    beside = erasures.list_beside(database)
    if database.exists():
        _stand_alone(database)
        if not (_is_empty_once_remembered(database, beside) or force):
            raise SetupError(f"{URL}: there is a database already; --force replaces it")
    return erasures.read(beside)


def _is_empty_once_remembered(database: Path, beside: Path) -> bool:
    """Of a database that cannot be read any more the list beside it is all there is."""
    try:
        if state(f"sqlite:///{database}") == "empty":
            return True
        with connected(f"sqlite:///{database}") as connection:
            erasures.remember(connection, beside)
    except SetupError:
        return False
    return False


def _stand_alone(database: Path) -> None:
    """Fold in what lies in files beside it, which nobody else may have open: that is the sign of a running robot."""
    with closing(sqlite3.connect(database, timeout=1)) as raw:
        try:
            raw.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as wrong:
            if wrong.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise SetupError(f"{URL}: the robot is running; stop it first") from None


def _copy(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as out:
        source.backup(out)


def _try(copy: Path, master: bytes) -> None:
    """Look through the whole copy, and open something sealed in each municipality."""
    with closing(sqlite3.connect(copy)) as raw:
        said = raw.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise SetupError(f"{URL}: the copy is damaged ({said.splitlines()[0]})")
    engine = open_reader(f"sqlite:///{copy}")
    try:
        check(engine, master)
    finally:
        engine.dispose()


def _existing(settings: Settings) -> Path:
    database = _file(settings)
    if not database.exists():
        raise SetupError(f"{URL}: there is no database yet")
    return database


def _file(settings: Settings) -> Path:
    database = sqlite_file(settings.database_url)
    if database is None:
        raise SetupError(f"{URL}: copy a PostgreSQL database with pg_dump, as a role with BYPASSRLS")
    return database


@contextmanager
def _said_plainly(what: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise SetupError(f"{wrong.filename or what}: {wrong.strerror}") from None
    except sqlite3.Error as wrong:
        raise SetupError(f"{URL}: {wrong}") from None
