"""SMS through Twilio.  A signature alone is not proof: it can be replayed, and fields run into each other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, quote

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import Channel, Fate, Incoming, Outgoing, Receipt, Receive
from bot.errors import CannotStore, MaybeSent, OptedOut, SendError, TryLater, Unreachable, Untrusted
from bot.settings import Settings

if TYPE_CHECKING:
    from requests import Session
    from twilio.request_validator import RequestValidator
    from twilio.rest.api.v2010.account.message import MessageInstance, MessageList

NAME = "sms"
FORM = "application/x-www-form-urlencoded"
SECONDS_TO_ANSWER = 10.0
LONGEST_BODY = 64 * 1024
LONGEST_TEXT = 1600
LONGEST_VALIDITY = timedelta(hours=10)
CLOCKS_DIFFER = timedelta(seconds=5)
MOST_LISTED = 1000

OPTED_OUT = frozenset({21610})
BAD_NUMBER = frozenset({21211, 21408, 21612, 21614, 30004, 30005, 30006, 30007})
THEIR_FAULT = frozenset({20429, 30001, 30003, 30008})
NOT_ABOUT_THE_NUMBER = frozenset({401, 403, 404, 429})

# The words Twilio itself takes as a stop; what we then send is refused with 21610.
PROVIDER_STOPS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})

MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
SENDER = re.compile(r"\+?[0-9A-Za-z][0-9A-Za-z .&_-]{0,19}")
REF = re.compile(r"[A-Za-z0-9_-]{1,64}")
KNOWN = frozenset(
    "AccountSid ApiVersion Body ErrorCode From FromCity FromCountry FromState FromZip MessageSid"
    " MessageStatus MessagingServiceSid NumMedia NumSegments OptOutType SmsMessageSid SmsSid SmsStatus To"
    " ToCity ToCountry ToState ToZip".split()
)
SWALLOWED = re.compile(r"AccountSidAC[0-9a-f]{32}|MessageSid(SM|MM)[0-9a-f]{32}|(From|To)\+\d{8,15}")
"""One field inside another: the sign of a signed request whose borders have been moved."""
RUN_ON = re.compile(
    r"(Num(Media|Segments)|ErrorCode|ApiVersion)\d.*|(From|To)Country[A-Z]{2}|Sms(Message)?Sid(SM|MM).*"
    r"|(Sms|Message)Status[a-z_]+|OptOutType[A-Z]+|MessagingServiceSidMG.*"
)
"""A name with its own value behind it."""

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

Fields = Mapping[str, str]
Found = TypeVar("Found")


def connect(settings: Settings) -> Channel | None:
    """Twilio, when its settings are there; else simulated phones take its place."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from):
        return None
    from twilio.http.http_client import TwilioHttpClient
    from twilio.request_validator import RequestValidator
    from twilio.rest import Client

    token = settings.twilio_auth_token.get_secret_value()
    http = TwilioHttpClient(timeout=SECONDS_TO_ANSWER)
    client = Client(settings.twilio_account_sid, token, http_client=http)
    # The client takes no address of its own; the part that speaks about messages does.
    client.api.base_url = settings.twilio_api_url
    return Sms(
        account=settings.twilio_account_sid,
        number=settings.twilio_from,
        public_url=settings.public_url,
        messages=client.messages,
        session=http.session,
        validator=RequestValidator(token),
    )


