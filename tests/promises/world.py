"""A robot in virtual time, after a talk has been played: what happens next is for the test to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.channels import Incoming
from bot.life.turn import Turn
from bot.nlu import Reader
from bot.replay import Replay
from bot.scenario import read_lines
from bot.storage.store import Store
from bot.system import System
from tests.promises.lives import KARI, TOWN
from tests.transcript import read

T = TypeVar("T")
Line = dict[str, Any]


class World:
    """``out`` holds all that was sent and all that happened, as a replay writes it; ``ids`` whom the talk names."""

    def __init__(self, folder: Path, talk: str, reader: Reader | None = None, url: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.replay = Replay(folder, reader or Reader(), url)
        self.out: list[Line] = []
        self._count = 0
        lines = [line for _, line in read_lines(read(talk).jsonl())]
        self.ids = {line["name"].split()[0]: line["id"] for line in lines if "id" in line and "name" in line}
        self.plays(*lines)

    @property
    def system(self) -> System:
        return self.replay.system

    @property
    def now(self) -> datetime:
        return self.replay._clock.at

    def plays(self, *lines: Line) -> list[Line]:
        """What comes of some lines; all that is due before each happens first."""
        before = len(self.out)
        self.out = list(run(self.replay.play([(0, line) for line in lines])))
        return self.out[before:]

    def passes(self, length: timedelta) -> list[Line]:
        return self.plays({"at": self.now + length, "do": "until"})

    def hears(self, text: str, number: str = KARI, **more: Any) -> list[Line]:
        return self.plays({"at": self.now, "from": number, "channel": "sms", "text": text, **more})

    def takes_in(self, text: str, number: str = KARI, **more: Any) -> None:
        """Heard, with nothing done besides."""
        self._count += 1
        run(self.system.receive(Incoming("sms", f"own-{self._count}", number, text, **more), TOWN))

    def asks(self, job: Callable[[Store], T]) -> T:
        return run(self.system.read(TOWN, job))

    def does(self, job: Callable[[Turn], T]) -> T:
        return run(self.system.act(TOWN, job))

    def counts(self) -> dict[str, int]:
        return self.asks(lambda store: store.counts())

    def close(self) -> None:
        run(self.system.close())


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def is_conserved(counts: dict[str, int], received: int) -> bool:
    """Nothing disappears: received is done, open or dead."""
    return received == sum(counts.get(f"events_{state}", 0) for state in ("done", "open", "dead"))
