"""Asking Telegram what has come.  It is let go of there only when it is on disk here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.channels.telegram.port import CALLS_A_WEBHOOK, Api
from bot.channels.telegram.reading import NAME, number_of
from bot.clock import Clock
from bot.errors import CannotStore, SendError, TryLater

WAITS = (1.0, 2.0, 5.0, 10.0, 30.0)

log = structlog.get_logger()


@dataclass(slots=True)
class Listening:
    """Asks for as long as it runs.  ``take`` returns when an update is on disk."""

    api: Api
    take: Callable[[object], Awaitable[None]]
    our_webhook: str
    clock: Clock
    offset: int | None = None
    failures: int = 0
    why: str = ""

    async def run(self) -> None:
        while True:
            try:
                await self._ask()
            except SendError as failed:
                await self._not_heard(failed)
            except CannotStore:
                await self._rest()
            except Exception as wrong:  # the edge of listening: whatever it was, it is tried again
                log.exception("listening failed", channel=NAME, exc_info=wrong)
                await self._rest()

    async def _ask(self) -> None:
        came = await self.api.updates(self.offset)
        self._heard()
        # To ask is to confirm.  After a quiet week the numbers begin elsewhere, perhaps lower.
        self.offset = None
        for raw in came:
            await self.take(raw)
            number = number_of(raw)
            self.offset = self.offset if number is None else number + 1
        if came and self.offset is None:
            raise TryLater("updates without numbers", "unreadable")
        self.failures = 0

    def _heard(self) -> None:
        if self.why:
            log.info("telegram is heard again", channel=NAME)
        self.why = ""

    async def _not_heard(self, failed: SendError) -> None:
        """Say so once, and go on trying."""
        if failed.code != self.why:
            self.why = failed.code
            log.warning("telegram is not heard", channel=NAME, reason_code=failed.code)
        if failed.code == CALLS_A_WEBHOOK:
            with suppress(SendError):
                await self.api.no_longer_call(self.our_webhook)
        await self._rest(failed)

    async def _rest(self, failed: SendError | None = None) -> None:
        wait = WAITS[min(self.failures, len(WAITS) - 1)]
        self.failures += 1
        if isinstance(failed, TryLater) and failed.not_before:
            wait = (failed.not_before - self.clock.now()).total_seconds()
        await asyncio.sleep(wait)
