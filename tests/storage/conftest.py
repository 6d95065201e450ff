"""A database of its own for each test, migrated, as a real one is.

Each runs on SQLite and on PostgreSQL, but for those that ask for the ``file``: on a server there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from bot.model import MunicipalityId
from bot.storage.database import open_writer
from bot.storage.store import Store, add_municipality, open_store
from tests import postgres

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MASTER = bytes(range(32))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "url" in metafunc.fixturenames:
        kinds = ["sqlite"] if "file" in metafunc.fixturenames else postgres.KINDS
        metafunc.parametrize("url", kinds, indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "handslag.sqlite3"


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    file = request.getfixturevalue("file") if request.param == "sqlite" else Path()
    with postgres.of_kind(request.param, file) as url:
        yield url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_writer(url)
    yield engine
    engine.dispose()


@pytest.fixture
def town(engine: Engine) -> MunicipalityId:
    with engine.begin() as connection:
        return add_municipality(connection, "Eksempel", NOW, example=True)


@pytest.fixture
def connection(engine: Engine, town: MunicipalityId) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.commit()


@pytest.fixture
def store(connection: Connection, town: MunicipalityId) -> Store:
    """One municipality's rows, in a transaction that is committed when the test is over."""
    return open_store(connection, town, MASTER)
