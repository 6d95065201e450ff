"""The slot two people meet in: what lies ahead in it, and how a visit is taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.clock import OSLO
from bot.errors import Refused
from bot.flows import friend as words
from bot.life.errands import call_off, edit
from bot.life.hindered import cannot_come
from bot.life.taking import holder
from bot.life.turn import Turn
from bot.life.visiting import ENDED
from bot.model import Errand
from bot.recurring import Pairing, PairingState
from bot.texts import Text


def tell(
    turn: Turn, pairing: Pairing, text: Text, kind: str, errand: Errand, *, slotted: bool = False, **values: Any
) -> None:
    whom = turn.store.recipient(pairing.recipient)
    if whom is None:
        return
    if slotted:
        values["slot"] = words.slot(turn.store.series(pairing.series), whom.person.language)
    turn.tell_recipient(whom, text, kind, errand, **values)


def day_of(errand: Errand) -> date:
    return errand.starts.astimezone(OSLO).date()


def coming(turn: Turn, pairing: Pairing, until: date | None = None) -> list[Errand]:
    """The errands made for the slot that lie ahead, to that day."""
    made = turn.store.errands_in(pairing.series)
    return [
        each for each in made
        if each.active and each.starts > turn.now
        and (until is None or day_of(each) <= until)
    ]  # fmt: skip


def next_held(turn: Turn, pairing: Pairing) -> Errand | None:
    """The next visit that is the friend's; others are asked about what comes before it."""
    return next((errand for errand in coming(turn, pairing) if holder(turn, errand.id, pairing.volunteer)), None)


def set_free(turn: Turn, pairing: Pairing, errand: Errand, why: str) -> bool:
    """Take a visit from the friend without a word; whether they had it."""
    visit = holder(turn, errand.id, pairing.volunteer)
    if visit is None:
        return False
    turn.store.change_visit(visit.id, state="cancelled", asked=None, ended=turn.now, why=why)
    turn.store.close_questions(errand.id, pairing.volunteer)
    turn.store.wake_at("visit", visit.id, None)
    turn.store.withdraw(turn.now, to=pairing.volunteer, errand=errand.id)
    turn.store.close_matters(turn.now, *ENDED, person=pairing.volunteer, errand=errand.id)
    turn.note("assignment_cancelled", errand.id, pairing.volunteer, why=why)
    return True


def take_off(turn: Turn, pairing: Pairing, errand: Errand, *, again: bool = True) -> bool:
    """Nobody is to come; whether the friend was to.  Another who was to come is told as ever.

    ``again`` is whether it may be made once more, when the break is shorter than was thought.
    """
    from_friend = set_free(turn, pairing, errand, "called_off")
    call_off(turn, errand.id, tell=False)
    if again:
        turn.store.change_errand(errand.id, occasion=None)
    return from_friend


def move(turn: Turn, pairing: Pairing, visits: Sequence[tuple[Errand, datetime]], **values: Any) -> None:
    """Let these be at other times, which both have agreed to, and are told once.

    Who comes instead of the friend is asked as ever.  Raises ``Refused`` when the friend cannot come at one of them.
    """
    theirs = [replace(one, starts=at) for one, at in visits if holder(turn, one.id, pairing.volunteer)]
    if why := next(filter(None, (cannot_come(turn, pairing.volunteer, one) for one in theirs)), ""):
        raise Refused(why)
    held = {one.id for one in theirs}
    for one, at in visits:
        edit(turn, one.id, starts=at, agreed=pairing.volunteer, quietly=one.id in held, **values)
    if theirs and theirs[0].starts != turn.moved_from.get(theirs[0].id, theirs[0].starts):
        _tell_moved(turn, pairing, theirs[0])


def _tell_moved(turn: Turn, pairing: Pairing, first: Errand) -> None:
    series, friend = turn.store.series(pairing.series), turn.store.person(pairing.volunteer)
    slot = words.slot(series, friend.language)
    turn.say(friend.id, words.MOVED, "changed", errand=first, slot=slot, day=day_of(first))
    visit = holder(turn, first.id, friend.id)
    tell(
        turn, pairing, words.MOVED_RECIPIENT, "changed", first, for_kin=words.MOVED_KIN, name=friend.first_name,
        visit=visit.id if visit else None, slotted=True, day=day_of(first),
    )  # fmt: skip


def active(turn: Turn, which: int) -> Pairing:
    pairing = turn.store.pairing(which)
    if not pairing.active:
        raise Refused("Dette er alt avsluttet.")
    return pairing


def going(turn: Turn, which: int) -> Pairing:
    pairing = active(turn, which)
    if pairing.state is not PairingState.GOING:
        raise Refused("Det faste har ikke begynt ennå.")
    return pairing
