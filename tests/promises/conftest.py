"""What the tests of the promises share: databases, lives that can be ended anywhere, and the figures they leave."""

from __future__ import annotations

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
        known: dict[str, list[str]] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
        before = known.get(name, []) if request.config.stash.get(SEEN, set()) & {name} else []
        request.config.stash.setdefault(SEEN, set()).add(name)
        FIGURES.parent.mkdir(exist_ok=True)
        now = {**known, name: [*before, measured]}
        FIGURES.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    return say


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
