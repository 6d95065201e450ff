"""Our webhooks on their own, keeping what they took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels import Channel, Incoming, Receipt
from bot.errors import CannotStore
from tests.twilio_forms import signed

PUBLIC = "https://frivillig.eksempel.no"
IN = "/hooks/sms"
STATUS = "/hooks/sms/status?ref=m-17"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Webhooks:
    channel: Channel
    full: bool = False
    kept: list[Incoming | Receipt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.web = TestClient(Starlette(routes=list(self.channel.routes(self.keep))))

    async def keep(self, event: Incoming | Receipt) -> None:
        if self.full:
            raise CannotStore("the disk is full")
        self.kept.append(event)

    def post(self, fields: Mapping[str, str], to: str = IN, sign_as: Mapping[str, str] | None = None) -> int:
        """The status of our answer to a form that Twilio signed, as it is or as it was."""
        headers = signed(PUBLIC + to, fields if sign_as is None else sign_as)
        return self.web.post(to, data=dict(fields), headers=headers).status_code

    def post_raw(self, body: bytes, headers: Mapping[str, str], to: str = IN) -> int:
        every = {"Content-Type": FORM, **headers}
        sent = {name.encode(): value.encode() for name, value in every.items()}
        return self.web.post(to, content=body, headers=sent).status_code
