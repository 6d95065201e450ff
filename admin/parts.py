"""What the panel is given by the rest of the system, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.model import MunicipalityId
from bot.storage.accounts import User

T = TypeVar("T")


class Storage(Protocol):
    """The database: reading never waits for writing, and what was written is on disk when it answers."""

    async def read(self, ask: Callable[[Connection], T]) -> T: ...

    async def write(self, do: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """``counts`` is what stands beside each line of the menu, by its address.

    ``begin_example`` and ``begin_empty`` make the first municipality, the latter from its name and telephone.
    """

    storage: Storage
    now: Callable[[], datetime]
    public_url: str
    counts: Callable[[Connection, User], Mapping[str, int]]
    begin_example: Callable[[Connection, datetime], MunicipalityId]
    begin_empty: Callable[[Connection, str, str, datetime], MunicipalityId]

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")
