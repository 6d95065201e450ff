"""What a coordinator does with an errand: posts it, changes it, gives it away, calls it off."""

from __future__ import annotations

from datetime import datetime

from bot.dispatching import ask_from
from bot.errors import Refused
from bot.flows import offer as words
from bot.flows import reminder
from bot.life import askers
from bot.life.asking import knows_of_it, look, put, reopen, take_back, waits_for_word
from bot.life.countering import may_begin
from bot.life.directions import tell_details
from bot.life.holding import look_over_wave
from bot.life.suiting import in_the_way
from bot.life.taking import (
    accept,
    cancel,
    expects,
    holder,
    tell_asker_who_comes,
    tell_recipient_who_comes,
)
from bot.life.turn import Turn
from bot.life.vetting import may_not
from bot.life.visiting import ENDED, attend, moved
from bot.matching import WhyNot
from bot.model import Errand, ErrandId, Offer, OfferState, PersonId, Recipient, Status, Visit

_STANDING = (OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE)


def post(
    turn: Turn, *, kind: str, recipient: PersonId, starts: datetime, minutes: int = 60, details: str = "",
    urgent: bool = False, places: int = 1, ask_first: PersonId | None = None, by: int | None = None,
    between: tuple[datetime, datetime] | None = None,
) -> ErrandId:  # fmt: skip
    """Post an errand and begin asking, now or when people wake; ``between`` which times it may as well be."""
    whom = may_be_posted(turn, recipient, starts)
    earliest, latest = between or (None, None)
    which = turn.store.add_errand(
        kind=kind, recipient=recipient, starts=starts, minutes=minutes, details=details, urgent=urgent, places=places,
        postcode=whom.postcode, place=whom.where, created=turn.now, created_by=by, ask_first=ask_first,
        next_wave=ask_from(turn.now), earliest=earliest, latest=latest,
    )  # fmt: skip
    turn.note("errand_posted", which, by=by)
    look(turn, which)
    return which


def may_be_posted(turn: Turn, recipient: PersonId, starts: datetime) -> Recipient:
    """Whoever it is for; refused when all about them is stopped, or its time has passed."""
    whom = turn.store.recipient(recipient)
    if whom is None or whom.stopped:
        raise Refused("Alt om denne innbyggeren er stanset.")
    if starts <= turn.now:
        raise Refused("Tidspunktet er allerede passert.")
    return whom


def edit(
    turn: Turn, which: ErrandId, *, starts: datetime | None = None, minutes: int | None = None,
    details: str | None = None, agreed: PersonId | None = None, quietly: bool = False,
) -> None:  # fmt: skip
    """Change an errand; whoever holds it, or has been asked, is asked anew when its time is another.

    ``agreed`` has said that the new time suits, and is only told; ``quietly`` neither they nor the recipient are, who
    hear it in other words.
    """
    before = _active(turn, which)
    changes = {"starts": starts, "minutes": minutes, "details": details}
    new = {name: value for name, value in changes.items() if value is not None and value != getattr(before, name)}
    if before.postponed is not None and starts is not None:
        new["starts"] = starts
    if not new:
        return
    if starts is not None and starts <= turn.now:
        raise Refused("Tidspunktet er allerede passert.")
    if "starts" in new:
        turn.moved_from[which] = before.starts
    again = {"postponed": None} if "starts" in new else {}
    turn.store.change_errand(which, version=before.version + 1, **new, **again, **_not_between(before, starts))
    if "starts" in new:
        turn.store.close_matters(turn.now, "postponed", errand=which)
    turn.note("errand_edited", which, what=sorted(new))
    after = turn.store.errand(which)
    if {"starts", "minutes"} & set(new):
        _ask_anew(turn, before, after)
        _move_visits(turn, after, tell_recipient="starts" in new, agreed=agreed, quietly=quietly)
    else:
        tell_details(turn, after)
        for visit in turn.store.visits_of(which):
            if visit.active:
                attend(turn, visit.id)
    look(turn, which)


