"""The robot as it is run, `handslag run` in a process of its own, with a municipality that has turned Telegram on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.learning import model_file
from bot.model import MunicipalityId
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.opening import master_key
from bot.storage.store import Store, add_municipality, open_store
from tests import fresh, trained
from tests.fake_telegram import FakeTelegram

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
TOWN = MunicipalityId(1)


def until(so: Callable[[], object], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not so():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.01)


def founded(settings: Settings) -> Settings:
    """What is there before the robot begins: a database, a trained reader, a municipality on Telegram."""
    writer = open_writer(fresh.database(settings.data_dir / "handslag.sqlite3"), durable=False)
    shutil.copy(trained.model(), model_file(settings))
    with writer.begin() as connection:
        add_municipality(
            connection, "Eksempel", datetime.now(UTC), example=False, coordinator="Ingrid Lie", phone="+4762000000",
            telegram=True,
        )  # fmt: skip
    writer.dispose()
    return settings


class Robot:
    """Lives again and again on the same data; all its lives write in one log."""

    def __init__(self, telegram: FakeTelegram, folder: Path) -> None:
        self.settings = founded(telegram.settings(folder / "var"))
        self.log = folder / "log.txt"
        self._folder = folder
        own = {"HANDSLAG_DATA_DIR": str(self.settings.data_dir), "HANDSLAG_PORT": "0", "PYTHONPATH": str(ROOT)}
        self._environment = {**os.environ, **telegram.environment(), **own}
        self._process: subprocess.Popen[bytes] | None = None

    def lives(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )

    def dies(self) -> None:
        """At once, whatever it was doing."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def found(self, ask: Callable[[Store], T]) -> T:
        """What stands in its database."""
        reader = open_reader(self.settings.database_url)
        with reader.connect() as connection:
            found = ask(open_store(connection, TOWN, master_key(self.settings)))
        reader.dispose()
        return found
