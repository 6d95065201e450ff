"""The commands on PostgreSQL, and the one line each says when it cannot."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from bot.settings import PREFIX
from bot.storage.crypto import read_or_make_key
from bot.storage.database import open_reader, weaknesses
from bot.storage.migrating import connected, state
from bot.storage.store import add_municipality, open_store
from tests import postgres, trained
from tests.storage.conftest import NOW

PATIENCE = 60.0
NO_PSYCOPG = "import sys; sys.modules['psycopg'] = None; from bot.__main__ import main; main()"


@pytest.fixture
def address() -> Iterator[str]:
    with postgres.database(empty=True) as url:
        yield url


def handslag(folder: Path, url: str, *words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(("-c", code) if code else ("-m", "bot")), *words]
    given = {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}DATA_DIR": str(folder / "var")}
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **given}, text=True, capture_output=True, check=False, timeout=60
    )


def test_the_database_is_made_where_it_is_set(tmp_path: Path, address: str) -> None:
    done = handslag(tmp_path, address, "migrate")

    assert (done.returncode, done.stderr) == (0, "")
    assert state(address) == "current"
    assert "fsync is off" in handslag(tmp_path, address, "check").stderr


def test_nothing_is_sent_from_a_copy_that_was_put_back_until_a_human_says_so(tmp_path: Path, address: str) -> None:
    handslag(tmp_path, address, "migrate")
    key = read_or_make_key(tmp_path / "var.key")
    with connected(address) as connection:
        towns = [add_municipality(connection, name, NOW, example=False) for name in ("Hamar", "Løten")]

    done = handslag(tmp_path, address, "hold")

    assert (done.returncode, done.stderr) == (0, "")
    with connected(address) as connection:
        assert [open_store(connection, town, key).municipality_row().held for town in towns] == ["restored"] * 2


@pytest.mark.parametrize(
    ("where", "words", "said"),
    [
        ("sqlite:///here.sqlite3", ("run", "--workers", "2"), "several workers need PostgreSQL"),
        ("sqlite:///here.sqlite3", ("worker",), "several workers need PostgreSQL"),
        ("postgresql://nobody:canary-secret@localhost:1/handslag", ("run",), "connection to server at"),
        ("postgresql://nobody@/x?host=/nowhere", ("worker",), "connection to server on socket"),
        ("postgresql://nobody@/x?host=/nowhere", ("backup", "copy"), "pg_dump"),
    ],
)
def test_what_cannot_be_is_said_in_a_line_that_names_the_setting(
    tmp_path: Path, where: str, words: tuple[str, ...], said: str
) -> None:
    refused = handslag(tmp_path, where, *words)

    assert refused.returncode == 2
    assert refused.stderr.startswith("HANDSLAG_DATABASE_URL: ") and said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "canary" not in refused.stderr


def test_without_the_driver_it_is_said_how_to_get_it(tmp_path: Path, address: str) -> None:
    refused = handslag(tmp_path, address, "migrate", code=NO_PSYCOPG)

    assert refused.stderr == (
        "HANDSLAG_DATABASE_URL: PostgreSQL needs psycopg: pip install --require-hashes -r requirements/postgresql.txt\n"
    )


def test_a_server_that_promises_less_than_we_do_is_named(address: str) -> None:
    reader = open_reader(address)
    assert weaknesses(reader) == ["fsync is off: what is acknowledged is lost with the power"]
    reader.dispose()

    superuser = open_reader(address.replace(f"//{postgres.ROLE}@", "//postgres@"))
    assert weaknesses(superuser)[0].startswith("this role sees past the walls")
    superuser.dispose()


@contextmanager
def running(folder: Path, address: str) -> Iterator[tuple[str, int]]:
    """Where two processes answer, and the number of the one that watches over them."""
    (folder / "var").mkdir()
    shutil.copy(trained.model(), folder / "var" / "reader.npz")
    given = {"DATABASE_URL": address, "DATA_DIR": str(folder / "var"), "PORT": "0"}
    environment = {**os.environ, **{f"{PREFIX}{name}": value for name, value in given.items()}, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "run", "--workers", "2"]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as robot:  # fmt: skip
        assert robot.stdout is not None
        try:
            yield robot.stdout.readline().split()[-1], robot.pid
        finally:
            robot.terminate()
        assert robot.wait(PATIENCE) == 0


def is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", trust_env=False, timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


def serving(parent: int) -> set[int]:
    """The processes that have been started to serve."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
    return {int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.promise
def test_of_two_processes_one_that_dies_is_started_anew(tmp_path: Path, address: str) -> None:
    with running(tmp_path, address) as (url, parent):
        until(lambda: is_ready(url) and len(serving(parent)) == 2)
        dead = min(serving(parent))

        os.kill(dead, signal.SIGKILL)
        until(lambda: len(serving(parent) - {dead}) == 2)

        until(lambda: all(is_ready(url) for _ in range(4)))
