"""Several workers, killed and cut off at any moment: nothing is lost or done twice, and each is heard in order."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from bot.channels.simulator import Simulator
from bot.messages import Outgoing
from tests import postgres
from tests.fake_twilio import FakeTwilio
from tests.storage.one_worker import FastClock, hear, opened, prepare

WORKERS, TOWNS, PEOPLE = 3, 3, 60
SAID = ("Hei, jeg vil gjerne hjelpe til", "ja", "Kari Vaffelrud", "Hamar", "1 og 3")
LETTERS = [(n % TOWNS + 1, f"+4790000{n:03}", words) for n in range(PEOPLE) for words in SAID]
FAULTS, BETWEEN, WITHIN = 5, 0.2, 5.0
PATIENCE, SLOW = 90.0, 0.3
ALL_DUE = "UPDATE wake SET due = '2026-03-03 09:00:00.000000' WHERE subject = 'talk'"
HEARD = "SELECT count(*) FROM event WHERE state = 'done'"
NOT_DONE = """SELECT (SELECT count(*) FROM message WHERE state IN ('queued', 'sending', 'unknown'))
    + (SELECT count(*) FROM wake WHERE due < '2026-03-03 10:00')"""
Texts = Mapping[str, list[str]]


class Kept(Simulator):
    """A provider that keeps what it was given."""

    def __init__(self) -> None:
        self.texts = defaultdict[str, list[str]](list)

    async def send(self, message: Outgoing) -> str:
        self.texts[message.to].append(message.text)
        return message.ref


async def serially(file: Path) -> Texts:
    """What each should have got: one worker, one thing after another, on SQLite."""
    channel = Kept()
    system = opened(f"sqlite:///{file}", channel, FastClock(), alone=True)
    await prepare(system, TOWNS)
    await hear(system, LETTERS, random.Random(1))
    await system.tick()
    await system.write(lambda db: db.execute(text(ALL_DUE)))
    await system.tick()
    await system.close()
    return channel.texts


@contextmanager
def workers(url: str, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [start(url, folder, n) for n in range(WORKERS)]
    try:
        yield running
    finally:
        for worker in running:
            worker.kill()
            worker.wait()


def start(url: str, folder: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.storage.one_worker", url, str(folder), str(seed)]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def go_wrong(
    url: str, folder: Path, running: list[subprocess.Popen[bytes]], chance: random.Random, times: int
) -> None:
    for _ in range(times):
        time.sleep(BETWEEN)
        cut_one(url, chance)
        time.sleep(BETWEEN)
        kill_one(url, folder, running, chance)


def kill_one(url: str, folder: Path, running: list[subprocess.Popen[bytes]], chance: random.Random) -> None:
    """One that is at work; another takes its place."""
    until(lambda: any((folder / str(worker.pid)).exists() for worker in running), "nobody works")
    worker = chance.choice([worker for worker in running if (folder / str(worker.pid)).exists()])
    worker.kill()
    worker.wait()
    running[running.index(worker)] = start(url, folder, chance.randrange(1000))


def cut_one(url: str, chance: random.Random) -> None:
    """End one of the workers' connections in the middle of whatever it is doing."""
    with psycopg.connect(url, autocommit=True) as db:
        found = db.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        if found:
            db.execute("SELECT pg_terminate_backend(%s)", chance.choice(found))


def counted(url: str, question: str) -> int:
    """A figure over all municipalities together."""
    total = 0
    with psycopg.connect(url) as db:
        for town in range(1, TOWNS + 1):
            db.execute(f"SET LOCAL handslag.municipality = '{town}'".encode())
            row = db.execute(question.encode()).fetchone()
            total += row[0] if row else 0
    return total


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def prepared(url: str, folder: Path, twilio: FakeTwilio, within: float) -> None:
    async def prepare_towns() -> None:
        system = opened(url, Kept(), FastClock())
        await prepare(system, TOWNS)
        await system.close()

    asyncio.run(prepare_towns())
    given: dict[str, Any] = {"settings": twilio.given(), "letters": LETTERS, "began": time.time(), "within": within}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")


@pytest.mark.promise
def test_workers_that_die_and_lose_their_connections_do_all_of_it_once(tmp_path: Path, times: int) -> None:
    expected = asyncio.run(serially(tmp_path / "serial.sqlite3"))
    chance = random.Random(20260303)
    with postgres.database() as url, FakeTwilio() as twilio:
        prepared(url, tmp_path, twilio, WITHIN * times)
        twilio.is_slow(SLOW, times=len(LETTERS) * WORKERS)
        with workers(url, tmp_path) as running:
            go_wrong(url, tmp_path, running, chance, FAULTS * times)
            until(lambda: counted(url, HEARD) == len(LETTERS), "not heard")
            counted(url, f"{ALL_DUE} RETURNING 1")
            go_wrong(url, tmp_path, running, chance, times)
            until(lambda: counted(url, NOT_DONE) == 0, "not sent")

        assert counted(url, "SELECT count(*) FROM event") == len(LETTERS)
        got = defaultdict[str, list[str]](list)
        for sent in twilio.sent:
            got[sent.to].append(sent.body)
        assert got == expected
