"""SMS through Twilio, from as many of our numbers as there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import Capability, Channel, Fate, Incoming, Outgoing, Receipt, Receive, Ring
from bot.channels.sms.calls import call_routes
from bot.channels.sms.hooks import answered, clean, insist
from bot.channels.sms.proof import FORM, OF_MESSAGES, Fields, Proof
from bot.channels.sms.twilio_asked import BAD_NUMBER, OPTED_OUT, asked_aside
from bot.errors import MaybeSent, SendError, TryLater
from bot.numbers import bare, urn
from bot.settings import Settings

if TYPE_CHECKING:
    from requests import Session
    from twilio.rest.api.v2010.account.message import MessageInstance, MessageList

NAME = "sms"
SECONDS_TO_ANSWER = 10.0
LONGEST_TEXT = 1600
LONGEST_VALIDITY = timedelta(hours=10)
CLOCKS_DIFFER = timedelta(seconds=5)
MOST_LISTED = 1000
LINES = 32
"""So many are kept open: as many as are used at once."""
CAN = Capability(longest=LONGEST_TEXT, receipts=True, lists=True)

MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
SENDER = re.compile(r"\+?[0-9A-Za-z][0-9A-Za-z .&_-]{0,19}")
REF = re.compile(r"[A-Za-z0-9_-]{1,64}")

# The words Twilio itself takes as a stop; what we then send is refused with 21610.
PROVIDER_STOPS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})

FATES = {
    "accepted": Fate.HANDED_OVER,
    "scheduled": Fate.HANDED_OVER,
    "queued": Fate.HANDED_OVER,
    "sending": Fate.HANDED_OVER,
    "sent": Fate.HANDED_OVER,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "partially_delivered": Fate.UNDELIVERABLE,
    "undelivered": Fate.UNDELIVERABLE,
    "failed": Fate.UNDELIVERABLE,
    "canceled": Fate.UNDELIVERABLE,
}


def connect(settings: Settings) -> Channel | None:
    """Twilio, when its settings are there; else simulated phones take its place."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from):
        return None
    from requests.adapters import HTTPAdapter
    from twilio.http.http_client import TwilioHttpClient
    from twilio.request_validator import RequestValidator
    from twilio.rest import Client

    token = settings.twilio_auth_token.get_secret_value()
    http = TwilioHttpClient(timeout=SECONDS_TO_ANSWER)
    if http.session:
        http.session.mount(settings.twilio_api_url, HTTPAdapter(pool_maxsize=LINES))
    client = Client(settings.twilio_account_sid, token, http_client=http)
    # The client takes no address of its own; the part that speaks about messages does.
    client.api.base_url = settings.twilio_api_url
    return Twilio(
        own=urn(settings.twilio_from),
        ours=frozenset({urn(settings.twilio_from)}),
        public_url=settings.public_url,
        messages=client.messages,
        session=http.session,
        proof=Proof(settings.twilio_account_sid, settings.public_url, RequestValidator(token)),
        can=replace(CAN, per_second=settings.sms_per_second),
    )


