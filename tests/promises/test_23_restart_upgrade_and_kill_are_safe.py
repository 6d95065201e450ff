"""Restart, upgrade and a kill in the middle of a migration are safe, on both databases."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.storage.migrating import migrate, state
from tests import postgres
from tests.promises.conftest import Figure
from tests.storage.test_migrating import KILLED_AT_STEP, run

ALSO = ("tests/storage/test_migrating.py", "tests/storage/test_commands.py", "tests/test_stopping.py",
        "tests/storage/test_one_version_back.py",
        "tests/conversations/test_talks.py")  # fmt: skip
STEPS = (5, 20, 40, 60)
EACH_STATEMENT_BY_ITSELF = """
from sqlalchemy import Engine, event

@event.listens_for(Engine, "after_cursor_execute")
def commits(connection, cursor, statement, *_):
    if statement.lstrip().startswith("CREATE"):
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")
"""


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database that has nothing in it yet."""
    with postgres.of_kind(request.param, tmp_path / "handslag.sqlite3", empty=True) as url:
        yield url


def is_empty(url: str) -> bool:
    try:
        return state(url) == "empty"
    except SetupError:  # something is left
        return False


def leaves_nothing_half_done(url: str, step: int, before: str = "") -> None:
    killed = run(before + KILLED_AT_STEP, url, str(step))

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert is_empty(url)
    migrate(url)
    assert state(url) == "current"


@pytest.mark.promise
@pytest.mark.parametrize("step", STEPS)
def test_a_migration_killed_anywhere_leaves_nothing_and_can_be_run_again(url: str, step: int, figure: Figure) -> None:
    leaves_nothing_half_done(url, step)

    figure(f"{len(STEPS)} kill points on each database")


def test_planted_a_migration_in_many_transactions(url: str) -> None:
    with pytest.raises(AssertionError):
        leaves_nothing_half_done(url, STEPS[1], EACH_STATEMENT_BY_ITSELF)
