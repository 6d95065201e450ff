"""When a message cannot get there, a human rings instead."""

from __future__ import annotations

from bot.life.turn import Turn


def not_reached(turn: Turn, which: int) -> None:
    """A message that cannot get there goes on the call list, and the coordinator is told."""
    message = turn.store.message(which)
    if message.person is None:
        return
    turn.note("called_for", message.errand, message.person, why="undeliverable")
    errand = turn.store.errand(message.errand) if message.errand is not None else None
    turn.send(message.person, "call", message.to, message.text, message.kind, errand)
    turn.tell("undeliverable", person=message.person, errand=message.errand)
