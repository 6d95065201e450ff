"""What a coordinator writes in a talk can be taken back until it leaves, also when that is not before the morning."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import NotFound, Refused
from bot.life import holding, undoing
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.post import Message

TOO_LATE = "For sent: meldingen er sendt."


def take_back(turn: Turn, who: PersonId, which: int, by: int) -> Sequence[Message]:
    """See that a reply never leaves, in however many messages; all else it changed is put back while that is fresh."""
    written = _written_with(turn, who, which)
    last = turn.store.last_undo(by, turn.now)
    if last is not None and which in turn.store.messages_of_undo(last.id) and turn.store.stands(last.id):
        undoing.undo(turn, last.id, by)
    elif not all(holding.take_back(turn, message) for message in written):
        raise Refused(TOO_LATE)
    return written


def _written_with(turn: Turn, who: PersonId, which: int) -> list[Message]:
    """The reply a message is part of."""
    one = turn.store.message(which)
    if one.person != who or one.kind != "coordinator":
        raise NotFound("message")
    same = (one.created, one.kind, one.written_by)
    return [each for each in turn.store.messages_to(who) if (each.created, each.kind, each.written_by) == same]
