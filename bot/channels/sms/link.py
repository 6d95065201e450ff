"""SMS through LINK Mobility's REST interface.  What it brings is unsigned: the proof is a secret in the address."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import Capability, Channel, Incoming, Outgoing, Receive
from bot.channels.sms.hooks import answered
from bot.channels.sms.link_brought import Said, incoming, object_in, receipt
from bot.channels.sms.link_codes import refused
from bot.errors import MaybeSent, TryLater, Untrusted
from bot.numbers import bare, urn
from bot.settings import Settings

NAME = "sms"
JSON = "application/json"
SECONDS_TO_ANSWER = 10.0
SHORTEST_VALIDITY, LONGEST_VALIDITY = timedelta(minutes=15), timedelta(hours=48)
CAN = Capability(longest=1600, receipts=True)


def connect(settings: Settings) -> Channel | None:
    """LINK, when its settings are there; else simulated phones take its place."""
    password, secret = settings.link_password, settings.link_secret
    if not (settings.link_user and settings.link_from and password and secret):
        return None
    own = urn(settings.link_from)
    return Link(
        own=own,
        ours=frozenset({own}),
        secret=secret,
        fixed={
            "platformId": settings.link_platform,
            "platformPartnerId": settings.link_partner,
            "deliveryReportGates": [settings.link_gate],
            "useDeliveryReport": True,
            "ignoreResponse": False,
        },
        web=httpx.AsyncClient(
            base_url=settings.link_url, timeout=SECONDS_TO_ANSWER,
            auth=(settings.link_user, password.get_secret_value()),
        ),
        can=replace(CAN, per_second=settings.sms_per_second),
    )  # fmt: skip


@dataclass(slots=True)
class Link:
    own: str
    ours: frozenset[str]
    secret: SecretStr
    fixed: Said
    """What is the same in every message."""
    web: httpx.AsyncClient
    name: str = NAME
    can: Capability = CAN

    async def send(self, message: Outgoing) -> str:
        number = bare(message.sender or self.own)
        asked = {
            "source": number,
            "sourceTON": "MSISDN" if number.startswith("+") else "SHORTNUMBER",
            "destination": message.to,
            "userData": message.text,
            "refId": f"{message.ref}.{number}",
            **_validity(message.valid_for),
            **self.fixed,
        }
        try:
            answer = await self.web.post("/sms/send", json=asked)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as lost:
            raise TryLater("no connection") from lost
        except httpx.HTTPError as lost:
            raise MaybeSent("the answer was lost") from lost
        return _taken(answer)

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """LINK shows nobody what it has sent; its report, with our reference in it, is all there is."""
        return None

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        """Nothing: LINK brings what we have not taken again, and has no list of it."""
        return ()

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        async def heard(request: Request) -> Response:
            return await self._answer(request, receive)

        return (Route("/hooks/link/{secret}/{what}", heard, methods=["POST"]),)

    async def close(self) -> None:
        await self.web.aclose()

    async def _answer(self, request: Request, receive: Receive) -> Response:
        async def take(request: Request, body: bytes) -> Response:
            event = (incoming if what == "in" else receipt)(object_in(body), self.ours)
            if event:
                await receive(event)
            return Response(status_code=200)

        what, shown = request.path_params["what"], request.path_params["secret"]
        proven = hmac.compare_digest(shown.encode(), self.secret.get_secret_value().encode())
        return await answered(request, JSON, take if proven and what in ("in", "status") else _refuse)


async def _refuse(request: Request, body: bytes) -> Response:
    raise Untrusted("secret")


def _taken(answer: httpx.Response) -> str:
    """LINK's number for a message it has taken."""
    try:
        said = object_in(answer.content)
    except Untrusted:
        said = {}
    if answer.status_code >= 400:
        raise refused(answer.status_code, said.get("resultCode", said.get("status")))
    name = said.get("messageId")
    if not isinstance(name, str) or not name:
        raise MaybeSent("the answer could not be read", str(said.get("resultCode", "")))
    return name


def _validity(valid_for: timedelta | None) -> dict[str, int]:
    if valid_for is None:
        return {}
    lasts = min(max(valid_for, SHORTEST_VALIDITY), LONGEST_VALIDITY)
    return {"relativeValidityTime": int(lasts.total_seconds() * 1000)}
