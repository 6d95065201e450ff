"""What the robot had not yet sent when a coordinator took the talk is not sent in the middle of it."""

from __future__ import annotations

from bot.life.asking import replace_one
from bot.life.turn import ALWAYS, NOT_TO_BE_MISSED, Turn
from bot.model import ErrandId, OfferState, PersonId
from bot.storage.post import Message, MessageState


def hush(turn: Turn, who: PersonId) -> None:
    """Take back what is queued; what they must not miss goes on the call list, and others get the questions."""
    for message in turn.store.messages_to(who):
        if message.state is MessageState.QUEUED and _is_the_robots(turn, message):
            turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)
            if message.kind in NOT_TO_BE_MISSED:
                errand = turn.store.errand(message.errand) if message.errand is not None else None
                turn.send(who, "call", turn.store.telephone(who), message.text, message.kind, errand)
            elif message.kind == "offer" and message.errand is not None:
                _ask_another(turn, message.errand, who)


def _ask_another(turn: Turn, which: ErrandId, instead_of: PersonId) -> None:
    turn.store.change_offer(which, instead_of, OfferState.WITHDRAWN, turn.now)
    turn.store.close_questions(which, instead_of)
    replace_one(turn, which)


def _is_the_robots(turn: Turn, message: Message) -> bool:
    """Said to the one the talk is with; what a recipient is told about who comes goes its own way."""
    if message.channel == "call" or message.kind in ALWAYS or message.written_by is not None:
        return False
    return message.errand is None or turn.store.errand(message.errand).recipient != message.person
