"""What shows that Twilio sent a form.  A signature alone is not proof: fields run into each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.channels.sms.hooks import insist
from bot.errors import Untrusted

if TYPE_CHECKING:
    from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded"
OF_BOTH = "AccountSid ApiVersion From FromCity FromCountry FromState FromZip To ToCity ToCountry ToState ToZip"
OF_MESSAGES = frozenset(
    f"{OF_BOTH} Body ErrorCode MessageSid MessageStatus MessagingServiceSid NumMedia NumSegments OptOutType"
    " SmsMessageSid SmsSid SmsStatus".split()
)
OF_CALLS = frozenset(
    f"{OF_BOTH} CallSid CallStatus Called CalledCity CalledCountry CalledState CalledZip Caller CallerCity"
    " CallerCountry CallerName CallerState CallerZip DialCallDuration DialCallSid DialCallStatus Direction"
    " ForwardedFrom".split()
)
SWALLOWED = re.compile(r"(Account|Call|Message)Sid(AC|CA|SM|MM)[0-9a-f]{32}|(From|To|Called|Caller)\+\d{8,15}")
"""One field inside another: the sign of a signed request whose borders have been moved."""
RUN_ON = re.compile(
    r"(Num(Media|Segments)|ErrorCode|ApiVersion)\d.*|(From|To|Called|Caller)Country[A-Z]{2}|Sms(Message)?Sid(SM|MM).*"
    r"|(Sms|Message|Call|DialCall)Status[a-z_-]+|OptOutType[A-Z]+|MessagingServiceSidMG.*|(Dial)?CallSidCA.*|Direction[a-z-]+"
)
"""A name with its own value behind it."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    account: str
    public_url: str
    validator: RequestValidator

    def of(self, request: Request, body: bytes, known: frozenset[str]) -> Fields:
        """The fields, if Twilio signed them, for our account, and none has run into another."""
        fields = _fields(body)
        query = request.scope["query_string"].decode("latin-1")
        url = self.public_url + request.url.path + (f"?{query}" if query else "")
        signature = request.headers.get("x-twilio-signature", "")
        insist("signature", self.validator.validate(url, dict(fields), signature))
        insist("account", fields.get("AccountSid") == self.account)
        insist("borders", not any(_moved(name, value, known) for name, value in fields.items()))
        return fields


def _fields(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise Untrusted("form") from None
    fields = dict(pairs)
    insist("form", len(fields) == len(pairs) and "" not in fields)
    return fields


def _moved(name: str, value: str, known: frozenset[str]) -> bool:
    """Whether this field and another can have run together, which the signature does not show."""
    cut_short = any(name != k and k.startswith(name) and (name + value).startswith(k) for k in known)
    return bool(cut_short or RUN_ON.fullmatch(name) or SWALLOWED.search(name) or SWALLOWED.search(value))
