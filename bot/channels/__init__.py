"""The port every way of reaching people fills: what goes out, what comes in, what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to hand over.  ``ref`` is ours: it comes back in the provider's callback."""

    ref: str
    to: str
    text: str
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message someone sent us.  ``external_id`` is the provider's and never repeats."""

    channel: str
    external_id: str
    sender: str
    text: str
    media: int = 0
    edited: bool = False
    handled_stop: bool = False
    """The provider itself acted on this message as a stop word; answering it would be refused."""
    sent_at: datetime | None = None


class Fate(StrEnum):
    """What became of a message we handed over, in the order it may happen."""

    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's word about one message.  ``code`` is its own error number, for the operator."""

    channel: str
    ref: str
    fate: Fate
    provider_id: str
    code: str = ""


Receive = Callable[[Incoming | Receipt], Awaitable[None]]
"""Stores what came.  It returns when the event is on disk, and raises ``CannotStore`` when it is not."""


class Channel(Protocol):
    """One way of reaching people.  ``send`` raises a ``SendError`` that says what to do about it."""

    name: str

    async def send(self, message: Outgoing) -> str:
        """Hand the message over and return the provider's id for it."""
        ...

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """The provider's id of a message we may or may not have handed over, or None."""
        ...

    async def missed(self, since: datetime) -> Sequence[Incoming]:
        """What came in since then, as the provider lists it, oldest first."""
        ...

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        """The addresses this channel's provider calls."""
        ...

    async def close(self) -> None: ...
