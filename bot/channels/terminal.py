"""A talk in the terminal: what the robot says is printed, and nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from starlette.routing import BaseRoute

from bot.channels import Capability, Incoming, Outgoing, Receive


class Terminal:
    """Shows each message as it is handed over."""

    name = "terminal"
    can = Capability(longest=1600)

    def __init__(self, show: Callable[[Outgoing], None]) -> None:
        self._show = show

    async def send(self, message: Outgoing) -> str:
        self._show(message)
        return f"shown-{message.ref}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return None

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        return ()

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        return ()

    async def close(self) -> None:
        return
