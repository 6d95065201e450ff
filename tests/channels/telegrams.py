"""Our Telegram channel on its own, with something that keeps what it is given and fails as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels import Incoming, Receipt
from bot.channels.telegram import Telegram, connect
from bot.errors import CannotStore
from tests.fake_telegram import FakeTelegram

TRIES, BETWEEN = 2000, 0.005


@dataclass
class Kept:
    """What was stored, each event once, as the inbox does it."""

    events: list[Incoming] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    deliveries: int = 0

    async def keep(self, event: Incoming | Receipt) -> None:
        assert isinstance(event, Incoming)
        self.deliveries += 1
        if self.fails:
            raise self.fails.pop(0)
        if event.external_id not in {kept.external_id for kept in self.events}:
            self.events.append(event)

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events]


FULL = CannotStore("the disk is full")


@asynccontextmanager
async def opened(telegram: FakeTelegram, **settings: Any) -> AsyncIterator[Telegram]:
    channel = connect(telegram.settings(Path(), **settings))
    assert channel is not None
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def listening(telegram: FakeTelegram, kept: Kept, **settings: Any) -> AsyncIterator[Telegram]:
    """The channel with someone who listens, until this is left; nobody says goodbye to Telegram."""
    async with opened(telegram, **settings) as channel:
        task = asyncio.create_task(channel.listen(kept.keep))
        try:
            yield channel
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(so: Callable[[], object]) -> None:
    """Wait for something to be so."""
    for _ in range(TRIES):
        if so():
            return
        await asyncio.sleep(BETWEEN)
    raise TimeoutError
