"""What the robot had not yet sent when a coordinator took the talk is not sent in the middle of it."""

from __future__ import annotations

from bot.life.asking import take_back
from bot.life.calling import aloud
from bot.life.turn import ALWAYS, NOT_TO_BE_MISSED, Turn
from bot.life.visiting import attend
from bot.model import OfferState, PersonId
from bot.storage.post import Message, MessageState


def hush(turn: Turn, who: PersonId) -> None:
    """Take back what is queued; what they must not miss goes on the call list, and others get the questions.

    What is said in the very turn stays, and what is coming is planned for when someone is at work to read it.
    """
    for message in turn.store.messages_to(who):
        if message.state is MessageState.QUEUED and _is_the_robots(turn, message):
            turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)
            if message.kind in NOT_TO_BE_MISSED:
                errand = turn.store.errand(message.errand) if message.errand is not None else None
                again = turn.send(who, "call", turn.store.telephone(who), aloud(turn, message), message.kind, errand)
                turn.store.asked_instead(message.id, again)
            elif message.kind == "offer" and message.errand is not None:
                for offer in turn.store.offers_to(who, OfferState.OPEN):
                    if offer.errand == message.errand:
                        take_back(turn, offer)

    for visit, _ in turn.store.visits_by(who):
        attend(turn, visit.id)


def _is_the_robots(turn: Turn, message: Message) -> bool:
    """Said to the one the talk is with; what a recipient is told about who comes goes its own way."""
    if message.channel == "call" or message.kind in ALWAYS or message.written_by is not None:
        return False
    if message.reply and message.created == turn.now:
        return False
    return message.errand is None or turn.store.errand(message.errand).recipient != message.person