def _not_between(before: Errand, starts: datetime | None) -> dict[str, None]:
    """What it may as well be holds no longer when it is moved out of that."""
    return {} if starts is None or may_begin(before, starts) else {"earliest": None, "latest": None}


def _ask_anew(turn: Turn, before: Errand, errand: Errand) -> None:
    """Those who have been asked are asked whether it suits as it is now, but for those it does not suit any more."""
    queued = len(turn.bulk)
    for offer in turn.store.offers_of(errand.id):
        if offer.state in _STANDING and not _suits_still(turn, offer, errand):
            _ask_no_more(turn, offer, before)
        elif offer.state is OfferState.OPEN and _never_told(turn, offer):
            put(turn, errand, offer.volunteer)
        elif offer.state in {OfferState.OPEN, OfferState.COUNTERED}:
            turn.store.withdraw(turn.now, to=offer.volunteer, errand=errand.id)
            turn.store.add_offer(errand.id, offer.volunteer, turn.now)
            turn.store.close_matters(turn.now, "counter_offer", person=offer.volunteer, errand=errand.id)
            turn.ask(offer.volunteer, words.CHANGED, "changed", "offer", errand, wakes=False)
    look_over_wave(turn, errand.id, turn.bulk[queued:])


def _suits_still(turn: Turn, offer: Offer, errand: Errand) -> bool:
    """Who has named another time knows best when they can; who has something else then is asked if they manage both."""
    why = in_the_way(turn, errand, offer.volunteer)
    return why in {None, WhyNot.BUSY} or (why is WhyNot.TIME and offer.state is OfferState.COUNTERED)


def _ask_no_more(turn: Turn, offer: Offer, before: Errand) -> None:
    """Whoever knows of it as it was hears that nobody is needed then."""
    told = offer.state is not OfferState.OPEN or _has_reached(turn, offer)
    take_back(turn, offer)
    turn.store.close_matters(turn.now, "counter_offer", person=offer.volunteer, errand=offer.errand)
    if told:
        turn.say(offer.volunteer, words.WITHDRAWN, "cancelled", errand=before, wakes=False)


def _move_visits(
    turn: Turn, errand: Errand, *, tell_recipient: bool, agreed: PersonId | None, quietly: bool
) -> None:
    for visit in turn.store.visits_of(errand.id):
        if visit.active and may_not(turn, visit.volunteer, errand):
            cancel(turn, errand.id, visit.volunteer, "approval")
    holders = [visit for visit in turn.store.visits_of(errand.id) if visit.active]
    for visit in holders:
        moved(turn, visit, errand, agreed=visit.volunteer == agreed, quietly=quietly)
    recipient = turn.store.recipient(errand.recipient)
    if not tell_recipient or recipient is None:
        return
    for visit in holders:
        _tell_moved(turn, errand, visit, recipient, quietly=quietly)


def _never_told(turn: Turn, offer: Offer) -> bool:
    """Whether what would have asked them has not left, and now never does."""
    if _has_reached(turn, offer):
        return False
    return turn.store.withdraw(turn.now, to=offer.volunteer, errand=offer.errand, kinds=("offer",)) > 0


def _has_reached(turn: Turn, offer: Offer) -> bool:
    return any(asked.reached for asked in turn.store.questions_to(offer.volunteer) if asked.errand == offer.errand)


def _tell_moved(turn: Turn, errand: Errand, visit: Visit, recipient: Recipient, *, quietly: bool) -> None:
    """Whoever knows of the old time hears the new one; who has not heard yet hears of the visit as it now is."""
    name = turn.visitor(visit)
    knows, asker_knows = expects(turn, errand, visit.id), askers.had_heard(turn, errand, visit.id)
    turn.store.withdraw_about(visit.id, recipient.id, turn.now)
    if quietly:
        return
    if knows:
        turn.tell_recipient(recipient, reminder.MOVED, "changed", errand, visit=visit.id, name=name)
    else:
        tell_recipient_who_comes(turn, errand, visit.volunteer, visit.id)
    if asker_knows:
        askers.tell(turn, reminder.MOVED, "changed", errand, visit=visit.id, name=name)
    else:
        tell_asker_who_comes(turn, errand, visit.volunteer, visit.id)


