"""A fixed visiting friend: how it begins, with a first visit to try or without, and how it ends with care."""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotFound, Refused
from bot.flows import friend as words
from bot.life.apart import keep_apart
from bot.life.continuing import over
from bot.life.directions import address_comes
from bot.life.errands import may_be_posted
from bot.life.hindered import cannot_come, cannot_keep_coming, cannot_step_in
from bot.life.recurring import make_ahead
from bot.life.slots import active, coming, day_of, next_held, take_off, tell
from bot.life.taking import hold, holder
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId
from bot.recurring import Pairing, PairingState, Series, to_make

LOOKED_AT = 4
"""So many times are looked at for what comes again at the same time."""


def pair(
    turn: Turn, *, volunteer: PersonId, recipient: PersonId, starts: datetime, minutes: int = 60, weeks: int = 1,
    kind: str = "coffee_visit", substitute: PersonId | None = None, trial: datetime | None = None, along: bool = False,
    by: int | None = None,
) -> int:  # fmt: skip
    """Let two people keep meeting, who have both said yes to it; with a first visit to try, when ``trial`` says when.

    ``along`` is whether a coordinator comes along on that first visit.
    """
    may_be_posted(turn, recipient, trial or starts)
    if len({volunteer, recipient, substitute}) < 3:
        raise Refused("Velg tre forskjellige personer.")
    if any(one.volunteer == volunteer and one.recipient == recipient for one in turn.store.pairings_of(recipient)):
        raise Refused("De to er alt faste.")
    series = turn.store.add_series(
        kind=kind, recipient=recipient, starts=starts, minutes=minutes, weeks=weeks, created_by=by
    )
    kept = turn.store.series(series)
    _are_free(turn, kept, volunteer, substitute)
    which = turn.store.add_pairing(volunteer=volunteer, recipient=recipient, series=series, substitute=substitute)
    turn.note("paired", None, volunteer, pairing=which)
    if trial is None:
        _unless("" if list(to_make(kept, turn.now)) else "Velg en første gang innen fire uker.")
        _begin(turn, turn.store.pairing(which))
    else:
        _try_out(turn, turn.store.pairing(which), trial, along=along, by=by)
    return which


def _are_free(turn: Turn, series: Series, friend: PersonId, substitute: PersonId | None) -> None:
    """Refused when the one who is promised could not come, or the other not be asked."""
    first, *later = (_occasion(series, number) for number in range(1, LOOKED_AT + 1))
    _unless(cannot_keep_coming(turn, friend, first, later))
    if substitute is not None:
        _unless(cannot_step_in(turn, substitute, first))


def _occasion(series: Series, number: int) -> Errand:
    return Errand(ErrandId(0), series.kind, series.recipient, "", series.occasion(number), series.minutes)


def _unless(why: str) -> None:
    if why:
        raise Refused(why)


