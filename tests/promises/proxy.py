"""A line between us and someone else that fails as it is told: late, cut, half, silent, or with 429 for an answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

SECONDS_LATE = 0.5
TOO_MANY = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: 15\r\n"
    b"Connection: close\r\n\r\n"
    b'{"code": 20429}'
)


class Fault(StrEnum):
    """What becomes of a connection's first answer."""

    NONE = "none"
    DELAY = "delay"
    RESET = "reset"
    HALF = "half"
    BLACK_HOLE = "black hole"
    REFUSAL = "429"


class Proxy:
    """Listens on ``port`` and carries to ``host``, ``to`` (a path is a socket in the file system)."""

    def __init__(self, to: tuple[str, int] | str) -> None:
        self._to = to
        self.faults: list[Fault] = []
        """What happens to the next connections, in order; then none."""
        self.always = Fault.NONE
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._carry, "127.0.0.1", 0), self._loop
        ).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End every connection there is, at once."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    async def _cut(self) -> None:
        for out in self._open:
            out.transport.abort()

    def close(self) -> None:
        self.cut()
        self._server.close()
        asyncio.run_coroutine_threadsafe(_rest(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is Fault.REFUSAL:
            await near.readuntil(b"\r\n\r\n")
            back.write(TOO_MANY)
            await back.drain()
            back.close()
            return
        far, there = await self._reach()
        self._open |= {back, there}
        with suppress(ConnectionError):
            await asyncio.gather(_pump(near, there), self._answer(far, back, fault))
        for out in (back, there):
            self._open.discard(out)
            out.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._to, str):
            return await asyncio.open_unix_connection(self._to)
        return await asyncio.open_connection(*self._to)

    async def _answer(self, far: asyncio.StreamReader, back: asyncio.StreamWriter, fault: Fault) -> None:
        first = await far.read(65536)
        match fault:
            case Fault.DELAY:
                await asyncio.sleep(SECONDS_LATE)
            case Fault.RESET:
                back.transport.abort()
                raise ConnectionResetError
            case Fault.HALF:
                back.write(first[: len(first) // 2])
                await back.drain()
                raise ConnectionResetError
            case Fault.BLACK_HOLE:
                await asyncio.sleep(3600)
            case Fault.NONE | Fault.REFUSAL:
                pass
        back.write(first)
        await _pump(far, back)


async def _pump(source: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        out.write(data)
        await out.drain()
    if out.can_write_eof():
        out.write_eof()


async def _rest() -> None:
    """Let what was cut come to its end."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def between(to: tuple[str, int] | str) -> Iterator[Proxy]:
    proxy = Proxy(to)
    try:
        yield proxy
    finally:
        proxy.close()
