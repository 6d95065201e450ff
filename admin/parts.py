"""What the panel is given by the rest of the system, and nothing more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.model import MunicipalityId
from bot.system import System

T = TypeVar("T")


class Storage(Protocol):
    """The database: reading never waits for writing, and what was written is on disk when it answers."""

    async def ask(self, job: Callable[[Connection], T]) -> T: ...

    async def write(self, job: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """``system`` is what the screens ask and act through; ``storage`` holds what belongs to no municipality.

    ``begin_example`` and ``begin_empty`` make the first municipality, the latter from its name and telephone.
    """

    system: System
    public_url: str
    begin_example: Callable[[], Awaitable[MunicipalityId]]
    begin_empty: Callable[[str, str], Awaitable[MunicipalityId]]

    @property
    def storage(self) -> Storage:
        return self.system

    def now(self) -> datetime:
        return self.system.clock.now()

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")
