"""Buttons: a press means what it says for as long as the message it stands on still asks."""

from __future__ import annotations

from bot.errors import NotFound
from bot.life.ladder import SAID_NO, outcome_of
from bot.life.taking import holder
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.letters import Received
from bot.storage.post import Message
from bot.texts import Text

A_FEW = 20

AGREED = Text("pressing.agreed", "Du har sagt ja til å {what} {when}. Kan du ikke likevel, svar AVBUD.")
DECLINED = Text(
    "pressing.declined", "Du har sagt nei til å {what} {when}. Har du ombestemt deg, ring {phone}."
)
NEWER = Text("pressing.newer", "Jeg har skrevet til deg om dette på nytt. Svar på den nyeste meldingen.")
OLD = Text("pressing.old", "Det spørsmålet gjelder ikke lenger. Lurer du på noe, ring {phone}.")


def meant(turn: Turn, who: PersonId, event: Received) -> str | None:
    """What a press says in words, numbered by the question it answers; nothing when the button is old."""
    message = _message(turn, who, event)
    if message is None or event.text not in message.options:
        return None
    asked = turn.store.asked_by(message.id)
    if asked is not None:
        return f"{event.text.split()[0]} {asked.number}"
    newest = turn.store.with_buttons(who)[-1:]
    return event.text if message.errand is None and newest == [message] else None


def say_it_is_old(turn: Turn, who: PersonId, event: Received) -> None:
    """Nobody presses in vain: how it stands is said, unless they only pressed the same once more."""
    if turn.store.human_has(who) is not None or _has_pressed(turn, who, event):
        return
    message = _message(turn, who, event)
    errand = turn.store.errand(message.errand) if message is not None and message.errand is not None else None
    if message is None or errand is None or not errand.active or errand.starts <= turn.now:
        turn.say(who, OLD, "other", reply=True)
    elif errand.id in {asked.errand for asked in turn.store.questions_to(who)}:
        turn.say(who, NEWER, "other", reply=True)
    elif holder(turn, errand.id, who) is not None:
        turn.say(who, AGREED, "other", errand=errand, reply=True)
    else:
        said_no = outcome_of(turn, message) is SAID_NO
        turn.say(who, DECLINED if said_no else OLD, "other", errand=errand, reply=True)


def _has_pressed(turn: Turn, who: PersonId, event: Received) -> bool:
    before = (earlier for earlier in turn.store.heard_from(who, last=A_FEW) if earlier.id < event.id)
    return any((earlier.pressed, earlier.text) == (event.pressed, event.text) for earlier in before)


def _message(turn: Turn, who: PersonId, event: Received) -> Message | None:
    assert event.pressed is not None
    try:
        message = turn.store.message(event.pressed)
    except NotFound:
        return None
    return message if message.person == who else None
