"""From any older database to today's tables, all of it or nothing.

Alembic takes a tenth of a second to import, so it is imported only when there is work for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.errors import SetupError
from bot.storage.database import is_postgresql, open_writer

if TYPE_CHECKING:
    from alembic.config import Config

SETTING = "HANDSLAG_DATABASE_URL"
NEWER = f"{SETTING}: this database is from a newer version; install that version"
STEPS = Path(__file__).parent / "migrations"
NEWEST = max((path.name.partition("_")[0] for path in (STEPS / "versions").glob("[0-9]*.py")), default="0000")

State = Literal["empty", "behind", "current", "newer"]


def state(url: str) -> State:
    """How a database stands to the tables this version knows."""
    if _is_missing(url):
        return "empty"
    with connected(url) as connection:
        return _state(connection)


def migrate(url: str) -> None:
    """Bring a database up to date.  A SetupError when it cannot be opened, or is not ours, or is newer."""
    _make_folder(url)
    try:
        _bring_up_to_date(url)
    except SetupError:
        # SQLite lets one in at a time; on PostgreSQL another that began at the same moment may have done it for us.
        if not is_postgresql(url) or state(url) != "current":
            raise


def _bring_up_to_date(url: str) -> None:
    with connected(url) as connection:
        match _state(connection):
            case "newer":
                raise SetupError(NEWER)
            case "empty" | "behind":
                _upgrade(connection)
            case "current":
                pass


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """One transaction, with the write lock from its start."""
    engine = open_writer(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _without_foreign_keys(connection)
            with connection.begin():
                yield connection
    except DBAPIError as wrong:
        raise SetupError(f"{SETTING}: {str(wrong.orig).splitlines()[0]}") from None
    finally:
        engine.dispose()


def _without_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by making a new one and dropping the old, which others point to."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")


def configured(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(configured(connection), "head")
    if connection.dialect.name == "sqlite":
        _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if astray:
        raise SetupError(f"{SETTING}: {len(astray)} rows point to rows that are not there")


def _state(connection: Connection) -> State:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise SetupError(f"{SETTING}: this database holds something else than Håndslag")
        return "empty"
    found = connection.scalar(text("SELECT version_num FROM alembic_version")) or "0000"
    if found == NEWEST:
        return "current"
    return "newer" if found > NEWEST else "behind"


def _is_missing(url: str) -> bool:
    """Looking at a SQLite database that is not there would make it."""
    file = sqlite_file(url)
    return file is not None and not file.exists()


def sqlite_file(url: str) -> Path | None:
    """Where a SQLite database lies; None for a server."""
    parts = make_url(url)
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def _make_folder(url: str) -> None:
    file = sqlite_file(url)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise SetupError(f"{SETTING}: cannot make the folder ({wrong.strerror})") from None