def _try_out(turn: Turn, pairing: Pairing, at: datetime, *, along: bool, by: int | None) -> None:
    series, whom = turn.store.series(pairing.series), turn.store.recipient(pairing.recipient)
    if whom is None:
        raise NotFound("recipient")
    which = turn.store.add_errand(
        kind=series.kind, recipient=whom.id, starts=at, minutes=series.minutes, postcode=whom.postcode,
        place=whom.place, created=turn.now, created_by=by,
    )  # fmt: skip
    errand = turn.store.errand(which)
    _unless(cannot_come(turn, pairing.volunteer, errand))
    turn.store.change_pairing(pairing.id, trial=which)
    turn.note("errand_posted", which, by=by)
    visit = hold(turn, errand, pairing.volunteer)
    friend = turn.store.person(pairing.volunteer)
    comes = words.ALONG.say(friend.language, coordinator=turn.town.coordinator) if along else ""
    address = address_comes(turn, errand, friend.id)
    turn.say(friend.id, words.TRIAL, "confirmation", errand=errand, along=comes, address=address)
    turn.tell_recipient(
        whom, words.TRIAL_RECIPIENT, "visitor", errand, for_kin=words.TRIAL_KIN, visit=visit, name=friend.first_name,
        along=words.ALONG.say(whom.person.language, coordinator=turn.town.coordinator) if along else "",
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
        keep_apart(turn, pairing.volunteer, pairing.recipient)
    elif pairing.volunteer_fits and pairing.recipient_fits:
        _begin(turn, pairing, said_by=who)
    else:
        turn.say(who, words.FITS_FOR_ONE, "confirmation", errand=tried, reply=True)


def _begin(turn: Turn, pairing: Pairing, *, said_by: PersonId | None = None) -> None:
    """From now on: the visits are made ahead, and both are told of the first that is the friend's.

    When none is, because they have become busy or taken a break, a coordinator hears it, and nobody is promised.
    """
    turn.store.change_pairing(pairing.id, state=PairingState.GOING.value, begun=turn.now)
    turn.store.wake_at("pairing", pairing.id, None)
    turn.store.close_matters(turn.now, "fits_unanswered", errand=pairing.trial) if pairing.trial else None
    turn.note("pairing_begun", None, pairing.volunteer, pairing=pairing.id)
    make_ahead(turn, pairing.series)
    first = next_held(turn, pairing)
    if first is None:
        _not_yet(turn, pairing, said_by)
        return
    series, friend = turn.store.series(pairing.series), turn.store.person(pairing.volunteer)
    reply = turn.heard_from == friend.id
    turn.say(
        friend.id, words.BEGUN, "confirmation", errand=first, reply=reply, slot=words.slot(series, friend.language),
        day=day_of(first),
    )  # fmt: skip
    visit = holder(turn, first.id, friend.id)
    tell(
        turn, pairing, words.BEGUN_RECIPIENT, "visitor", first, for_kin=words.BEGUN_KIN, name=friend.first_name,
        visit=visit.id if visit else None, slotted=True, day=day_of(first),
    )  # fmt: skip


def _not_yet(turn: Turn, pairing: Pairing, said_by: PersonId | None) -> None:
    turn.tell("friend_not_yet", person=pairing.volunteer, errand=pairing.trial)
    if said_by is not None and pairing.trial is not None:
        tried = turn.store.errand(pairing.trial)
        turn.say(said_by, words.FITS_FOR_ONE, "confirmation", errand=tried, reply=True)


def set_substitute(turn: Turn, which: int, who: PersonId | None) -> None:
    """Who is asked first when the friend cannot come."""
    pairing = active(turn, which)
    if who in {pairing.volunteer, pairing.recipient}:
        raise Refused("Velg en annen som vikar.")
    ahead = coming(turn, pairing)
    if who is not None:
        first = next(iter(ahead), _occasion(turn.store.series(pairing.series), 1))
        _unless(cannot_step_in(turn, who, first))
    turn.store.change_pairing(which, substitute=who)
    for errand in ahead:
        turn.store.change_errand(errand.id, ask_first=who)


def end(turn: Turn, which: int, *, quietly: bool = False) -> None:
    """It is over.  The robot thanks the friend; ``quietly`` it writes to nobody, and a coordinator rings."""
    pairing = active(turn, which)
    ahead = coming(turn, pairing)
    last = next(iter([*ahead, *reversed(turn.store.errands_in(pairing.series))]), None)
    tried = turn.store.errand(pairing.trial) if pairing.trial is not None else None
    for errand in (*ahead, *((tried,) if tried and tried.active and tried.starts > turn.now else ())):
        take_off(turn, pairing, errand, again=False)
    over(turn, pairing)
    about = last or tried
    turn.tell("ring_friend", person=pairing.volunteer, errand=about.id if about else None)
    if quietly or about is None:
        return
    turn.say(pairing.volunteer, words.ENDED, "cancelled", errand=about)
    tell(
        turn, pairing, words.ENDED_RECIPIENT, "cancelled", about,
        name=turn.store.person(pairing.volunteer).first_name,
    )  # fmt: skip


def end_all_for(turn: Turn, recipient: PersonId) -> None:
    """All about a recipient stops: a coordinator rings the friend, and nothing is written."""
    for pairing in turn.store.pairings_of(recipient):
        if pairing.recipient == recipient:
            end(turn, pairing.id, quietly=True)