@dataclass(slots=True)
class Twilio:
    own: str
    ours: frozenset[str]
    public_url: str
    messages: MessageList
    session: Session | None
    proof: Proof
    name: str = NAME
    can: Capability = CAN

    async def send(self, message: Outgoing) -> str:
        return await asked_aside(lambda: self._create(message))

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """Twilio does not list our reference, so a message is known by its numbers, its words and its time.

        One that another message of ours is known by is not this one.
        """
        earliest, ours = since - CLOCKS_DIFFER, bare(message.sender or self.own)
        listed = await self._listed(lambda: self.messages.list(to=message.to, from_=ours, limit=MOST_LISTED))
        recent = (m for m in listed if m.date_created and m.date_created >= earliest and m.sid not in message.known)
        return next((m.sid for m in recent if m.body == message.text), None)

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        after, number = since.astimezone(UTC), bare(ours or self.own)
        listed = await self._listed(lambda: self.messages.list(to=number, date_sent_after=after))
        heard = [_from_list(m, urn(number)) for m in listed if str(m.direction) == "inbound"]
        return sorted(heard, key=lambda message: (message.sent_at or after, message.external_id))

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        async def heard(request: Request) -> Response:
            return await self._answer(request, receive, self._incoming)

        async def told(request: Request) -> Response:
            return await self._answer(request, receive, self._receipt)

        return (
            Route("/hooks/sms", heard, methods=["POST"]),
            Route("/hooks/sms/status", told, methods=["POST"]),
        )

    def call_routes(self, ring: Ring) -> Sequence[BaseRoute]:
        return call_routes(self.proof, lambda: self.ours, ring)

    async def close(self) -> None:
        if self.session:
            self.session.close()

    def _create(self, message: Outgoing) -> str:
        created = self.messages.create(
            to=message.to,
            from_=bare(message.sender or self.own),
            body=message.text,
            smart_encoded=False,
            status_callback=f"{self.public_url}/hooks/sms/status?ref={quote(message.ref, safe='')}",
            **_validity(message.valid_for),
        )
        if not created.sid:
            raise MaybeSent("the answer had no id in it")
        return created.sid

    async def _listed(self, ask: Callable[[], list[MessageInstance]]) -> list[MessageInstance]:
        try:
            return await asked_aside(ask)
        except SendError as failed:
            raise TryLater("the list could not be had", failed.code) from failed

    async def _answer(
        self, request: Request, receive: Receive, read: Callable[[Request, Fields], Incoming | Receipt | None]
    ) -> Response:
        async def take(request: Request, body: bytes) -> Response:
            event = read(request, self._proven(request, body))
            if event:
                await receive(event)
            return Response("<Response/>", media_type="text/xml")

        return await answered(request, FORM, take)

    def _proven(self, request: Request, body: bytes) -> Fields:
        fields = self.proof.of(request, body, OF_MESSAGES)
        insist("sid", MESSAGE_SID.fullmatch(fields.get("MessageSid", "")))
        same = {fields[name] for name in ("MessageSid", "SmsMessageSid", "SmsSid") if name in fields}
        insist("sid", len(same) == 1)
        return fields

    def _incoming(self, request: Request, fields: Fields) -> Incoming:
        text, media, to = fields.get("Body"), fields.get("NumMedia", "0"), urn(fields.get("To", ""))
        insist("number", to in self.ours)
        insist("sender", SENDER.fullmatch(fields.get("From", "")))
        insist("body", text is not None and len(text) <= LONGEST_TEXT)
        insist("media", re.fullmatch(r"\d{1,2}", media))
        return Incoming(
            channel=NAME,
            external_id=fields["MessageSid"],
            sender=fields["From"],
            text=clean(text),
            media=int(media),
            handled_stop=_handled_stop(text, fields.get("OptOutType", "")),
            ours=to,
        )

    def _receipt(self, request: Request, fields: Fields) -> Receipt | None:
        ref, code, ours = request.query_params.get("ref", ""), fields.get("ErrorCode", ""), urn(fields.get("From", ""))
        insist("number", ours in self.ours)
        insist("ref", REF.fullmatch(ref))
        insist("code", re.fullmatch(r"\d{0,6}", code))
        fate = FATES.get(fields.get("MessageStatus", ""))
        if fate is None:  # a status from after this was written
            return None
        gone = fate is Fate.UNDELIVERABLE and int(code or 0) in BAD_NUMBER
        if fate is Fate.UNDELIVERABLE and code and int(code) in OPTED_OUT:
            fate = Fate.OPTED_OUT
        return Receipt(NAME, ref, fate, fields["MessageSid"], code, ours, gone)


def _handled_stop(text: str | None, opt_out: str) -> bool:
    return opt_out == "STOP" or clean(text).strip().upper() in PROVIDER_STOPS


def _from_list(message: MessageInstance, ours: str) -> Incoming:
    return Incoming(
        channel=NAME,
        external_id=message.sid or "",
        sender=message.from_ or "",
        text=clean(message.body),
        media=int(message.num_media or 0),
        handled_stop=_handled_stop(message.body, ""),
        sent_at=message.date_sent or message.date_created,
        ours=ours,
    )


def _validity(valid_for: timedelta | None) -> dict[str, int]:
    if valid_for is None:
        return {}
    return {"validity_period": max(1, int(min(valid_for, LONGEST_VALIDITY).total_seconds()))}
