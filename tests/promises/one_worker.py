"""One worker in a process of its own, which a test may kill: it takes in all that has come, and sends.

`python -m tests.promises.one_worker URL FOLDER SEED` works until it is stopped.  In FOLDER lie the settings, and what
people have written, as pairs of a number and words, each person's in order.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

from sqlalchemy import Connection

from bot.channels import Channel, Incoming, simulator, sms
from bot.errors import CannotStore
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.senders import Sender, put_sender
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from bot.ticking import at_work

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
HASTE = 20
"""So many times as fast as ours the clock goes: what a dead worker had is taken over after six seconds."""
COPIES = 2


@dataclass
class FastClock:
    """The same moment in every process that begins from the same."""

    began: float = field(default_factory=time)

    def now(self) -> datetime:
        return TUESDAY + timedelta(seconds=(time() - self.began) * HASTE)


def opened(url: str, channel: Channel, clock: FastClock, *, alone: bool = False) -> System:
    return System(
        writer=open_writer(url), reader=open_reader(url), master=bytes(32), clock=clock, understanding=Reader(),
        channels={"sms": channel, "call": simulator.Simulator()}, alone=alone,
    )  # fmt: skip


async def prepare(system: System, towns: int = 1) -> None:
    if system._engine.dialect.name == "sqlite":
        metadata.create_all(system._engine)
    for n in range(towns):
        name, number = f"Eksempel {n}", numbers(towns)[n]

        def add(connection: Connection, name: str = name, number: str = number) -> None:
            where = add_municipality(connection, name, TUESDAY, example=False, phone="+4762000000")
            put_sender(connection, Sender(f"tel:{number}", where, ""))

        await system.write(add)


def numbers(towns: int) -> list[str]:
    """Each municipality has one of its own."""
    return [f"+475944000{n}" for n in range(towns)]


async def hear(
    system: System, letters: Iterable[tuple[int, str, str]], chance: random.Random, within: float = 0.0, late: int = 0
) -> None:
    """Everyone begins within so long, and each writes in order; what could not be stored comes again.

    After each, up to so many ``late`` copies of what was written before come as well.
    """
    by_sender: dict[tuple[int, str], list[str]] = {}
    for town, sender, words in letters:
        by_sender.setdefault((town, sender), []).append(words)
    people = list(by_sender.items())
    chance.shuffle(people)
    orders = [(*who, _order(words, chance, late), within * chance.random()) for who, words in people]
    await asyncio.gather(*(_one(system, *order) for order in orders))


def _order(words: list[str], chance: random.Random, late: int) -> list[tuple[int, str]]:
    """Each in its turn, and again; then, it may be, some of those before."""
    numbered = list(enumerate(words))
    order: list[tuple[int, str]] = []
    for n, each in numbered:
        order += [(n, each)] * COPIES
        order += [chance.choice(numbered[: n + 1]) for _ in range(chance.randint(0, late))]
    return order


async def _one(system: System, town: int, sender: str, order: list[tuple[int, str]], after: float) -> None:
    await asyncio.sleep(after)
    last = -1
    for n, each in order:
        await asyncio.sleep(min(after, 1.0) if n > last else 0)
        last = max(n, last)
        while True:
            try:
                await system.receive(Incoming("sms", f"{sender}/{n}", sender, each), MunicipalityId(town))
                break
            except CannotStore:
                await asyncio.sleep(0.1)


async def main(url: str, folder: Path, seed: int) -> None:
    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    channel = sms.connect(Settings(_env_file=None, data_dir=folder, **given["settings"]))
    assert channel is not None
    system = opened(url, channel, FastClock(given["began"]))
    async with at_work(system, Settings(_env_file=None, data_dir=folder, database_url=url)):
        (folder / f"{os.getpid()}").touch()
        await hear(system, given["letters"], random.Random(seed), given["within"], given["late"])
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
