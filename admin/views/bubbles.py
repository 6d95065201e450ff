"""A talk as it went: everything written, said and read aloud, whichever way it came, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.views import messages
from bot.storage.letters import Received
from bot.storage.post import Message, MessageState

NOT_KEPT = "(slettet)"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message, as macros.bubbles wants it."""

    ours: bool
    text: str
    who: str
    at: datetime
    state: str
    id: int = 0
    """Of a coordinator's message that has not left and may be taken back."""


def bubbles(out: Sequence[Message], came: Sequence[Received], name: str, users: Mapping[int, str]) -> list[Bubble]:
    said = [(event.received, 0, event.id, _theirs(event, name)) for event in came]
    said += [(message.created, 1, message.id, _ours(message, users)) for message in out]
    return [bubble for *_, bubble in sorted(said, key=lambda one: one[:3])]


def _theirs(event: Received, name: str) -> Bubble:
    text = event.text or ("(bilde eller lyd)" if event.media else NOT_KEPT)
    return Bubble(False, text, name, event.received, "på telefonen" if event.channel == "call" else "")


def _ours(message: Message, users: Mapping[int, str]) -> Bubble:
    human = message.written_by is not None
    who = users.get(message.written_by or 0, "En koordinator") if human else "Roboten"
    waits = message.kind == "coordinator" and message.state is MessageState.QUEUED
    return Bubble(
        True, message.text or NOT_KEPT, who, message.created, messages.state(message), message.id if waits else 0
    )