@dataclass(slots=True)
class Sms:
    account: str
    number: str
    public_url: str
    messages: MessageList
    session: Session | None
    validator: RequestValidator
    name: str = NAME

    async def send(self, message: Outgoing) -> str:
        return await asyncio.to_thread(_asking, lambda: self._create(message))

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """Twilio does not list our reference, so a message is known by its number, its words and its time."""
        earliest = since - CLOCKS_DIFFER
        listed = await self._listed(lambda: self.messages.list(to=message.to, limit=MOST_LISTED))
        recent = (m for m in listed if m.date_created and m.date_created >= earliest)
        return next((m.sid for m in recent if m.body == message.text), None)

    async def missed(self, since: datetime) -> Sequence[Incoming]:
        after = since.astimezone(UTC)
        listed = await self._listed(lambda: self.messages.list(to=self.number, date_sent_after=after))
        heard = [_from_list(m) for m in listed if str(m.direction) == "inbound"]
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

    async def close(self) -> None:
        if self.session:
            self.session.close()

    def _create(self, message: Outgoing) -> str:
        created = self.messages.create(
            to=message.to,
            from_=self.number,
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
            return await asyncio.to_thread(_asking, ask)
        except SendError as failed:
            raise TryLater("the list could not be had", failed.code) from failed

    async def _answer(
        self, request: Request, receive: Receive, read: Callable[[Request, Fields], Incoming | Receipt | None]
    ) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
            return Response(status_code=415)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            event = read(request, self._proven(request, _fields(body)))
            if event:
                await receive(event)
        except Untrusted as why:
            structlog.get_logger().warning("a webhook was refused", channel=NAME, reason_code=str(why))
            return Response(status_code=403)
        except CannotStore:
            return Response(status_code=503)
        return Response("<Response/>", media_type="text/xml")

    def _proven(self, request: Request, fields: Fields) -> Fields:
        """The fields, if Twilio signed them, for our account, and none has run into another."""
        query = request.scope["query_string"].decode("latin-1")
        url = self.public_url + request.url.path + (f"?{query}" if query else "")
        signature = request.headers.get("x-twilio-signature", "")
        _insist("signature", self.validator.validate(url, dict(fields), signature))
        _insist("account", fields.get("AccountSid") == self.account)
        _insist("sid", MESSAGE_SID.fullmatch(fields.get("MessageSid", "")))
        same = {fields[name] for name in ("MessageSid", "SmsMessageSid", "SmsSid") if name in fields}
        _insist("sid", len(same) == 1)
        _insist("borders", not any(_moved(name, value) for name, value in fields.items()))
        return fields

    def _incoming(self, request: Request, fields: Fields) -> Incoming:
        text, media = fields.get("Body"), fields.get("NumMedia", "0")
        _insist("number", fields.get("To") == self.number)
        _insist("sender", SENDER.fullmatch(fields.get("From", "")))
        _insist("body", text is not None and len(text) <= LONGEST_TEXT)
        _insist("media", re.fullmatch(r"\d{1,2}", media))
        return Incoming(
            channel=NAME,
            external_id=fields["MessageSid"],
            sender=fields["From"],
            text=_clean(text),
            media=int(media),
            handled_stop=_handled_stop(text, fields.get("OptOutType", "")),
        )

    def _receipt(self, request: Request, fields: Fields) -> Receipt | None:
        ref, code = request.query_params.get("ref", ""), fields.get("ErrorCode", "")
        _insist("number", fields.get("From") == self.number)
        _insist("ref", REF.fullmatch(ref))
        _insist("code", re.fullmatch(r"\d{0,6}", code))
        fate = FATES.get(fields.get("MessageStatus", ""))
        if fate is None:  # a status from after this was written
            return None
        if fate is Fate.UNDELIVERABLE and code and int(code) in OPTED_OUT:
            fate = Fate.OPTED_OUT
        return Receipt(channel=NAME, ref=ref, fate=fate, provider_id=fields["MessageSid"], code=code)


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is longer than anything Twilio sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return body


def _fields(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise Untrusted("form") from None
    fields = dict(pairs)
    _insist("form", len(fields) == len(pairs))
    return fields


def _insist(what: str, holds: object) -> None:
    if not holds:
        raise Untrusted(what)


def _moved(name: str, value: str) -> bool:
    """Whether this field and another can have run together, which the signature does not show."""
    cut_short = any(name != k and k.startswith(name) and (name + value).startswith(k) for k in KNOWN)
    return bool(cut_short or RUN_ON.fullmatch(name) or SWALLOWED.search(name) or SWALLOWED.search(value))


def _clean(text: str | None) -> str:
    # PostgreSQL stores no NUL.
    return (text or "").replace("\x00", "")


def _handled_stop(text: str | None, opt_out: str) -> bool:
    return opt_out == "STOP" or _clean(text).strip().upper() in PROVIDER_STOPS


def _from_list(message: MessageInstance) -> Incoming:
    return Incoming(
        channel=NAME,
        external_id=message.sid or "",
        sender=message.from_ or "",
        text=_clean(message.body),
        media=int(message.num_media or 0),
        handled_stop=_handled_stop(message.body, ""),
        sent_at=message.date_sent or message.date_created,
    )


def _validity(valid_for: timedelta | None) -> dict[str, int]:
    if valid_for is None:
        return {}
    return {"validity_period": max(1, int(min(valid_for, LONGEST_VALIDITY).total_seconds()))}


def _asking(ask: Callable[[], Found]) -> Found:
    """What Twilio answers, with every way it can go wrong as an error that says what to do."""
    from requests.exceptions import RequestException
    from twilio.base.exceptions import TwilioException

    try:
        return ask()
    except RequestException as lost:
        raise _lost(lost) from lost
    except TwilioException as refused:
        raise _refused(getattr(refused, "status", 500), getattr(refused, "code", 0) or 0) from refused
    except (ValueError, AttributeError) as garbled:
        raise MaybeSent("the answer could not be read") from garbled


def _lost(error: Exception) -> SendError:
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    why = error.args[0] if error.args else None
    if isinstance(error, ConnectTimeout) or isinstance(getattr(why, "reason", None), NewConnectionError):
        return TryLater("no connection")
    return MaybeSent("the answer was lost")


def _refused(status: int, code: int) -> SendError:
    if code in OPTED_OUT:
        return OptedOut("they have said stop", str(code))
    if code in BAD_NUMBER:
        return Unreachable("the number cannot be reached", str(code))
    if status in NOT_ABOUT_THE_NUMBER or code in THEIR_FAULT:
        return TryLater("refused for now", str(code))
    if status >= 500:
        return MaybeSent("it failed on their side", str(code))
    return Unreachable("refused", str(code))
