"""Every talk goes on PostgreSQL as it goes on SQLite, word for word; on an ordinary day some of them are played."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.replay import replay
from tests import postgres
from tests.trained import reader
from tests.transcript import played, script, talks

EACH = 6
"""One in so many, on an ordinary day."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = talks() if metafunc.config.getoption("--soak") else talks()[::EACH]
    metafunc.parametrize("path", chosen, ids=lambda path: path.stem)


@pytest.mark.promise
def test_a_talk_goes_the_same_way_on_postgresql(path: Path) -> None:
    with postgres.database() as url:
        assert list(replay(script(path).jsonl(), reader(), url)) == played(path).jsonl()
