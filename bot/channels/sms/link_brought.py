"""What LINK Mobility brings: messages to us, and reports on ours.  Nothing in it is taken to be of the right kind."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels import Incoming, Receipt
from bot.channels.sms.hooks import clean, insist
from bot.channels.sms.link_codes import WRONG_NUMBER, fate_of
from bot.errors import Untrusted
from bot.numbers import urn

NAME = "sms"
LONGEST_TEXT = 1600
MESSAGE_ID = re.compile(r"[A-Za-z0-9+/=_-]{1,64}")
SENDER = re.compile(r"\+\d{8,15}|\d{3,15}|[A-Za-z0-9][A-Za-z0-9 .&_-]{0,14}")
REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.(\+?\d{3,15})")
"""Our message, and the number of ours it went out from: a report names no other."""
COUNTRY = re.compile(r"[A-Z]{2}-\s*")
"""What stands before a short number."""

Said = Mapping[str, Any]


def object_in(body: bytes) -> Said:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Untrusted("json") from None
    insist("json", isinstance(said, dict))
    return dict(said)


def incoming(said: Said, ours: frozenset[str]) -> Incoming:
    content, route, to = _part(said, "content"), _part(said, "route"), _number_of_ours(said, ours)
    text, kind = content.get("userData") or "", content.get("type")
    insist("body", isinstance(text, str) and len(text) <= LONGEST_TEXT)
    insist("kind", kind in ("SMS", "MMS"))
    return Incoming(
        channel=NAME,
        external_id=_matching(said, "messageId", MESSAGE_ID),
        sender=_matching(said, "source", SENDER),
        text=clean(_without_keyword(text, route.get("keyword"))),
        media=1 if kind == "MMS" else 0,
        sent_at=_moment(said.get("timestamp")),
        ours=to,
    )


def receipt(said: Said, ours: frozenset[str]) -> Receipt | None:
    ref, _, number = _matching(said, "refId", REFERENCE).rpartition(".")
    insist("number", urn(number) in ours)
    code = said.get("resultCode")
    if not isinstance(code, int) or isinstance(code, bool):
        raise Untrusted("code")
    fate, name = fate_of(code), _matching(said, "id", MESSAGE_ID)
    return Receipt(NAME, ref, fate, name, str(code), urn(number), code in WRONG_NUMBER) if fate else None


def _matching(said: Said, name: str, shape: re.Pattern[str]) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Untrusted(name)
    return value


def _part(said: Said, name: str) -> Said:
    part = said.get(name) or {}
    insist(name, isinstance(part, dict))
    return dict(part)


def _number_of_ours(said: Said, ours: frozenset[str]) -> str:
    given = said.get("destination")
    number = COUNTRY.sub("", given, count=1).strip() if isinstance(given, str) else ""
    found = next((urn(each) for each in (number, f"+{number}") if urn(each) in ours), "")
    insist("number", found)
    return found


def _without_keyword(text: str, keyword: object) -> str:
    """A short number that is shared has a word before what they say, which says that it is to us."""
    first, _, rest = text.strip().partition(" ")
    return rest if isinstance(keyword, str) and first.casefold() == keyword.casefold() else text


def _moment(given: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(given))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
