"""A start with the wrong key, or with none, must end before anything is sealed with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.settings import Settings
from bot.storage.crypto import read_or_make_key
from bot.storage.migrating import migrate
from bot.storage.opening import master_key
from bot.storage.store import open_store
from tests import postgres
from tests.storage.conftest import NOW


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "var", database_url=url)


@pytest.fixture
def kari(engine: Engine, town: MunicipalityId, settings: Settings) -> None:
    with engine.begin() as connection:
        open_store(connection, town, read_or_make_key(settings.key_file)).add_person("Kari", NOW)


def test_the_first_start_makes_the_key(settings: Settings) -> None:
    migrate(settings.database_url)

    assert master_key(settings) == master_key(settings) == read_or_make_key(settings.key_file)


def test_the_key_that_fits_is_taken(settings: Settings, kari: None) -> None:
    assert master_key(settings) == read_or_make_key(settings.key_file)


def test_another_key_is_refused_at_the_start(settings: Settings, kari: None) -> None:
    settings.key_file.unlink()
    read_or_make_key(settings.key_file)

    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: this key does not open this database"):
        master_key(settings)


def test_a_key_that_was_lost_is_not_replaced(settings: Settings, kari: None) -> None:
    settings.key_file.unlink()

    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: cannot read the key"):
        master_key(settings)
    assert not settings.key_file.exists()


def test_a_worker_with_a_key_of_its_own_is_told_at_once(tmp_path: Path) -> None:
    with postgres.database() as url:
        first, second = (Settings(_env_file=None, data_dir=tmp_path / name, database_url=url) for name in "ab")
        key = master_key(first)

        with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: the first worker has another key"):
            master_key(second)
        second.key_file.write_bytes(first.key_file.read_bytes())
        assert master_key(second) == key
