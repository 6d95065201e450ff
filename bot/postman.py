"""Carries what has been claimed to its channel, and writes down what came of it.

Messages go side by side, but to each address in order; a slow provider holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Connection

from bot import outbox
from bot.channels import Channel
from bot.clock import Clock
from bot.errors import CannotStore
from bot.life import lateness
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.storage.post import Message

SENDERS = 20
"""So many addresses are written to at the same time on one channel: a slow one holds up no other."""
A_MOMENT = 0.01
AT_ONCE = timedelta(milliseconds=100)
"""What leaves later than this after it was claimed has waited, and may no longer be wanted."""
SECONDS_TO_DRAIN = 12.0
"""A provider that has not answered within ten seconds is not waited for."""
WRITTEN_DOWN_AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""What a provider has taken must be known here, or it may be sent once more."""


class Write(Protocol):
    def __call__(self, job: Callable[[Connection], Any], where: MunicipalityId) -> Awaitable[Any]: ...


@dataclass(slots=True)
class Postman:
    """``name`` is that of the worker; ``hurry`` to a place is said when there is room for more, or a wait is over."""

    write: Write
    turn: Callable[[Connection, MunicipalityId], Turn]
    channel: Callable[[MunicipalityId, str], Awaitable[Channel | None]]
    sender: Callable[[MunicipalityId, str], str]
    clock: Clock
    name: str
    hurry: Callable[[MunicipalityId], None]
    alone: bool
    _stopping: bool = False
    _sending: dict[asyncio.Task[None], str] = field(default_factory=dict)

    def room(self, elsewhere: Collection[str]) -> tuple[int, str]:
        """How many messages may be begun with, and the channel of which none: it is full, or another worker's."""
        busy = Counter(self._sending.values())
        apart = {name for name, many in busy.items() if many >= SENDERS} | set(elsewhere)
        return (0 if len(apart) > 1 else SENDERS), next(iter(apart), "")

    def start(self, where: MunicipalityId, claimed: list[Message]) -> None:
        by_address: dict[str, list[Message]] = {}
        for message in claimed:
            by_address.setdefault(message.to, []).append(message)
        for messages in by_address.values():
            sending = asyncio.create_task(self.send_in_order(where, messages, self.clock.now()))
            self._sending[sending] = messages[0].channel
            sending.add_done_callback(partial(self._sent, where))

    def _sent(self, where: MunicipalityId, sending: asyncio.Task[None]) -> None:
        self._sending.pop(sending, None)
        sending.cancelled() or sending.exception()  # what was not written down is looked up again
        self.hurry(where)

    async def send_in_order(self, where: MunicipalityId, messages: list[Message], claimed: datetime) -> None:
        for n, message in enumerate(messages):
            channel = await self.channel(where, message.channel)
            if self._stopping:
                await self._put_back(where, messages[n:])
                return
            waited = n > 0 or self.clock.now() - claimed > AT_ONCE
            if waited and not await self._still_goes(where, message):
                continue
            sender = self.sender(where, message.channel)
            now = self.clock.now()
            try:
                still = partial(self._still_goes, where, message)
                outcome = (
                    await outbox.hand_over(channel, message, now, sender, still) if channel else outbox.NO_CHANNEL
                )
            except asyncio.CancelledError:
                await self._put_back(where, messages[n + 1 :])
                raise
            if outcome is outbox.NO_LONGER:
                continue
            await self._settle(where, message, outcome)
            self._look_again(where, outcome)

    async def _still_goes(self, where: MunicipalityId, message: Message) -> bool:
        """Whether a message that has waited for those before it is still ours, and still to be sent."""
        goes = await self.write(lambda db: outbox.still_goes(self.turn(db, where), message, self.name), where)
        return bool(goes)

    async def _put_back(self, where: MunicipalityId, messages: list[Message]) -> None:
        def job(connection: Connection) -> None:
            turn = self.turn(connection, where)
            for message in messages:
                outbox.put_back(turn, message, self.name)

        await self.write(job, where)

    async def _settle(self, where: MunicipalityId, message: Message, outcome: outbox.Outcome) -> None:
        def job(connection: Connection) -> None:
            turn = self.turn(connection, where)
            outbox.settle(turn, message, outcome, self.name)
            if outcome.error is None and not self.alone:  # in virtual time whole days may pass between two looks
                lateness.left(turn, message)

        for wait in () if self.alone else WRITTEN_DOWN_AGAIN_AFTER:
            try:
                await self.write(job, where)
                return
            except CannotStore:
                await asyncio.sleep(wait)
        await self.write(job, where)

    def _look_again(self, where: MunicipalityId, outcome: outbox.Outcome) -> None:
        until = getattr(outcome.error, "not_before", None)
        if until is not None and not self.alone:
            self.look_again_at(where, until)

    def look_again_at(self, where: MunicipalityId, until: datetime) -> None:
        """A provider has said until when we must wait; the second is not over when the next tick comes."""
        wait = (until - self.clock.now()).total_seconds()
        asyncio.get_running_loop().call_later(max(0.0, wait) + A_MOMENT, self.hurry, where)

    async def close(self) -> None:
        """Finish what is on its way."""
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def stop(self) -> None:
        """Begin with nothing more, and wait for so long; what then is on its way is looked up at the next start."""
        self._stopping = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self.close(), SECONDS_TO_DRAIN)
