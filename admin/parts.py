"""What the panel is given by the rest of the system, and nothing more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from admin.oidc import Provider
from admin.register import Register
from admin.stage import Stages
from admin.views.lately import Lately
from bot.clock import MovableClock
from bot.learning import Trainer
from bot.model import MunicipalityId
from bot.rehearsals import Rehearsals
from bot.storage.crypto import Keys, keys_for
from bot.system import System

T = TypeVar("T")


class Storage(Protocol):
    """The database: reading never waits for writing, and what was written is on disk when it answers."""

    async def ask(self, job: Callable[[Connection], T]) -> T: ...

    async def write(self, job: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """``system`` is what the screens ask and act through; ``storage`` holds what belongs to no municipality.

    ``stages`` are where conversations are rehearsed, ``lately`` remembers what pages found, ``trainer`` lets
    the reader learn, and ``rehearsals`` tries our way of asking beside others.
    ``oidc`` is who vouches for coordinators, where someone does.
    ``begin_example`` and ``begin_empty`` make the first municipality, the latter from its name and telephone.
    """

    system: System
    public_url: str
    begin_example: Callable[[], Awaitable[MunicipalityId]]
    begin_empty: Callable[[str, str], Awaitable[MunicipalityId]]
    stages: Stages = field(default_factory=Stages)
    oidc: Provider | None = None
    register: Register = field(default_factory=Register)
    lately: Lately = field(default_factory=Lately)
    trainer: Trainer | None = None
    rehearsals: Rehearsals | None = None

    @property
    def storage(self) -> Storage:
        return self.system

    @property
    def keys(self) -> Keys:
        """What the users' own secrets are sealed with: they belong to no municipality."""
        return keys_for(self.system.master, 0)

    def now(self) -> datetime:
        """The time of the municipality, which an example may have moved."""
        return self.system.clock.now()

    def real_now(self) -> datetime:
        """The time that logins and links are measured by, however far the clock has been moved."""
        clock = self.system.clock
        return clock.now() - clock.offset if isinstance(clock, MovableClock) else clock.now()

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")
