"""Who has a page open, and one look for all of them in this process at what has changed: topics, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from bot.errors import CannotStore
from bot.model import MunicipalityId

EVERY = 0.5
"""Seconds between two looks, while anyone listens."""
Look = Callable[[MunicipalityId], Awaitable[Mapping[str, int]]]


@dataclass(eq=False)
class Listener:
    """One who listens: to what, how far they have heard, and what they have not been told yet."""

    where: MunicipalityId
    heard: int | None
    """The number of the last change they know of; None when they have just come."""
    news: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, changes: Mapping[str, int]) -> None:
        """All of it is new when the numbers are lower than before: the database has been put back to an older copy."""
        last = max(changes.values(), default=0)
        known, begins = self.heard if self.heard is not None else last, self.heard is None
        self.heard = last
        new = {topic for topic, number in changes.items() if number > (0 if known > last else known)}
        self.news |= new
        if new or begins:
            self.woken.set()

    async def next(self, seconds: float) -> set[str]:
        """What has changed, as soon as something has; nothing when nothing did for so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), seconds)
        self.woken.clear()
        new, self.news = self.news, set()
        return new


class Live:
    """Looks for as long as anyone listens."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._listeners = set[Listener]()
        self._looking: asyncio.Task[None] | None = None
        self.closed = False

    @contextmanager
    def listening(self, where: MunicipalityId, heard: int | None) -> Iterator[Listener]:
        listener = Listener(where, heard)
        self._listeners.add(listener)
        if self.closed:
            listener.woken.set()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Nobody listens any longer: an answer without end must not keep a server from stopping."""
        self.closed = True
        for listener in self._listeners:
            listener.woken.set()

    async def _look_on(self) -> None:
        while self._listeners and not self.closed:
            for where in {listener.where for listener in self._listeners}:
                with suppress(CannotStore):
                    self._tell(where, await self._look(where))
            await asyncio.sleep(EVERY)

    def _tell(self, where: MunicipalityId, changes: Mapping[str, int]) -> None:
        for listener in self._listeners:
            if listener.where == where:
                listener.hear(changes)
