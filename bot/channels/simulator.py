"""Simulated phones: they take the place of SMS and Telegram while none is set, and read what the outbox holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.routing import BaseRoute

from bot.channels import Capability, Channel, Incoming, Outgoing, Receive
from bot.settings import Settings


def connect(settings: Settings) -> Channel | None:
    return Simulator()


class Simulator:
    """Keeps nothing: a message that was handed over is the outbox's own row."""

    name = "simulator"
    can = Capability(longest=1600)

    async def send(self, message: Outgoing) -> str:
        return f"simulated-{message.ref}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return await self.send(message)

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        return ()

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        return ()

    async def close(self) -> None:
        return


class Chats(Simulator):
    """Telegram on the same telephones."""

    name = "telegram"
    can = Capability(longest=4096)
