"""The port every way of reaching people fills."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from starlette.routing import BaseRoute

from bot.messages import Answer, Fate, Incoming, Outgoing, Rang, Receipt

__all__ = [
    "Answer", "Capability", "Channel", "Fate", "Incoming", "Listener", "OfSeveral", "Outgoing", "Rang", "Receipt",
    "Receive", "Ring", "TakesCalls",
]  # fmt: skip

Receive = Callable[[Incoming | Receipt], Awaitable[None]]
"""Stores what came.  It returns when the event is on disk, and raises ``CannotStore`` when it is not."""
Ring = Callable[[Rang], Awaitable[Answer]]
"""The same for a call, and what is to be done with it."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a provider can do."""

    longest: int
    """So many characters go in one message."""
    receipts: bool = False
    """It tells us what became of a message."""
    lists: bool = False
    """It can be asked what it has taken from us, and for us: what was missed can be fetched."""
    per_second: int = 0
    """It takes so many SMS parts a second from each address of ours; none is no limit of ours."""


class Channel(Protocol):
    """One way of reaching people.  ``send`` raises a ``SendError`` that says what to do about it."""

    name: str
    can: Capability

    async def send(self, message: Outgoing) -> str:
        """Hand the message over and return the provider's id for it."""
        ...

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """The provider's id of a message we may or may not have handed over, or None."""
        ...

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        """What came in since then, to one address of ours, as the provider lists it, oldest first."""
        ...

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        """The addresses this channel's provider calls."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class OfSeveral(Protocol):
    """A channel on which several addresses may be ours, each a municipality's."""

    own: str
    """The one in the settings."""
    ours: frozenset[str]
    """All of them; what comes to another is refused."""


@runtime_checkable
class TakesCalls(Protocol):
    """A channel whose numbers people also ring."""

    def call_routes(self, ring: Ring) -> Sequence[BaseRoute]: ...


@runtime_checkable
class Listener(Protocol):
    """A channel that is off until it is told to begin, since its provider waits to be asked or told where we are.

    Of several workers one alone asks, and one alone sends: the provider's limits are for all of them together.
    """

    @property
    def is_called(self) -> bool:
        """Whether the provider calls us; then every worker hears."""
        ...

    async def listen(self, receive: Receive) -> None:
        """Take in what comes, for as long as this runs; what fails is tried again."""
        ...

    def hold(self, until: datetime) -> None:
        """Send nothing before then: so the provider asked, perhaps before we were started again."""
        ...