def call_off(turn: Turn, which: ErrandId, *, tell: bool = True) -> None:
    """There is no need any more: everyone who knows of it hears, and nobody is asked."""
    errand = _active(turn, which)
    told = waits_for_word(turn, errand) is not None and knows_of_it(turn, errand)
    told |= any(expects(turn, errand, visit.id) for visit in turn.store.visits_of(which) if visit.active)
    turn.store.change_errand(which, status="cancelled", next_wave=None)
    turn.store.wake_at("errand", which, None)
    turn.store.close_matters(
        turn.now, "unfilled", "cancelled", "counter_offer", "late_cancellation", "postponed", *ENDED, errand=which
    )
    turn.note("errand_cancelled", which)
    for offer in turn.store.offers_of(which):
        if offer.state not in _STANDING:
            continue
        turn.store.change_offer(which, offer.volunteer, OfferState.WITHDRAWN, turn.now)
        turn.store.close_questions(which, offer.volunteer)
        if not turn.store.withdraw(turn.now, to=offer.volunteer, errand=which, kinds=("offer", "changed")):
            turn.say(offer.volunteer, words.WITHDRAWN, "cancelled", errand=errand, wakes=False)
    for visit in turn.store.visits_of(which):
        if visit.active:
            _release_holder(turn, visit.id, visit.volunteer, errand)
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None:
        return
    turn.store.withdraw(turn.now, to=recipient.id, errand=which)
    if told and tell:
        turn.tell_recipient(recipient, reminder.NOBODY_COMES, "cancelled", errand)
    if tell:
        askers.tell_off(turn, errand)


def _release_holder(turn: Turn, visit: int, who: PersonId, errand: Errand) -> None:
    turn.store.change_visit(visit, state="cancelled", asked=None, ended=turn.now, why="called_off")
    turn.store.close_questions(errand.id, who)
    turn.store.wake_at("visit", visit, None)
    turn.store.withdraw(turn.now, to=who, errand=errand.id)
    turn.say(who, reminder.CALLED_OFF, "cancelled", errand=errand)


def give(turn: Turn, which: ErrandId, who: PersonId) -> None:
    """Give an errand to someone who said yes on the telephone."""
    errand = _active(turn, which)
    if why := may_not(turn, who, errand):
        raise Refused(why)
    if turn.store.person(who).stopped:
        raise Refused("Den frivillige har sagt STOPP.")
    if errand.postponed is not None:
        raise Refused("Oppgaven er utsatt. Velg en ny tid først.")
    taken = sum(visit.active for visit in turn.store.visits_of(which))
    if taken >= errand.places and holder(turn, which, who) is None:
        raise Refused("Oppgaven er allerede avtalt med noen.")
    turn.store.add_offer(which, who, turn.now)
    accept(turn, which, who, reply=False)


def ask_more(turn: Turn, which: ErrandId) -> None:
    """Ask the next wave now, without waiting for those already asked."""
    if _active(turn, which).status is not Status.OPEN:
        raise Refused("Oppgaven er allerede avtalt med noen.")
    reopen(turn, which, turn.now, more=True)


def reask(turn: Turn, which: ErrandId, who: PersonId) -> None:
    """Ask again, in the answer being written: what they answered otherwise, or what has not reached them yet."""
    standing = next((asked for asked in turn.store.questions_to(who) if asked.errand == which), None)
    if standing is None and not any(offer.volunteer == who for offer in turn.store.offers_of(which)):
        return
    if standing is None:
        turn.store.add_offer(which, who, turn.now)
    turn.store.withdraw(turn.now, to=who, errand=which, kinds=("offer", "changed", "reminder", "check_in"))
    about = standing.about if standing else "offer"
    turn.store.put_question(who, which, turn.store.free_number(who, which), about, turn.now)


def _active(turn: Turn, which: ErrandId) -> Errand:
    errand = turn.store.errand(which)
    if not errand.active:
        raise Refused("Oppgaven er avsluttet.")
    return errand
