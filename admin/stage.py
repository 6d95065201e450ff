"""Where conversations are rehearsed: in the database itself while no SMS is connected, else in one made for it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channels import Incoming
from bot.channels.call import Call
from bot.channels.simulator import Chats, Simulator
from bot.clock import OSLO, MovableClock
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.storage.database import open_reader, open_writer
from bot.storage.tables import metadata
from bot.system import System

MORNING = time(9)
NEAR, MOST_STEPS = timedelta(days=60), 5_000
"""How far ahead, and through how many moments, we look for the next thing that happens."""
WAITS, WAIT = 400, 0.005


@dataclass(frozen=True, slots=True)
class Stage:
    """A municipality to rehearse in.  ``own``: in a database of its own, that nobody else sees."""

    system: System
    where: MunicipalityId
    own: bool = False
    folder: TemporaryDirectory[str] | None = None
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def hear(self, number: str, text: str, channel: str = "sms", pressed: str = "") -> None:
        """What someone writes on a simulated phone goes the same way as an SMS; ``pressed`` is whose button it was."""
        came = Incoming(channel, f"rehearsal-{os.urandom(12).hex()}", number, text, pressed=pressed)
        await self.system.receive(came, self.where)
        await self.settle()

    async def settle(self) -> None:
        """Do all that is due now, and wait for what is on its way."""
        for _ in range(WAITS):
            if await self.system.step(self.where):
                continue
            now = self.system.clock.now()
            if not await self.system.read(self.where, lambda store: store.unsettled(now)):  # noqa: B023
                return
            await asyncio.sleep(WAIT)

    async def may_move(self) -> bool:
        """Whether the clock may be moved: never where there is a real municipality, or a real telephone."""
        movable = isinstance(self.system.clock, MovableClock)
        return movable and has_simulated_phones(self.system) and all([
            (await self.system.read(where, lambda store: store.municipality_row())).example
            for where in self.system.municipalities()
        ])  # fmt: skip

    async def forward(self, to: datetime) -> None:
        """Move the clock; what falls due on the way happens at its own time."""
        async with self.moving:
            while (due := await self._next()) is not None and due <= to:
                await self._jump(due)
            await self._jump(to)
            await self.system.tick()

    async def to_next(self) -> bool:
        """Move the clock until something happens; false when nothing will for a long time."""
        async with self.moving:
            before, last = await self._pulse(), self.system.clock.now() + NEAR
            for _ in range(MOST_STEPS):
                due = await self._next()
                if due is None or due > last:
                    return False
                await self._jump(due)
                if await self._pulse() != before:
                    await self.system.tick()
                    return True
            return False

    def tomorrow(self) -> datetime:
        day = self.system.clock.now().astimezone(OSLO).date() + timedelta(days=1)
        return datetime.combine(day, MORNING, OSLO)

    async def _next(self) -> datetime | None:
        now = self.system.clock.now()
        return await self.system.read(self.where, lambda store: store.next_due(now))

    async def _pulse(self) -> tuple[int, int]:
        return await self.system.read(self.where, lambda store: store.pulse())

    async def _jump(self, to: datetime) -> None:
        """How far is written down first: after a stop the clock never stands behind what it has made happen."""
        clock = self.system.clock
        assert isinstance(clock, MovableClock)
        by = to - clock.now()
        if by > timedelta(0):
            ahead = (clock.offset + by).total_seconds()
            await self.system.act(self.where, lambda turn: turn.store.change_set_up(clock_ahead=ahead))
            clock.move(by)
        await self.settle()

    async def close(self) -> None:
        if self.folder is not None:
            await self.system.close()
            self.folder.cleanup()


@dataclass(slots=True)
class Stages:
    """The stages that have been made for rehearsing, by municipality."""

    made: dict[MunicipalityId, Stage] = field(default_factory=dict)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, system: System, where: MunicipalityId) -> Stage:
        """With simulated phones the rehearsal is the system itself; with real SMS it is never."""
        async with self.making:
            if where not in self.made:
                here = has_simulated_phones(system)
                self.made[where] = Stage(system, where) if here else await make(system.runner.reader)
            return self.made[where]

    async def again(self, where: MunicipalityId) -> None:
        """Forget what has been rehearsed; the next look makes a new stage."""
        stage = self.made.pop(where, None)
        if stage is not None:
            await stage.close()

    async def close(self) -> None:
        for where in list(self.made):
            await self.again(where)


def has_simulated_chats(system: System) -> bool:
    return isinstance(system.channels.get("telegram"), Chats)


def has_simulated_phones(system: System) -> bool:
    return system.channels["sms"].name == "simulator"


async def make(understanding: Reader) -> Stage:
    """The example municipality in a database of its own, with simulated phones alone."""
    from bot.example import fill

    folder = TemporaryDirectory(prefix="handslag-")
    url = f"sqlite:///{Path(folder.name) / 'rehearsal.sqlite3'}"
    writer = open_writer(url, durable=False)
    metadata.create_all(writer)
    system = System(
        writer=writer, reader=open_reader(url), master=os.urandom(32), clock=MovableClock(),
        understanding=understanding, channels={"sms": Simulator(), "call": Call(), "telegram": Chats()},
    )  # fmt: skip
    return Stage(system, await fill(system), own=True, folder=folder)
