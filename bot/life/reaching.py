"""When a message cannot get there, a human rings instead, and the number is left alone until one has looked at it."""

from __future__ import annotations

from bot.life import ladder, people
from bot.life.calling import aloud
from bot.life.turn import Turn
from bot.storage.post import Message

COUNTED_ON = frozenset({"visitor", "changed", "cancelled"})
"""What someone who is helped goes by: a closed number takes it from nobody's ears."""


def stopped_there(turn: Turn, message: Message) -> None:
    """The provider refuses a number that wrote STOP to it: everyone who has it has stopped, and is rung instead."""
    assert message.person is not None
    turn.store.stop_number(message.to, turn.now)
    for who in turn.store.people_at(message.channel, message.to):
        people.opt_out(turn, who, answer=False)
    if message.kind in COUNTED_ON and turn.store.recipient(message.person) is not None:
        not_reached(turn, message.id, gone=False)


def not_reached(turn: Turn, which: int, *, gone: bool = True) -> None:
    """Put a message that cannot get there on the call list, and tell the coordinator.

    ``gone`` is false when the provider was at fault: then the number is good still.
    """
    message = turn.store.message(which)
    if message.kind == "alarm":
        turn.tell("alarm_not_reached")
    if message.person is None or message.channel == "call":
        return
    if message.channel == "telegram":
        ladder.not_there(turn, which, gone=gone)
        return
    if gone:
        turn.store.address_fails(message.channel, message.to)
    turn.note("called_for", message.errand, message.person, why="undeliverable")
    errand = turn.store.errand(message.errand) if message.errand is not None else None
    words = aloud(turn, message)
    again = turn.send(message.person, "call", message.to, words, message.kind, errand, visit=message.visit)
    turn.store.asked_instead(which, again)
    turn.tell("undeliverable", person=message.person, errand=message.errand)
