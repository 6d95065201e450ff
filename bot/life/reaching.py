"""When a message cannot get there, a human rings instead, and the number is left alone until one has looked at it."""

from __future__ import annotations

from bot.life import ladder
from bot.life.calling import aloud
from bot.life.turn import Turn


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
