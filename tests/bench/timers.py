"""A hundred thousand timers due at once, beside a bare loop that claims and acknowledges; and how late, of a million.

What a timer does is left out of both: it is looked up, taken, and let go.
"""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import insert

from bot import ticking
from bot.clock import SystemClock
from bot.due import MOST_IN_ONE_TURN
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.replay import KEY, Remembering
from bot.runner import Runner
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality
from bot.storage.tables import metadata, wake
from bot.system import System
from tests.bench.rows import Row

DUE, PENDING = 100_000, 1_000_000
EACH_SECOND, SECONDS = 100, 10
TOWN = MunicipalityId(1)


def _opened(file: Path, timers: list[datetime]) -> System:
    writer = open_writer(f"sqlite:///{file}")
    metadata.create_all(writer)
    with writer.begin() as connection:
        add_municipality(connection, "Eksempel", datetime.now(UTC), example=False, phone="+4762000000")
        rows = [{"municipality": TOWN, "subject": "pause", "id": n, "due": at} for n, at in enumerate(timers)]
        connection.execute(insert(wake), rows)
    return System(
        writer=writer, reader=open_reader(f"sqlite:///{file}"), master=KEY, clock=SystemClock(),
        understanding=Reader(), channels={name: Remembering(name, lambda *_: None) for name in ("sms", "call")},
    )  # fmt: skip


def all_at_once(folder: Path, many: int) -> float:
    """Seconds until nothing is due."""
    robot = _opened(folder / "ours.sqlite3", [datetime.now(UTC) - timedelta(seconds=1)] * many)

    async def run() -> float:
        began = perf_counter()
        await robot.tick()
        took = perf_counter() - began
        assert await robot.read(TOWN, lambda store: store.due_wakes(datetime.now(UTC), 1)) == []
        await robot.close()
        return took

    with patch.object(Runner, "wake", lambda *_: None):
        return asyncio.run(run())


def bare(folder: Path, many: int) -> float:
    """As many rows, claimed in as large batches and acknowledged one by one, with nothing around the driver."""
    raw = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("CREATE TABLE wake (town INTEGER, subject TEXT, id INTEGER, due TEXT, PRIMARY KEY (town, subject, id))")
    raw.execute("CREATE INDEX ix_due ON wake (town, due)")
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO wake VALUES (1, 'pause', ?, '2026-03-02 10:00:00')", [(n,) for n in range(many)])
    raw.execute("COMMIT")
    claim = "SELECT subject, id FROM wake WHERE town = 1 AND due <= '2026-03-03' ORDER BY due, subject, id LIMIT ?"
    began = perf_counter()
    while True:
        raw.execute("BEGIN IMMEDIATE")
        rows = raw.execute(claim, (MOST_IN_ONE_TURN,)).fetchall()
        for row in rows:
            raw.execute("DELETE FROM wake WHERE town = 1 AND subject = ? AND id = ?", row)
        raw.execute("COMMIT")
        if not rows:
            raw.close()
            return perf_counter() - began


def lateness(folder: Path, pending: int) -> list[float]:
    """Seconds each was late of those that fall due one after another while so many wait for another day."""
    soon = datetime.now(UTC) + timedelta(seconds=max(3.0, pending / 50_000))
    due = [soon + timedelta(seconds=n / EACH_SECOND) for n in range(EACH_SECOND * SECONDS)]
    later = datetime.now(UTC) + timedelta(days=1)
    robot = _opened(folder / "late.sqlite3", [*due, *(later + timedelta(seconds=n) for n in range(pending))])
    late: dict[int, float] = {}

    def woken(_self: Runner, _turn: Any, _subject: str, which: int) -> None:
        late[which] = (datetime.now(UTC) - due[which]).total_seconds()

    async def run() -> None:
        async with ticking.at_work(robot, Settings(_env_file=None, data_dir=folder)):
            await asyncio.sleep((due[-1] - datetime.now(UTC)).total_seconds() + 3)

    with patch.object(Runner, "wake", woken):
        asyncio.run(run())
    assert len(late) == len(due)
    return sorted(late.values())


def measure(reader: Path, due: int = DUE, pending: int = PENDING) -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name:
        ours, theirs = all_at_once(Path(name), due), bare(Path(name), due)
        late = lateness(Path(name), pending)
    p99 = late[ceil(0.99 * len(late)) - 1]
    how = f"{due} due at once, {MOST_IN_ONE_TURN} to a transaction at most"
    return [
        Row("timers", due / ours, "a second", due / theirs, theirs / ours, "≥ 0.8", how),
        Row("timers_all", ours, "s", 10.0, ours / 10, "≤ 10", how),
        Row("timer_lateness_p99", p99, "s", 1.0, p99, "≤ 1", f"{len(late)} due one by one, {pending} pending"),
    ]
