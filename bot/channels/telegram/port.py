"""What is asked of Telegram, whichever library asks it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from bot.channels import Outgoing
from bot.channels.telegram.reading import token
from bot.errors import TryLater

if TYPE_CHECKING:
    from telegram import Update

SECONDS_TO_ANSWER = 10.0
SECONDS_ASKED = 25
"""So long Telegram waits for something to come before it answers that nothing did."""
CONNECTIONS = 32
LONGEST_TOKEN = 64
NOTHING = '{"ok": true, "result": []}'
CALLS_A_WEBHOOK, ASKED_BY_ANOTHER = "409-webhook", "409-another"


class Api(Protocol):
    """The few calls we make, each a line to its answer or to a ``SendError``."""

    async def send(self, message: Outgoing) -> str: ...

    async def edit(self, message: Outgoing) -> str:
        """Change what stands there.  When it stands so already, or is gone, there is nothing left to do."""
        ...

    async def answer(self, press: str) -> None:
        """Let the button rest."""
        ...

    async def refuse(self, group: int, words: str) -> None:
        """Say a word to a group, and leave it."""
        ...

    async def updates(self, offset: int | None) -> Sequence[object]:
        """What has come from ``offset`` on, as it came.  What is before it, Telegram forgets."""
        ...

    async def call_us(self, url: str, secret: str) -> None: ...

    async def no_longer_call(self, url: str) -> None:
        """Take down the webhook if it is this one; another is somebody else's."""
        ...

    async def close(self) -> None: ...

    @staticmethod
    def parse(raw: Mapping[str, object]) -> Update:
        """An update in the library's own types; in both what we read has the same names."""
        ...


def seconds_in(body: bytes | str) -> float:
    """How long we are told to wait."""
    try:
        return max(1.0, float(json.loads(body)["parameters"]["retry_after"]))
    except (KeyError, TypeError, ValueError):
        return 1.0


def listed_in(body: bytes | str) -> Sequence[object]:
    try:
        came = json.loads(body)["result"]
    except (KeyError, TypeError, ValueError, RecursionError):
        came = None
    if not isinstance(came, list):
        raise TryLater("the updates could not be read", "unreadable")
    return came


def tokens_for(message: Outgoing) -> Mapping[str, str]:
    """What each button carries; none at all when one has more words than there is room for."""
    tokens = {option: token(message.ref, option) for option in message.options}
    return {} if any(len(each.encode()) > LONGEST_TOKEN for each in tokens.values()) else tokens


def conflict(words: str) -> TryLater:
    return TryLater("in use", CALLS_A_WEBHOOK if "webhook" in words else ASKED_BY_ANOTHER)
