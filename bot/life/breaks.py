"""A fixed visiting friend who cannot come for a while, or any more; and a break of the one who is visited."""

from __future__ import annotations

from datetime import date

from bot.flows import friend as words
from bot.life.asking import look
from bot.life.continuing import over
from bot.life.recurring import come, make_ahead
from bot.life.slots import coming, day_of, going, next_held, set_free, take_off, tell
from bot.life.taking import holder, tell_coordinator
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Status
from bot.recurring import Pairing, PairingState, asked_from
from bot.texts import Text


def _hand_on(turn: Turn, pairing: Pairing, text: Text, why: str, until: date | None) -> None:
    """The friend cannot come for a while, or any more: others are asked, the substitute first, and all is told once."""
    free = [errand for errand in coming(turn, pairing, until) if set_free(turn, pairing, errand, why)]
    for errand in free:
        turn.store.change_errand(
            errand.id, status=Status.OPEN.value, told_unfilled=None, ask_first=pairing.substitute,
            next_wave=asked_from(errand.starts, turn.now),
        )  # fmt: skip
    if not free:
        return
    whom, name = turn.store.recipient(pairing.recipient), turn.store.person(pairing.volunteer).first_name
    if whom is not None:
        till = words.UNTIL.say(whom.person.language, day=until) if until else ""
        turn.tell_recipient(whom, text, "cancelled", free[0], name=name, until=till)
    tell_coordinator(turn, free[0], pairing.volunteer)
    for errand in free:
        look(turn, errand.id)


def rest(turn: Turn, who: PersonId, why: str, until: date | None) -> None:
    """A friend takes a break: the visits that fall in it go to others."""
    for pairing in turn.store.pairings_of(who):
        if pairing.volunteer != who or pairing.state is not PairingState.GOING:
            continue
        first = next((errand for errand in coming(turn, pairing, until) if holder(turn, errand.id, who)), None)
        _hand_on(turn, pairing, words.AWAY, why, until)
        if first is not None and why == "paused":
            _say_rest(turn, pairing, first, until)


def back(turn: Turn, who: PersonId) -> None:
    """A friend is back from a break: what nobody has taken is theirs again."""
    for pairing in turn.store.pairings_of(who):
        if pairing.volunteer != who:
            continue
        free = [errand for errand in coming(turn, pairing) if errand.status is Status.OPEN]
        again = [errand for errand in free if come(turn, pairing, errand)]
        series, friend = turn.store.series(pairing.series), turn.store.person(who)
        if again:
            turn.store.close_matters(turn.now, "friend_not_yet", person=who)
            tell(
                turn, pairing, words.BEGUN_RECIPIENT, "visitor", again[0], for_kin=words.BEGUN_KIN,
                name=friend.first_name, slotted=True, day=day_of(again[0]),
            )  # fmt: skip
            slot = words.slot(series, friend.language)
            turn.say(who, words.GOES_ON, "confirmation", errand=again[0], slot=slot, day=day_of(again[0]))


def leave(turn: Turn, who: PersonId, why: str) -> None:
    """Someone is no volunteer any more: what they were fixed for ends, and they are nobody's substitute."""
    for pairing in turn.store.pairings_of(who):
        if pairing.substitute == who:
            turn.store.change_pairing(pairing.id, substitute=None)
        elif pairing.volunteer == who:
            _hand_on(turn, pairing, words.LEFT, why, None)
            over(turn, pairing)
            turn.tell("friend_left", person=pairing.recipient)


def pause(turn: Turn, which: int, until: date | None = None) -> None:
    """The recipient has a break: nobody comes so long, and the friend is told."""
    pairing = going(turn, which)
    turn.store.change_pairing(which, paused=True, paused_until=until)
    turn.note("pairing_paused", None, pairing.recipient, pairing=which)
    off = [errand for errand in coming(turn, pairing, until) if take_off(turn, pairing, errand)]
    if off:
        _say_rest(turn, pairing, off[0], until)


def _say_rest(turn: Turn, pairing: Pairing, errand: Errand, until: date | None) -> None:
    language = turn.store.person(pairing.volunteer).language
    till = words.UNTIL.say(language, day=until) if until else ""
    turn.say(pairing.volunteer, words.RESTS, "cancelled", errand=errand, until=till)


def go_on(turn: Turn, which: int) -> None:
    """The recipient's break is over: the visits are made ahead again."""
    pairing = going(turn, which)
    turn.store.change_pairing(which, paused=False, paused_until=None)
    turn.note("pairing_resumed", None, pairing.recipient, pairing=which)
    turn.store.change_series(pairing.series, made=0)
    make_ahead(turn, pairing.series)
    first = next_held(turn, pairing)
    if first is not None:
        turn.say(pairing.volunteer, words.GOES_ON, "confirmation", errand=first, day=day_of(first))
