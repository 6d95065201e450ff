"""What Twilio's requests and answers look like.

They are signed with a few lines of our own and not with Twilio's library, so that the two check each other.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a-token-only-for-tests"
NUMBER = "+4759440000"


@dataclass(frozen=True)
class Text:
    """One SMS, theirs or ours, as Twilio keeps it."""

    sid: str
    to: str
    sender: str
    body: str
    created: datetime
    direction: str
    status: str
    media: int = 0
    code: int | None = None
    callback: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def inbound(sid: str, sender: str, body: str, **more: str) -> dict[str, str]:
    """The form of a message to us, as Twilio sends it today."""
    return {
        "ToCountry": "NO", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": body,
        "FromCountry": "NO", "To": NUMBER, "ToZip": "", "NumSegments": "1", "MessageSid": sid,
        "AccountSid": ACCOUNT, "From": sender, "ApiVersion": "2010-04-01", **more,
    }  # fmt: skip


def status_form(sid: str, to: str, status: str, code: int | None = None) -> dict[str, str]:
    """The form of a status callback."""
    form = {
        "SmsSid": sid, "SmsStatus": status, "MessageStatus": status, "To": to, "MessageSid": sid,
        "AccountSid": ACCOUNT, "From": NUMBER, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return form | ({"ErrorCode": str(code)} if code else {})


def signed(url: str, fields: Mapping[str, str], token: str = TOKEN) -> dict[str, str]:
    """The header that shows who sent these fields to this address."""
    said = url + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.digest(token.encode(), said.encode(), "sha1")
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}


def resource(text: Text) -> dict[str, Any]:
    """A message as Twilio's interface shows it."""
    when, uri = format_datetime(text.created), f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{text.sid}"
    return {
        "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": text.body, "date_created": when,
        "date_sent": when, "date_updated": when, "direction": text.direction, "error_code": text.code,
        "error_message": None, "from": text.sender, "messaging_service_sid": None,
        "num_media": str(text.media), "num_segments": "1", "price": None, "price_unit": "USD",
        "sid": text.sid, "status": text.status, "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to, "uri": f"{uri}.json",
    }  # fmt: skip


def refusal(status: int, code: int) -> dict[str, Any]:
    info = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code or status, "message": "It was refused", "more_info": info, "status": status}
