"""What goes out, what comes in and what became of it, whichever channel carried it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WORDS_KEPT_FOR = timedelta(days=90)
"""How long what someone wrote is kept once nothing goes on about it."""
GOES_ANYWAY = frozenset({"danger", "alarm", "stopped", "receipt"})
"""Kinds that leave while sending is stopped: answers to danger, alarms to the duty phone, the receipt of a STOPP."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to hand over.  ``ref`` is ours: it comes back in the provider's callback."""

    ref: str
    to: str
    text: str
    valid_for: timedelta | None = None
    options: tuple[str, ...] = ()
    """Answers that can be pressed, where the channel has buttons; to type one says the same."""
    edits: str = ""
    """The provider's id of an earlier message of ours, whose words these take the place of."""
    asks_number: str = ""
    """What stands on a button that gives us the reader's own number, where the channel has one."""
    sender: str = ""
    """The address of ours it goes out from, such as "tel:+4759440000"; the channel's own when it is left out."""
    known: frozenset[str] = frozenset()
    """While it is looked up: the provider's ids of other messages of ours to the same address."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message someone sent us.  ``external_id`` is the provider's and never repeats."""

    channel: str
    external_id: str
    sender: str
    text: str
    media: int = 0
    edited: bool = False
    handled_stop: bool = False
    """The provider itself acted on this message as a stop word; answering it would be refused."""
    sent_at: datetime | None = None
    pressed: str = ""
    """Our ``ref`` of the message whose button was pressed; ``text`` is what stands on the button."""
    own_number: str = ""
    """The number on the contact card they sent, when the card is their own."""
    blocked: bool = False
    """They have shut us out: nothing that is sent there reaches them."""
    unreadable: bool = False
    """Nothing could be made of it; ``text`` is all there was, and ``sender`` may be empty."""
    ours: str = ""
    """The address of ours it was sent to, such as "tel:+4759440000"; empty where the channel has but one."""


@dataclass(frozen=True, slots=True)
class Rang:
    """Someone calls a number of ours, or a call that was put through is over.  ``external_id`` is the provider's."""

    channel: str
    external_id: str
    caller: str
    """Their number, or whatever is written where it is withheld."""
    ours: str
    over: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done with a call: put through, or told something and ended."""

    dial: str = ""
    say: str = ""
    language: str = "nb"


class Fate(StrEnum):
    """What became of a message we handed over, in the order it may happen."""

    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's word about one message.  ``code`` is its own error number, for the operator."""

    channel: str
    ref: str
    fate: Fate
    provider_id: str
    code: str = ""
    ours: str = ""
    """The address of ours the message went out from: numbers of messages are one municipality's own."""
    gone: bool = False
    """Whether the provider says that the address itself cannot be used."""
