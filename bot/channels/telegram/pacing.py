"""When the next message may leave: so many a second in all, and one a second to each chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from weakref import WeakValueDictionary

A_SECOND = 1.0
BETWEEN = 0.035
"""Telegram takes thirty a second; one fewer, as those that are held up on the way may arrive together."""
MANY = 1000


class Pace:
    """Begins with a second's rest: we may have sent all we may a moment ago, and been started again."""

    def __init__(self) -> None:
        self._next = monotonic() + A_SECOND
        self._door = asyncio.Lock()
        self._free: dict[str, float] = {}
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Wait for one's turn; the next to the same chat comes a second after this one is through."""
        async with self._chats.setdefault(chat, asyncio.Lock()):
            await asyncio.sleep(self._free.get(chat, 0.0) - monotonic())
            async with self._door:  # one by one: whom a slow moment holds up must not leave with the next
                await asyncio.sleep(self._next - monotonic())
                self._next = monotonic() + BETWEEN
            try:
                yield
            finally:
                self._free[chat] = monotonic() + A_SECOND
                self._forget()

    def _forget(self) -> None:
        if len(self._free) > MANY:
            now = monotonic()
            self._free = {chat: at for chat, at in self._free.items() if at > now}
