"""The whole inbound turn, thirty-two waiting at once, beside plain sqlite3 doing the same SQL with a commit for each.

`python -m tests.bench.turns ours FOLDER` and `... plain FOLDER` are one run each, in a process of its own, so that
both can be run with a slow disk.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, ClassVar, Self

from sqlalchemy import event

from bot.channels import Channel, Incoming, call, simulator
from bot.clock import SystemClock
from bot.nlu import Reader
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.migrating import migrate
from bot.storage.store import add_municipality, municipalities
from bot.system import System
from tests.bench.rows import Row
from tests.bench.slow_disk import slowed

WAITING, PAIRS = 32, 5
TALK = (
    "Hei, jeg vil gjerne hjelpe til", "ja", "Kari Vaffelrud", "Hamar", "1 og 3", "tirsdag og torsdag formiddag", "1",
    "bil", "hund", "ja", "hvem er du", "hva vet dere om meg", "takk for det",
)  # fmt: skip
"""What each of those who wait says, one thing after another: the first talk, and a few questions."""
Statement = tuple[str, Any]


def open_system(folder: Path, factory: type[sqlite3.Connection]) -> System:
    settings = Settings(_env_file=None, data_dir=folder)
    migrate(settings.database_url)
    texts, calls = simulator.connect(settings), call.connect(settings)
    assert texts is not None
    assert calls is not None
    channels: Mapping[str, Channel] = {"sms": texts, "call": calls}
    writer = open_writer(settings.database_url)
    event.listen(writer, "do_connect", lambda _d, _r, _a, how: how.update(factory=factory))
    with writer.begin() as connection:
        if not municipalities(connection):
            add_municipality(connection, "Eksempel", SystemClock().now(), example=True, coordinator="Ingrid Lie")
    return System(
        writer=writer, reader=open_reader(settings.database_url), master=bytes(32), clock=SystemClock(),
        understanding=Reader.load(folder / "reader.npz"), channels=channels,
    )  # fmt: skip


async def speak(system: System, who: int, numbers: Iterator[int]) -> None:
    for words in TALK:
        await system.receive(Incoming("sms", f"SM{next(numbers)}", f"+4790000{who:03}", words))


async def speak_all(system: System) -> float:
    """Seconds from the first message until the last is on disk."""
    numbers = count()
    began = perf_counter()
    await asyncio.gather(*(speak(system, who, numbers) for who in range(WAITING)))
    return perf_counter() - began


def ours(folder: Path) -> float:
    """One run; the statements of every turn are written down when there is no list of them yet."""

    async def run() -> float:
        known = (folder / "turns.pickle").exists()
        system = open_system(folder, sqlite3.Connection if known else Watched)
        await speak(system, 999, count(-len(TALK)))  # what is read or compiled once is not what is measured
        if not known:
            snapshot(folder)
            Watched.turns.clear()
        took = await speak_all(system)
        if not known:
            (folder / "turns.pickle").write_bytes(pickle.dumps(Watched.turns))
        await system.close()
        return took

    return asyncio.run(run())


def snapshot(folder: Path) -> None:
    with sqlite3.connect(folder / "handslag.sqlite3") as raw, sqlite3.connect(folder / "before.sqlite3") as copy:
        raw.backup(copy)


class Watched(sqlite3.Connection):
    """Keeps the statements of each turn as SQLite gets them, without the savepoints."""

    turns: ClassVar[list[list[Statement]]] = []
    depth: ClassVar[int] = 0

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.keep(sql, parameters)
        return super().execute(sql, parameters)

    def cursor(self, _factory: object = None, /) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(WatchedCursor)

    def keep(self, sql: str, parameters: Any) -> None:
        cls = type(self)
        if sql.startswith("SAVEPOINT"):
            cls.depth += 1
            cls.turns += [[]] if cls.depth == 1 else []
        elif sql.startswith(("RELEASE", "ROLLBACK TO")):
            cls.depth -= 1
        elif cls.depth:
            plain = (bytes(value) if isinstance(value, memoryview) else value for value in parameters)
            cls.turns[-1].append((sql, tuple(plain)))


class WatchedCursor(sqlite3.Cursor):
    """The same for what goes through a cursor."""

    connection: Watched

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        self.connection.keep(sql, parameters)
        return super().execute(sql, parameters)


def plain(folder: Path) -> float:
    """The same statements, one commit for each turn, with nothing between them and the driver."""
    turns: list[list[Statement]] = pickle.loads((folder / "turns.pickle").read_bytes())
    shutil.copy(folder / "before.sqlite3", folder / "plain.sqlite3")
    raw = sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}")
    began = perf_counter()
    for turn in turns:
        raw.execute("BEGIN IMMEDIATE")
        for statement, parameters in turn:
            raw.execute(statement, parameters).fetchall()
        raw.execute("COMMIT")
    took = perf_counter() - began
    raw.close()
    return took


def measure(reader: Path) -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name:
        prepared = Path(name) / "prepared"
        prepared.mkdir()
        shutil.copy(reader, prepared / "reader.npz")
        _run("ours", prepared, {})
        statements = sum(len(turn) for turn in pickle.loads((prepared / "turns.pickle").read_bytes()))
        rows = [_row("turns", "≥ 0.1", _pairs(prepared, {}), f"{statements / _turns():.0f} statements a turn")]
        with slowed(Path(name), milliseconds=5) as environment:
            if environment is not None:
                slow = _pairs(prepared, environment)
                rows.append(_row("turns_slow_disk", "≥ 3", slow, "each fdatasync takes 5 ms more"))
        return rows


def _turns() -> int:
    return WAITING * len(TALK)


def _pairs(prepared: Path, environment: Mapping[str, str]) -> list[tuple[float, float]]:
    """Messages a second, ours and plain, one after the other each time."""
    pairs = []
    for _ in range(PAIRS):
        with TemporaryDirectory(dir=prepared.parent) as name:
            folder = Path(name)
            for file in ("reader.npz", "turns.pickle", "before.sqlite3"):
                shutil.copy(prepared / file, folder / file)
            shutil.copy(folder / "before.sqlite3", folder / "handslag.sqlite3")
            pairs.append((_turns() / _run("ours", folder, environment), _turns() / _run("plain", folder, environment)))
    return pairs


def _row(name: str, bar: str, pairs: list[tuple[float, float]], how: str) -> Row:
    value, baseline = median(a for a, _ in pairs), median(b for _, b in pairs)
    ratio = median(a / b for a, b in pairs)
    spread = f"{min(a / b for a, b in pairs):.2f} to {max(a / b for a, b in pairs):.2f}"
    return Row(name, value, "messages/s", baseline, ratio, bar, f"{WAITING} waiting, {PAIRS} pairs, {spread}; {how}")


def _run(what: str, folder: Path, environment: Mapping[str, str]) -> float:
    command = [sys.executable, "-m", "tests.bench.turns", what, str(folder)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print((ours if sys.argv[1] == "ours" else plain)(Path(sys.argv[2])))  # noqa: T201
