"""One effect per event, for any number of deliveries, workers and crashes: by a unique key, with no window of time.

Several workers, killed and cut off at any moment, lose nothing and do nothing twice, and hear each in order.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, Table, text

from bot.channels.simulator import Simulator
from bot.messages import Incoming, Outgoing
from bot.model import MunicipalityId
from bot.storage.crew import Crew
from bot.storage.store import Store, open_store
from bot.storage.tables import event
from bot.storage.writer import Writer, Writes
from tests import postgres
from tests.fake_twilio import FakeTwilio
from tests.promises.conftest import Figure
from tests.promises.one_worker import FastClock, hear, numbers, opened, prepare
from tests.storage.conftest import MASTER, NOW

ALSO = ("tests/storage/test_sharing.py", "tests/storage/test_store.py", "tests/conversations/levert_to_ganger.txt")
SEED = 20260303
TOWNS = 3
SAID = ("Hei, jeg vil gjerne hjelpe til", "ja", "Kari Vaffelrud", "Hamar", "1 og 3")
BETWEEN = 0.2


@dataclass(frozen=True)
class Storm:
    """So many workers, each brought all that so many people write, some of it late and again, and what goes wrong."""

    workers: int
    people: int
    said: tuple[str, ...] = SAID
    faults: int = 0
    late: int = 0
    within: float = 5.0

    @property
    def letters(self) -> list[tuple[int, str, str]]:
        numbers = [f"+479{n:07}" for n in range(self.people)]
        return [(n % TOWNS + 1, number, words) for n, number in enumerate(numbers) for words in self.said]


OF_KILLS, OF_KILLS_SOAKED = Storm(3, 60, faults=5), Storm(3, 4000, SAID[:1], faults=100, within=200.0)
OF_COPIES, OF_COPIES_SOAKED = Storm(4, 200, late=1, within=1.0), Storm(4, 1000, late=1, within=30.0)
PATIENCE, SLOW = 120.0, 0.3
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


async def serially(file: Path, storm: Storm) -> Texts:
    """What each should have got: one worker, one thing after another, on SQLite."""
    channel = Kept()
    system = opened(f"sqlite:///{file}", channel, FastClock(), alone=True)
    await prepare(system, TOWNS)
    await hear(system, storm.letters, random.Random(SEED))
    await system.tick()
    await system.write(lambda db: db.execute(text(ALL_DUE)))
    await system.tick()
    await system.close()
    return channel.texts


@contextmanager
def workers(url: str, folder: Path, many: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [start(url, folder, n) for n in range(many)]
    try:
        yield running
    finally:
        for worker in running:
            worker.kill()
            worker.wait()


def start(url: str, folder: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.promises.one_worker", url, str(folder), str(seed)]
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


def until(true: Callable[[], bool], what: str, storm: Storm | None = None) -> None:
    end = time.monotonic() + PATIENCE + (storm.within * 3 if storm else 0)
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def prepared(url: str, folder: Path, twilio: FakeTwilio, storm: Storm) -> None:
    async def prepare_towns() -> None:
        system = opened(url, Kept(), FastClock())
        await prepare(system, TOWNS)
        await system.close()

    asyncio.run(prepare_towns())
    told = {"within": storm.within, "late": storm.late}
    given: dict[str, Any] = {"settings": twilio.given(), "letters": storm.letters, "began": time.time(), **told}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")


def all_of_it_once(folder: Path, storm: Storm) -> None:
    """In the end each has got what they would have got from one worker, one thing after another."""
    expected = asyncio.run(serially(folder / "serial.sqlite3", storm))
    chance, many = random.Random(SEED), len(storm.letters)
    with postgres.database() as url, FakeTwilio() as twilio:
        twilio.ours = set(numbers(TOWNS))
        prepared(url, folder, twilio, storm)
        if storm.faults:
            twilio.is_slow(SLOW, times=many * storm.workers)
        with workers(url, folder, storm.workers) as running:
            go_wrong(url, folder, running, chance, storm.faults)
            until(lambda: counted(url, HEARD) == many, "not heard", storm)
            counted(url, f"{ALL_DUE} RETURNING 1")
            go_wrong(url, folder, running, chance, storm.faults // 5)
            until(lambda: counted(url, NOT_DONE) == 0, "not sent", storm)

        assert counted(url, "SELECT count(*) FROM event") == many
        got = defaultdict[str, list[str]](list)
        for sent in twilio.sent:
            got[sent.to].append(sent.body)
        assert got == expected, f"seed {SEED}"


@pytest.mark.promise
def test_workers_that_die_and_lose_their_connections_do_all_of_it_once(
    tmp_path: Path, times: int, figure: Figure
) -> None:
    storm = OF_KILLS if times == 1 else OF_KILLS_SOAKED

    all_of_it_once(tmp_path, storm)

    faults = storm.faults + storm.faults // 5
    figure(f"{storm.workers} workers, {faults} kills, {faults} cut lines, {storm.people} timers: lost 0, twice 0")


@pytest.mark.promise
def test_a_storm_of_copies_through_four_processes_is_as_if_each_came_once(
    tmp_path: Path, times: int, figure: Figure
) -> None:
    storm = OF_COPIES if times == 1 else OF_COPIES_SOAKED

    all_of_it_once(tmp_path, storm)

    figure(f"{len(storm.letters)} events, 8 to 12 copies of each, {storm.workers} processes: as one after another")


THREADS, COPIES = 8, 500


def each_is_stored_once(engine: Engine, town: MunicipalityId) -> None:
    """Eight bring the same five hundred at once."""
    writer: Writes = Crew(engine) if engine.dialect.name == "postgresql" else Writer(engine)

    def brings(n: int) -> Callable[[Connection], bool]:
        came = Incoming("sms", f"SM{n}", "+4790000001", "ja")
        return lambda connection: open_store(connection, town, MASTER).add_event(came, NOW) is not None

    with ThreadPoolExecutor(THREADS) as threads:
        each = lambda _: [writer.submit(brings(n), town) for n in range(COPIES)]  # noqa: E731
        waiting = [future for futures in threads.map(each, range(THREADS)) for future in futures]
    stored = sum(future.result(PATIENCE) is True for future in waiting if future.exception(PATIENCE) is None)
    writer.close()
    with engine.connect() as connection:
        assert stored == len(open_store(connection, town, MASTER).open_events()) == COPIES


@pytest.mark.promise
def test_what_eight_bring_at_once_is_stored_once(engine: Engine, town: MunicipalityId, figure: Figure) -> None:
    each_is_stored_once(engine, town)

    figure(f"{engine.dialect.name}: {THREADS} x {COPIES} equal deliveries, {COPIES} stored")


def test_planted_no_key_on_what_came(
    engine: Engine, town: MunicipalityId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "_add_unless", lambda self, table, _unless, **values: self._add(table, **values))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE event RENAME TO event_with_key"))
        without = Table("event", MetaData(), *(Column(c.name, c.type) for c in event.c))
        without.create(connection)

    with pytest.raises(AssertionError):
        each_is_stored_once(engine, town)
