"""An older, newer, broken or foreign database: each is brought up to date or refused, and none is left half done."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from bot.errors import SetupError
from bot.storage import migrating
from bot.storage.migrating import NEWEST, migrate, state
from bot.storage.tables import metadata

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


def shape(file: Path) -> dict[str, Any]:
    """Every table with its columns, keys and indices, as SQLite sees them."""
    with sqlite3.connect(file) as raw:
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


def test_the_steps_lead_to_the_tables_we_use(url: str, file: Path, tmp_path: Path) -> None:
    migrate(url)

    straight = tmp_path / "straight.sqlite3"
    metadata.create_all(create_engine(f"sqlite:///{straight}"))
    assert shape(file) == shape(straight)


def test_a_migrated_database_is_current_and_is_migrated_once(url: str, file: Path) -> None:
    assert state(url) == "empty"
    assert not file.exists()

    migrate(url)
    before = shape(file)
    migrate(url)

    assert state(url) == "current"
    assert shape(file) == before


def test_a_start_with_nothing_to_migrate_does_not_load_the_tool_for_it(url: str) -> None:
    assert run(STARTS, url).stdout == "True\n"

    assert run(STARTS, url).stdout == "False\n"


@pytest.mark.promise
@pytest.mark.parametrize("step", [5, 20, 40])
def test_a_migration_killed_halfway_leaves_nothing_and_can_be_run_again(url: str, file: Path, step: int) -> None:
    file.parent.mkdir()

    killed = run(KILLED_AT_STEP, url, str(step))

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert state(url) == "empty"
    migrate(url)
    assert state(url) == "current"


@pytest.mark.promise
def test_a_step_that_fails_leaves_the_database_as_it_was(
    url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(url)
    before = shape(file)
    change = 'op.drop_table("note")\n    op.add_column("nowhere", sa.Column("x", sa.Integer()))'
    next_version(tmp_path, monkeypatch, change)

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: no such table: nowhere"):
        migrate(url)

    assert state(url) == "behind"
    assert shape(file) == before


def test_an_older_database_keeps_its_rows_when_a_table_is_made_anew(
    url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(url)
    with sqlite3.connect(file) as raw:
        raw.execute("INSERT INTO municipality (id, name, set_up, example) VALUES (1, 'Eksempel', '{}', 1)")
        raw.execute("INSERT INTO person (municipality, id, language, stopped) VALUES (1, 7, 'nb', 0)")
    raw.close()
    change = 'with op.batch_alter_table("municipality") as t:\n        t.alter_column("name", type_=sa.String(200))'
    next_version(tmp_path, monkeypatch, change)

    migrate(url)

    assert state(url) == "current"
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT id, name FROM municipality").fetchall() == [(1, "Eksempel")]
        assert raw.execute("SELECT id FROM person").fetchall() == [(7,)]
    raw.close()


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


def test_a_database_from_a_newer_version_is_refused_in_one_line(url: str, file: Path) -> None:
    migrate(url)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()

    assert state(url) == "newer"
    with pytest.raises(SetupError, match=r"\AHANDSLAG_DATABASE_URL: .*newer version.*\Z"):
        migrate(url)


def test_a_database_of_something_else_is_left_alone(url: str, file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE recipes (name)")
    raw.close()

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: this database holds something else"):
        migrate(url)


def test_a_file_that_is_no_database_is_refused(url: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("not a database, but long enough that SQLite looks at what it says" * 40, encoding="utf-8")

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: file is not a database"):
        migrate(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: cannot make the folder"):
        migrate(f"sqlite:///{tmp_path / 'var' / 'more' / 'handslag.sqlite3'}")


def test_two_that_migrate_at_once_both_succeed(url: str, file: Path) -> None:
    file.parent.mkdir()
    start = [sys.executable, "-c", STARTS, url]

    both = [subprocess.Popen(start, stdout=subprocess.DEVNULL) for _ in range(2)]

    assert [one.wait() for one in both] == [0, 0]
