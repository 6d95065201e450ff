"""A fixed visiting friend: how it begins, what happens when either of the two cannot, and how it ends with care."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.clock import OSLO
from bot.errors import NotFound, Refused
from bot.flows import friend as words
from bot.life.asking import look
from bot.life.continuing import over
from bot.life.directions import address_comes
from bot.life.errands import call_off, may_be_posted
from bot.life.recurring import come, make_ahead
from bot.life.taking import hold, holder, tell_coordinator
from bot.life.turn import Turn
from bot.life.vetting import may_not
from bot.life.visiting import ENDED
from bot.model import Errand, PersonId, Stage, Status
from bot.recurring import Pairing, PairingState, asked_from
from bot.texts import Text


def pair(
    turn: Turn, *, volunteer: PersonId, recipient: PersonId, starts: datetime, minutes: int = 60, weeks: int = 1,
    kind: str = "coffee_visit", substitute: PersonId | None = None, trial: datetime | None = None, along: bool = False,
    by: int | None = None,
) -> int:  # fmt: skip
    """Let two people keep meeting, who have both said yes to it; with a first visit to try, when ``trial`` says when.

    ``along`` is whether a coordinator comes along on that first visit.
    """
    may_be_posted(turn, recipient, trial or starts)
    for who in (volunteer, substitute):
        _is_ready(turn, who)
    if len({volunteer, recipient, substitute}) < 3:
        raise Refused("Velg tre forskjellige personer.")
    if any(one.volunteer == volunteer and one.recipient == recipient for one in turn.store.pairings_of(recipient)):
        raise Refused("De to er alt faste.")
    series = turn.store.add_series(
        kind=kind, recipient=recipient, starts=starts, minutes=minutes, weeks=weeks, created_by=by
    )
    which = turn.store.add_pairing(volunteer=volunteer, recipient=recipient, series=series, substitute=substitute)
    turn.note("paired", None, volunteer, pairing=which)
    if trial is None:
        _begin(turn, turn.store.pairing(which))
    else:
        _try_out(turn, turn.store.pairing(which), trial, along=along, by=by)
    return which


def _is_ready(turn: Turn, who: PersonId | None) -> None:
    found = turn.store.volunteer(who) if who is not None else None
    if who is not None and (found is None or found.stage is not Stage.APPROVED):
        raise Refused("Den frivillige er ikke klar til å starte ennå.")


def _try_out(turn: Turn, pairing: Pairing, at: datetime, *, along: bool, by: int | None) -> None:
    series, whom = turn.store.series(pairing.series), turn.store.recipient(pairing.recipient)
    if whom is None:
        raise NotFound("recipient")
    which = turn.store.add_errand(
        kind=series.kind, recipient=whom.id, starts=at, minutes=series.minutes, postcode=whom.postcode,
        place=whom.place, created=turn.now, created_by=by,
    )  # fmt: skip
    errand = turn.store.errand(which)
    if may_not(turn, pairing.volunteer, errand):
        raise Refused("Den frivillige er ikke klar til å starte ennå.")
    turn.store.change_pairing(pairing.id, trial=which)
    turn.note("errand_posted", which, by=by)
    visit = hold(turn, errand, pairing.volunteer)
    friend = turn.store.person(pairing.volunteer)
    comes = words.ALONG.say(friend.language, turn.own, coordinator=turn.town.coordinator) if along else ""
    address = address_comes(turn, errand, friend.id)
    turn.say(friend.id, words.TRIAL, "confirmation", errand=errand, along=comes, address=address)
    turn.tell_recipient(
        whom, words.TRIAL_RECIPIENT, "visitor", errand, for_kin=words.TRIAL_KIN, visit=visit, name=friend.first_name,
        along=words.ALONG.say(whom.person.language, turn.own, coordinator=turn.town.coordinator) if along else "",
    )  # fmt: skip


def answer(turn: Turn, tried: Errand, who: PersonId, *, fits: bool) -> None:
    """What one of the two says of the first visit; when both have said yes, it begins."""
    turn.store.close_questions(tried.id, who)
    pairing = turn.store.pairing_tried(tried.id)
    if pairing is None or pairing.state is not PairingState.ASKED:
        return
    theirs = "volunteer_fits" if who == pairing.volunteer else "recipient_fits"
    turn.store.change_pairing(pairing.id, **{theirs: fits})
    turn.note("fits" if fits else "fits_not", tried.id, who)
    pairing = turn.store.pairing(pairing.id)
    if not fits:
        no = words.FITS_NOT if who == pairing.volunteer else words.FITS_NOT_RECIPIENT
        turn.say(who, no, "confirmation", errand=tried, reply=True)
        turn.tell("fits_not", person=who, errand=tried.id)
        over(turn, pairing)
    elif pairing.volunteer_fits and pairing.recipient_fits:
        _begin(turn, pairing)
    else:
        turn.say(who, words.FITS_FOR_ONE, "confirmation", errand=tried, reply=True)


def _begin(turn: Turn, pairing: Pairing) -> None:
    """From now on: the visits are made ahead, and both are told."""
    turn.store.change_pairing(pairing.id, state=PairingState.GOING.value, begun=turn.now)
    turn.store.wake_at("pairing", pairing.id, None)
    turn.store.close_matters(turn.now, "fits_unanswered", errand=pairing.trial) if pairing.trial else None
    turn.note("pairing_begun", None, pairing.volunteer, pairing=pairing.id)
    make_ahead(turn, pairing.series)
    first = next(iter(_coming(turn, pairing)), None)
    if first is None:
        return
    series, friend = turn.store.series(pairing.series), turn.store.person(pairing.volunteer)
    reply = turn.heard_from == friend.id
    turn.say(
        friend.id, words.BEGUN, "confirmation", errand=first, reply=reply, slot=words.slot(series, friend.language),
        day=_day(first),
    )  # fmt: skip
    visit = holder(turn, first.id, friend.id)
    _tell(
        turn, pairing, words.BEGUN_RECIPIENT, "visitor", first, for_kin=words.BEGUN_KIN, name=friend.first_name,
        visit=visit.id if visit else None, slotted=True, day=_day(first),
    )  # fmt: skip


def _tell(
    turn: Turn, pairing: Pairing, text: Text, kind: str, errand: Errand, *, slotted: bool = False, **values: Any
) -> None:
    whom = turn.store.recipient(pairing.recipient)
    if whom is None:
        return
    if slotted:
        values["slot"] = words.slot(turn.store.series(pairing.series), whom.person.language)
    turn.tell_recipient(whom, text, kind, errand, **values)


def _day(errand: Errand) -> date:
    return errand.starts.astimezone(OSLO).date()


def _coming(turn: Turn, pairing: Pairing, until: date | None = None) -> list[Errand]:
    """The errands made for the slot that lie ahead, to that day."""
    made = turn.store.errands_in(pairing.series)
    return [
        each for each in made
        if each.active and each.starts > turn.now
        and (until is None or _day(each) <= until)
    ]  # fmt: skip


def _set_free(turn: Turn, pairing: Pairing, errand: Errand, why: str) -> bool:
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


def _hand_on(turn: Turn, pairing: Pairing, text: Text, why: str, until: date | None) -> None:
    """The friend cannot come for a while, or any more: others are asked, the substitute first, and all is told once."""
    free = [errand for errand in _coming(turn, pairing, until) if _set_free(turn, pairing, errand, why)]
    for errand in free:
        turn.store.change_errand(
            errand.id, status=Status.OPEN.value, told_unfilled=None, ask_first=pairing.substitute,
            next_wave=asked_from(errand.starts, turn.now),
        )  # fmt: skip
    if not free:
        return
    whom, name = turn.store.recipient(pairing.recipient), turn.store.person(pairing.volunteer).first_name
    if whom is not None:
        till = words.UNTIL.say(whom.person.language, turn.own, day=until) if until else ""
        turn.tell_recipient(whom, text, "cancelled", free[0], name=name, until=till)
    tell_coordinator(turn, free[0], pairing.volunteer)
    for errand in free:
        look(turn, errand.id)


def rest(turn: Turn, who: PersonId, why: str, until: date | None) -> None:
    """A friend takes a break: the visits that fall in it go to others."""
    for pairing in turn.store.pairings_of(who):
        if pairing.volunteer != who or pairing.state is not PairingState.GOING:
            continue
        first = next((errand for errand in _coming(turn, pairing, until) if holder(turn, errand.id, who)), None)
        _hand_on(turn, pairing, words.AWAY, why, until)
        if first is not None and why == "paused":
            _say_rest(turn, pairing, first, until)


def back(turn: Turn, who: PersonId) -> None:
    """A friend is back from a break: what nobody has taken is theirs again."""
    for pairing in turn.store.pairings_of(who):
        if pairing.volunteer != who:
            continue
        free = [errand for errand in _coming(turn, pairing) if errand.status is Status.OPEN]
        again = [errand for errand in free if come(turn, pairing, errand)]
        series, friend = turn.store.series(pairing.series), turn.store.person(who)
        if again:
            _tell(
                turn, pairing, words.BEGUN_RECIPIENT, "visitor", again[0], for_kin=words.BEGUN_KIN,
                name=friend.first_name, slotted=True, day=_day(again[0]),
            )  # fmt: skip
            slot = words.slot(series, friend.language)
            turn.say(who, words.GOES_ON, "confirmation", errand=again[0], slot=slot, day=_day(again[0]))


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
    pairing = _going(turn, which)
    turn.store.change_pairing(which, paused=True, paused_until=until)
    turn.note("pairing_paused", None, pairing.recipient, pairing=which)
    off = [errand for errand in _coming(turn, pairing, until) if _call_off(turn, pairing, errand)]
    if off:
        _say_rest(turn, pairing, off[0], until)


def _say_rest(turn: Turn, pairing: Pairing, errand: Errand, until: date | None) -> None:
    language = turn.store.person(pairing.volunteer).language
    till = words.UNTIL.say(language, turn.own, day=until) if until else ""
    turn.say(pairing.volunteer, words.RESTS, "cancelled", errand=errand, until=till)


def _call_off(turn: Turn, pairing: Pairing, errand: Errand, *, again: bool = True) -> bool:
    """Nobody is to come; whether the friend was to.  Another who was to come is told as ever.

    ``again`` is whether it may be made once more, when the break is shorter than was thought.
    """
    from_friend = _set_free(turn, pairing, errand, "called_off")
    call_off(turn, errand.id, tell=False)
    if again:
        turn.store.change_errand(errand.id, occasion=None)
    return from_friend


def go_on(turn: Turn, which: int) -> None:
    """The recipient's break is over: the visits are made ahead again."""
    pairing = _going(turn, which)
    turn.store.change_pairing(which, paused=False, paused_until=None)
    turn.note("pairing_resumed", None, pairing.recipient, pairing=which)
    turn.store.change_series(pairing.series, made=0)
    make_ahead(turn, pairing.series)
    first = next(iter(_coming(turn, pairing)), None)
    if first is not None:
        turn.say(pairing.volunteer, words.GOES_ON, "confirmation", errand=first, day=_day(first))


