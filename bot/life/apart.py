"""Not me: two who are not to meet again, because one of them has said so, are asked and sent to each other no more."""

from __future__ import annotations

from bot.errors import NotFound, Refused
from bot.life.turn import Turn
from bot.life.vetting import hand_on
from bot.model import PersonId


def keep_apart(turn: Turn, volunteer: PersonId, recipient: PersonId, by: int | None = None) -> None:
    """What is agreed between them goes to others, and nobody is told why."""
    if turn.store.volunteer(volunteer) is None or turn.store.recipient(recipient) is None:
        raise NotFound("person")
    between = [one for one in turn.store.pairings_of(recipient) if recipient == one.recipient]
    if any(one.volunteer == volunteer for one in between):
        raise Refused("De er faste besøksvenner. Avslutt det faste først, og ring dem begge.")
    for one in between:
        if one.substitute == volunteer:
            turn.store.change_pairing(one.id, substitute=None)
    turn.store.keep_apart(volunteer, recipient, turn.now, by)
    hand_on(turn, volunteer)


def let_meet(turn: Turn, volunteer: PersonId, recipient: PersonId) -> None:
    """It was a mistake, or they have thought again."""
    turn.store.let_meet(volunteer, recipient)
