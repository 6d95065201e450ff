"""What leaves later than it should is put before a coordinator once an hour at most, with a note of each message."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.life.turn import Turn
from bot.storage.post import Message
from bot.storage.store import Store

LATE = timedelta(minutes=1)
AGAIN_AFTER = timedelta(hours=1)


def waiting(store: Store, before: datetime) -> int:
    """How much was to leave, or to be seen to, before then; what a human holds back is not late."""
    messages = 0 if store.municipality_row().held else store.late(before)
    return messages + len(store.due_wakes(before, 1))


def tell(turn: Turn) -> None:
    if not turn.store.told_since("sent_late", turn.now - AGAIN_AFTER):
        turn.tell("sent_late")


def left(turn: Turn, message: Message) -> None:
    """A message has left: was it in time?"""
    wanted = message.owed or message.not_before
    if turn.now - wanted > LATE:
        turn.note("sent_late", message.errand, message.person, message=message.id, wanted=wanted.isoformat())
        tell(turn)
