"""What must not leave yet: all of it while sending is stopped, and what goes to many until someone has looked again."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.life.turn import Turn
from bot.model import OfferState
from bot.storage.post import Message
from bot.waking import next_awake

NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message that waits for a second look may leave."""


def hold(turn: Turn, why: str) -> None:
    """Let nothing more leave.  ``why`` is "stopped", by a coordinator, or "restored", from a copy."""
    turn.store.change_set_up(held=why)
    turn.note("sending_held", why=why)
    turn.tell("held")


def release(turn: Turn) -> None:
    """What waits may leave, but for what is of no use any more."""
    turn.store.change_set_up(held="")
    turn.store.close_matters(turn.now, "held")
    turn.note("sending_released")


def look_over(turn: Turn) -> None:
    """At the end of a coordinator's act: what goes to more people than anyone has in mind waits for a second look."""
    bulk = [(which, turn.store.message(which)) for which in turn.bulk]
    people = {message.person for _, message in bulk}
    if len(people) <= turn.town.policy.second_look:
        return
    matter = turn.tell("mass", errand=next((message.errand for _, message in bulk), None))
    for which, _ in bulk:
        turn.store.change_message(which, not_before=NOT_YET, matter=matter)


def send(turn: Turn, matter: int, by: int) -> int:
    """It has been looked at again, and is right; returns how many messages leave."""
    waiting = turn.store.queued_about(matter)
    for message in waiting:
        turn.store.change_message(message.id, not_before=next_awake(turn.now))
    turn.store.change_matter(matter, closed=turn.now, closed_by=by)
    return len(waiting)


def drop(turn: Turn, matter: int, by: int) -> None:
    """It was not meant, and is never sent."""
    for message in turn.store.queued_about(matter):
        take_back(turn, message)
    turn.store.change_matter(matter, closed=turn.now, closed_by=by)


def take_back(turn: Turn, message: Message) -> bool:
    """See that a message never leaves; whoever it would have asked has not been asked.  False when it has left."""
    if not turn.store.withdraw_message(message, turn.now):
        return False
    if message.kind == "offer" and message.person is not None and message.errand is not None:
        turn.store.change_offer(message.errand, message.person, OfferState.WITHDRAWN, turn.now)
        turn.store.close_questions(message.errand, message.person)
    elif message.person is not None:
        turn.store.wake_at("talk", message.person, None)  # nobody is reminded of a question they never got
    turn.note("message_withdrawn", message.errand, message.person, message=message.id)
    return True
