"""Buttons: a press means what it says for as long as the message it stands on still asks."""

from __future__ import annotations

from bot.errors import NotFound
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.letters import Received


def meant(turn: Turn, who: PersonId, event: Received) -> str | None:
    """What a press says in words, numbered by the question it answers; nothing when the button is old."""
    assert event.pressed is not None
    try:
        message = turn.store.message(event.pressed)
    except NotFound:
        return None
    if message.person != who or event.text not in message.options:
        return None
    asked = turn.store.asked_by(message.id)
    if asked is not None:
        return f"{event.text.split()[0]} {asked.number}"
    newest = turn.store.with_buttons(who)[-1:]
    return event.text if message.errand is None and newest == [message] else None
