"""A list of messages a coordinator reads aloud on the telephone; the answer is typed in the panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.routing import BaseRoute

from bot.channels import Capability, Channel, Incoming, Outgoing, Receive
from bot.settings import Settings


def connect(settings: Settings) -> Channel | None:
    return Call()


class Call:
    """Handed over means "on the list"; the list itself is the outbox's rows."""

    name = "call"
    can = Capability(longest=4000)

    async def send(self, message: Outgoing) -> str:
        return f"call-{message.ref}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return await self.send(message)

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        return ()

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        return ()

    async def close(self) -> None:
        return
