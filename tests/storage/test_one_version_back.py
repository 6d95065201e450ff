"""The next version brings our database up to date; this one then refuses it in a line, and changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.crypto import read_or_make_key
from bot.storage.migrating import NEWER, NEWEST

ROOT = Path(__file__).parent.parent.parent
STEP = f"""
import sqlalchemy as sa
from alembic import op

revision = "{int(NEWEST) + 1:04}"
down_revision = "{NEWEST}"


def upgrade() -> None:
    op.add_column("municipality", sa.Column("mood", sa.String(8)))
"""
COMMANDS = [("migrate",), ("run",), ("check", "--offline"), ("hold",), ("sender",), ("backup", "copy")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of ours that the next version has been at."""
    folder = tmp_path_factory.mktemp("versions")
    shutil.copytree(ROOT / "bot", folder / "next" / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    step = folder / "next" / "bot" / "storage" / "migrations" / "versions" / f"{int(NEWEST) + 1:04}_next.py"
    step.write_text(STEP, encoding="utf-8")
    (folder / "var").mkdir()
    read_or_make_key(folder / "var.key")
    assert handslag(folder, ROOT, "migrate").returncode == 0
    with sqlite3.connect(folder / "var" / "handslag.sqlite3") as raw:
        raw.execute("INSERT INTO municipality (id, name, set_up, example) VALUES (1, 'Eksempel', '{}', 0)")
    assert handslag(folder, folder / "next", "migrate").returncode == 0
    return folder


def handslag(folder: Path, program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    given = {"HANDSLAG_DATA_DIR": str(folder / "var"), "HANDSLAG_PORT": "0", "PYTHONPATH": str(program)}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **given}, text=True, capture_output=True, check=False, timeout=60
    )


def stands(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "var" / "handslag.sqlite3") as raw:
        rows = raw.execute("SELECT id, name, set_up, mood FROM municipality").fetchall()
        return [*rows, *raw.execute("SELECT version_num FROM alembic_version").fetchall()]


@pytest.mark.promise
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_this_version_refuses_it_in_a_line_and_changes_nothing(folder: Path, words: tuple[str, ...]) -> None:
    before = stands(folder)

    refused = handslag(folder, ROOT, *words)

    assert (refused.returncode, refused.stderr.strip()) == (2, NEWER)
    assert stands(folder) == before == [(1, "Eksempel", "{}", None), (f"{int(NEWEST) + 1:04}",)]
