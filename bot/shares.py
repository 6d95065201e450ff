"""What of the work is this worker's: all of it on SQLite; on PostgreSQL what no other worker is seeing to."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from bot.errors import CannotStore
from bot.model import MunicipalityId
from bot.outbox import A_LONG_TIME
from bot.storage.crew import Crew
from bot.storage.workers import hold, let_go, places_due
from bot.storage.writer import Inline, Writer, Writes

Write = Callable[[Callable[[Connection], Any]], Coroutine[Any, Any, Any]]

HELD = timedelta(seconds=15)
"""A channel whose provider answers one alone is another worker's so long after the one that had it was last seen."""
MISSED = timedelta(minutes=1)


def writes_to(engine: Engine, *, alone: bool) -> Writes:
    if alone:
        return Inline(engine)
    return Crew(engine) if engine.dialect.name == "postgresql" else Writer(engine)


class Share:
    """One of several equal workers, or the only one there is."""

    def __init__(self, engine: Engine, write: Write, *, alone: bool) -> None:
        self.of_many = engine.dialect.name == "postgresql" and not alone
        self.name = secrets.token_hex(8)
        self._write = write

    async def places(self, now: datetime) -> list[MunicipalityId]:
        """Where something is due; not in the order the others take."""
        found: list[MunicipalityId] = await self._write(lambda db: places_due(db, now, now - A_LONG_TIME))
        return random.sample(found, len(found))

    async def has(self, channel: str) -> bool:
        """Whether this worker has what only one may have, from now on if nobody did."""
        return await self._holds(channel, HELD)

    async def fetches(self) -> bool:
        """Whether it is this worker that asks for what was missed."""
        return await self._holds("missed", MISSED)

    async def watches(self) -> bool:
        """Whether it is this worker that looks for what is late."""
        return await self._holds("late", MISSED)

    async def _holds(self, what: str, lasts: timedelta) -> bool:
        return not self.of_many or bool(await self._write(lambda db: hold(db, what, self.name, lasts)))

    async def leave(self) -> None:
        """Let the others go on at once."""
        if self.of_many:
            try:
                await self._write(lambda db: let_go(db, self.name))
            except CannotStore:
                return
