"""Everything about one who gets help is stopped: nobody is asked, and nothing more is written to them."""

from __future__ import annotations

from bot.life import friends
from bot.life.errands import call_off
from bot.life.recurring import make_ahead
from bot.life.turn import Turn
from bot.model import PersonId


def stop_all(turn: Turn, recipient: PersonId) -> None:
    """At once; whoever came there week after week is rung by a coordinator, and hears nothing from the robot."""
    turn.store.change_recipient(recipient, stopped=True)
    turn.store.withdraw(turn.now, to=recipient)
    turn.note("stopped_all", None, recipient)
    friends.end_all_for(turn, recipient)
    for errand in turn.store.errands_for(recipient):
        if errand.active and errand.lies_ahead(turn.now):
            call_off(turn, errand.id, tell=False)


def resume_all(turn: Turn, recipient: PersonId) -> None:
    """New errands may be posted again, and what comes again does so; what was called off stays so."""
    turn.store.change_recipient(recipient, stopped=False)
    turn.note("resumed_all", None, recipient)
    for series in turn.store.series_for(recipient):
        make_ahead(turn, series.id)