def set_substitute(turn: Turn, which: int, who: PersonId | None) -> None:
    """Who is asked first when the friend cannot come."""
    pairing = _active(turn, which)
    if who in {pairing.volunteer, pairing.recipient}:
        raise Refused("Velg en annen som vikar.")
    _is_ready(turn, who)
    turn.store.change_pairing(which, substitute=who)
    for errand in _coming(turn, pairing):
        turn.store.change_errand(errand.id, ask_first=who)


def end(turn: Turn, which: int, *, quietly: bool = False) -> None:
    """It is over.  The robot thanks the friend; ``quietly`` it writes to nobody, and a coordinator rings."""
    pairing = _active(turn, which)
    coming = _coming(turn, pairing)
    last = next(iter([*coming, *reversed(turn.store.errands_in(pairing.series))]), None)
    tried = turn.store.errand(pairing.trial) if pairing.trial is not None else None
    for errand in (*coming, *((tried,) if tried and tried.active and tried.starts > turn.now else ())):
        _call_off(turn, pairing, errand, again=False)
    over(turn, pairing)
    about = last or tried
    turn.tell("ring_friend", person=pairing.volunteer, errand=about.id if about else None)
    if quietly or about is None:
        return
    turn.say(pairing.volunteer, words.ENDED, "cancelled", errand=about)
    _tell(
        turn, pairing, words.ENDED_RECIPIENT, "cancelled", about,
        name=turn.store.person(pairing.volunteer).first_name,
    )  # fmt: skip


def end_all_for(turn: Turn, recipient: PersonId) -> None:
    """All about a recipient stops: a coordinator rings the friend, and nothing is written."""
    for pairing in turn.store.pairings_of(recipient):
        if pairing.recipient == recipient:
            end(turn, pairing.id, quietly=True)


def _active(turn: Turn, which: int) -> Pairing:
    pairing = turn.store.pairing(which)
    if not pairing.active:
        raise Refused("Dette er alt avsluttet.")
    return pairing


def _going(turn: Turn, which: int) -> Pairing:
    pairing = _active(turn, which)
    if pairing.state is not PairingState.GOING:
        raise Refused("Det faste har ikke begynt ennå.")
    return pairing
