"""What the tests of the promises share: databases, lives that can be ended anywhere, and the figures they leave."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_twilio import FakeTwilio
from tests.promises.sweep import Sweep, Zygote
from tests.promises.table import FIGURES
from tests.promises.world import World
from tests.storage.conftest import connection as connection
from tests.storage.conftest import engine as engine
from tests.storage.conftest import file as file
from tests.storage.conftest import pytest_generate_tests as pytest_generate_tests
from tests.storage.conftest import store as store
from tests.storage.conftest import town as town
from tests.storage.conftest import url as url

Figure = Callable[[str], None]
SEEN = pytest.StashKey[set[str]]()
"""Which tests have said something in this run: a test of many cases says one thing for each."""


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Says what a test has measured; seen with `-s`, and in the table when it is made anew."""
    name = f"{request.path.name}::{request.node.originalname}"

    def say(measured: str) -> None:
        print(measured)  # noqa: T201
        seen = request.config.stash.setdefault(SEEN, set())
        _write(name, measured, again=name in seen)
        seen.add(name)

    return say


def _write(name: str, measured: str, *, again: bool) -> None:
    """Tests run in several processes, and each reads the figures before it writes them."""
    FIGURES.parent.mkdir(exist_ok=True)
    with FIGURES.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known: dict[str, list[str]] = json.loads(file.read() or "{}")
        known[name] = [*(known.get(name, []) if again else []), measured]
        file.truncate(0)
        file.write(json.dumps(known, ensure_ascii=False, indent=1) + "\n")


@pytest.fixture(scope="session")
def strace() -> str:
    found = shutil.which("strace")
    if found is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("strace is missing; on Debian: apt install strace")
    return str(found)


@pytest.fixture(scope="session")
def zygote(strace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with FakeTwilio() as twilio:
        begun = Zygote(tmp_path_factory.mktemp("zygote"), twilio)
        yield begun
        begun.close()


@pytest.fixture
def sweep(zygote: Zygote, tmp_path: Path) -> Callable[..., Sweep]:
    """A scene to be lived through; with a name of a defect, one in which it is planted."""
    return lambda scene, defect="": Sweep(zygote, scene, tmp_path / f"{scene}{defect}", defect)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """The robot after a talk."""
    made: list[World] = []

    def make(talk: str, **more: Any) -> World:
        made.append(World(tmp_path / f"world{len(made)}", talk, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()
