"""An older, newer, broken or foreign database: each is brought up to date or refused, and none is left half done."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import SetupError
from bot.storage import migrating
from bot.storage.database import is_postgresql, open_writer
from bot.storage.migrating import NEWEST, migrate, sqlite_file, state
from bot.storage.tables import metadata
from tests import postgres

KILLED_AT_STEP = """
import os, signal, sys
from sqlalchemy import Engine, event
from bot.storage.migrating import migrate

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

migrate(sys.argv[1])
"""

STARTS = """
import sys
from bot.storage.migrating import migrate, state

migrate(sys.argv[1])
assert state(sys.argv[1]) == "current"
print("alembic" in sys.modules)
"""


def run(code: str, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=False)


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database that has nothing in it yet."""
    with postgres.of_kind(request.param, tmp_path / "var" / "handslag.sqlite3", empty=True) as url:
        yield url


def with_folder(url: str) -> str:
    if (file := sqlite_file(url)) is not None:
        file.parent.mkdir()
    return url


def rows(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """What the last of them finds."""
    engine = open_writer(url)
    with engine.begin() as connection:
        if is_postgresql(url):
            connection.execute(text("SET LOCAL handslag.municipality = '1'"))
        results = [connection.execute(text(statement)) for statement in statements]
        found = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return found


def shape(url: str) -> Any:
    """Every table with its columns, keys and indices, as the database sees them."""
    return [rows(url, question) for question in ASKED] if is_postgresql(url) else _shape_of_file(url)


ASKED = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2""",
    """SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2""",
)


def _shape_of_file(url: str) -> Any:
    with sqlite3.connect(sqlite_file(url) or "") as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: {
                "columns": raw.execute(f'PRAGMA table_xinfo("{name}")').fetchall(),
                "points to": sorted(row[2:] for row in raw.execute(f'PRAGMA foreign_key_list("{name}")')),
                "indices": sorted(index(raw, *row[1:5]) for row in raw.execute(f'PRAGMA index_list("{name}")')),
            }
            for name in tables
            if name != "alembic_version"
        }


def index(raw: sqlite3.Connection, name: str, unique: int, origin: str, partial: int) -> tuple[Any, ...]:
    where = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] or ""
    columns = tuple(row[2] for row in raw.execute(f'PRAGMA index_info("{name}")'))
    return name, unique, origin, partial, columns, where.partition(" WHERE ")[2]


@pytest.fixture
def other(url: str, tmp_path: Path) -> Iterator[str]:
    """One more of the same kind."""
    kind = "postgresql" if is_postgresql(url) else "sqlite"
    with postgres.of_kind(kind, tmp_path / "straight.sqlite3", empty=True) as other:
        yield other


def test_the_steps_lead_to_the_tables_we_use(url: str, other: str) -> None:
    migrate(url)

    engine = open_writer(other)
    metadata.create_all(engine)
    engine.dispose()
    assert shape(url) == shape(other)


def test_a_migrated_database_is_current_and_is_migrated_once(url: str) -> None:
    assert state(url) == "empty"
    assert (sqlite_file(url) or Path("/nowhere")).exists() is False

    migrate(url)
    before = shape(url)
    migrate(url)

    assert state(url) == "current"
    assert shape(url) == before


def test_a_start_with_nothing_to_migrate_does_not_load_the_tool_for_it(url: str) -> None:
    assert run(STARTS, url).stdout == "True\n"

    assert run(STARTS, url).stdout == "False\n"


def test_of_a_database_that_is_not_used_nothing_is_read_in() -> None:
    loaded = run("import sys, bot.app, admin; admin.all_routes(); print(*sys.modules)").stdout.split()

    assert "sqlalchemy" in loaded and "bot.storage.tables" in loaded
    assert "sqlalchemy.dialects.postgresql" not in loaded


@pytest.mark.promise
@pytest.mark.parametrize("step", [5, 20, 40])
def test_a_migration_killed_halfway_leaves_nothing_and_can_be_run_again(url: str, step: int) -> None:
    killed = run(KILLED_AT_STEP, with_folder(url), str(step))

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert state(url) == "empty"
    migrate(url)
    assert state(url) == "current"


@pytest.mark.promise
def test_a_step_that_fails_leaves_the_database_as_it_was(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(url)
    before = shape(url)
    change = 'op.drop_table("note")\n    op.add_column("nowhere", sa.Column("x", sa.Integer()))'
    next_version(tmp_path, monkeypatch, change)

    with pytest.raises(SetupError, match=r"HANDSLAG_DATABASE_URL: .*nowhere"):
        migrate(url)

    assert state(url) == "behind"
    assert shape(url) == before


def test_an_older_database_keeps_its_rows_when_a_table_is_made_anew(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(url)
    rows(
        url, "INSERT INTO municipality (id, name, set_up, example) VALUES (1, 'Eksempel', '{}', true)",
        "INSERT INTO person (municipality, id, language, stopped) VALUES (1, 7, 'nb', false)",
    )  # fmt: skip
    change = 'with op.batch_alter_table("municipality") as t:\n        t.alter_column("name", type_=sa.String(200))'
    next_version(tmp_path, monkeypatch, change)

    migrate(url)

    assert state(url) == "current"
    assert rows(url, "SELECT id, name FROM municipality") == [(1, "Eksempel")]
    assert rows(url, "SELECT id FROM person") == [(7,)]


def next_version(folder: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """Go on as the version after this one, with one step more."""
    steps = folder / "migrations"
    (steps / "versions").mkdir(parents=True)
    for path in migrating.STEPS.glob("**/*.py"):
        (steps / path.relative_to(migrating.STEPS)).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    newest = f"{int(NEWEST) + 1:04}"
    (steps / "versions" / f"{newest}_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision = {newest!r}\ndown_revision = {NEWEST!r}\n\n\n"
        f"def upgrade() -> None:\n    {change}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(migrating, "STEPS", steps)
    monkeypatch.setattr(migrating, "NEWEST", newest)


def test_a_database_from_a_newer_version_is_refused_in_one_line(url: str) -> None:
    migrate(url)
    rows(url, "UPDATE alembic_version SET version_num = '9999'")

    assert state(url) == "newer"
    with pytest.raises(SetupError, match=r"\AHANDSLAG_DATABASE_URL: .*newer version.*\Z"):
        migrate(url)


def test_a_database_of_something_else_is_left_alone(url: str) -> None:
    rows(with_folder(url), "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: this database holds something else"):
        migrate(url)


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("not a database, but long enough that SQLite looks at what it says" * 40, encoding="utf-8")

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: file is not a database"):
        migrate(f"sqlite:///{file}")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: cannot make the folder"):
        migrate(f"sqlite:///{tmp_path / 'var' / 'more' / 'handslag.sqlite3'}")


def test_two_that_migrate_at_once_both_succeed(url: str) -> None:
    start = [sys.executable, "-c", STARTS, with_folder(url)]

    both = [subprocess.Popen(start, stdout=subprocess.DEVNULL) for _ in range(2)]

    assert [one.wait() for one in both] == [0, 0]
