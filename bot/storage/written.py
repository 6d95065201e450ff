"""What a message out is, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from bot.model import ErrandId, PersonId
from bot.storage.questions import REACHES


class MessageState(StrEnum):
    """Where a message out is; it only moves forward."""

    QUEUED = "queued"
    SENDING = "sending"
    """Written before the call, so that a message whose answer was lost is looked up, not sent again."""
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address."""

    id: int
    person: PersonId | None
    channel: str
    to: str
    text: str
    kind: str
    errand: ErrandId | None
    state: MessageState
    reply: bool
    unprompted: bool
    wakes: bool
    created: datetime
    not_before: datetime
    expires: datetime | None
    tries: int
    handed_over: datetime | None
    settled: datetime | None
    provider_id: str | None
    code: str | None
    written_by: int | None
    visit: int | None
    options: tuple[str, ...] = ()
    """Answers that can be pressed."""
    asks_number: bool = False
    repeats: int | None = None
    """The message whose words these are, sent another way since nobody answered."""
    edits: str | None = None
    """The provider's id of the message whose words these take the place of."""
    sought_from: datetime | None = None
    """It may have left since then without our knowing: the database has been put back to an older copy."""
    owed: datetime | None = None
    """When it was first to leave, once it has been put off."""
    once_more: int = 0
    """How many times it has been sent once more, or was about to be, although it may have left."""
    need: int | None = None
    """The wish for help someone is to be rung about."""
    known: frozenset[str] = frozenset()
    """While it is looked up: the provider's ids of the other messages to the same address."""


ON_ITS_WAY = (MessageState.QUEUED.value, MessageState.SENDING.value, MessageState.UNKNOWN.value)
REACHED = frozenset(MessageState(state) for state in REACHES)
"""States of a message that the one it is for may have read."""


def read_message(row: RowMapping) -> Message:
    return Message(
        row["id"], row["person"], row["channel"], row["to"] or "", row["text"] or "", row["kind"], row["errand"],
        MessageState(row["state"]), row["reply"], row["unprompted"], row["wakes"], row["created"], row["not_before"],
        row["expires"], row["tries"], row["handed_over"], row["settled"], row["provider_id"], row["code"],
        row["written_by"], row["visit"], tuple((row["options"] or "").split("\n")) if row["options"] else (),
        row["asks_number"], row["repeats"], row["edits"], row["sought_from"], row["owed"],
        row["once_more"], row["need"],
    )  # fmt: skip
