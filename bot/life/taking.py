"""JA and NEI: first JA wins, once; a cancellation sets the errand free again."""

from __future__ import annotations

from datetime import date

from bot.clock import OSLO
from bot.dispatching import ask_from
from bot.duty import ANSWERS_WITHIN, next_on_duty
from bot.flows import offer as words
from bot.flows import reminder
from bot.kinds import kind_of
from bot.life import askers, clubs
from bot.life.asking import reopen, replace_one, take_back
from bot.life.continuing import fixed_friend, same_again, trial_is_off
from bot.life.directions import address_comes, has_way_there
from bot.life.overlapping import ask_others, asks_first
from bot.life.turn import NEAR, Turn
from bot.life.visiting import ENDED, attend
from bot.model import Errand, ErrandId, OfferState, PersonId, Status, Visit, VisitState
from bot.storage.post import REACHED
from bot.texts import Text

TOO_LATE = frozenset({Status.DONE, Status.FAILED, Status.CANCELLED, Status.MISSED, Status.UNDONE})


def accept(turn: Turn, which: ErrandId, who: PersonId, *, reply: bool = True, sure: bool = False) -> None:
    """Take a JA: the agreement, a place på vent, or a kind word when it is over.

    Who has agreed to something else at that time is asked once more, unless they are ``sure``.
    """
    errand = turn.store.errand(which)
    if holder(turn, which, who) is not None:
        turn.say(who, reminder.CONFIRMED, "confirmation", errand=errand, reply=reply)
        return
    if errand.status in TOO_LATE or turn.now >= errand.starts or _asked_before_it_moved(turn, errand, who):
        turn.say(who, words.GONE, "solved", errand=errand, reply=reply)
        return
    if reply and not sure and not clubs.of(turn, who) and asks_first(turn, errand, who):
        return
    visit = turn.store.take(which, who, errand.places, turn.now)
    if visit is None:
        turn.store.change_offer(which, who, OfferState.RESERVE, turn.now)
        turn.store.close_questions(which, who)
        turn.note("on_reserve", which, who)
        turn.say(who, words.WAITING, "waiting", errand=errand, reply=reply)
        return
    _agreed(turn, errand, who, visit, reply=reply)


def hold(turn: Turn, errand: Errand, who: PersonId) -> int | None:
    """Give whoever has agreed for good their place; nothing is said of it before the reminder."""
    visit = turn.store.take(errand.id, who, errand.places, turn.now)
    if visit is None:
        return None
    turn.note("offer_accepted", errand.id, who)
    active = [v for v in turn.store.visits_of(errand.id) if v.active]
    if len(active) >= errand.places:
        _filled(turn, errand, active)
    attend(turn, visit)
    return visit


def _asked_before_it_moved(turn: Turn, errand: Errand, who: PersonId) -> bool:
    """Whether what they say JA to is a time that is no more."""
    edited = (n for n in turn.store.notes(errand=errand.id) if n.event == "errand_edited") if errand.version > 1 else ()
    moved = [note.at for note in edited if {"starts", "minutes"} & set(note.data.get("what", ()))]
    return bool(moved) and any(o.volunteer == who and o.asked < moved[-1] for o in turn.store.offers_of(errand.id))


def _agreed(turn: Turn, errand: Errand, who: PersonId, visit: int, *, reply: bool) -> None:
    turn.store.change_offer(errand.id, who, OfferState.ACCEPTED, turn.now)
    turn.store.close_questions(errand.id, who)
    turn.store.withdraw(turn.now, to=who, errand=errand.id, kinds=("offer", "changed"))
    turn.note("offer_accepted", errand.id, who)
    if clubs.of(turn, who):
        clubs.ask_who(turn, errand, who, again=not reply)
    else:
        address = address_comes(turn, errand, who)
        turn.say(who, words.CONFIRMED, "confirmation", errand=errand, reply=reply, address=address)
    active = [v for v in turn.store.visits_of(errand.id) if v.active]
    if len(active) >= errand.places:
        _filled(turn, errand, active)
    if not clubs.of(turn, who):
        ask_others(turn, errand, who)
    same_again(turn, errand, who)
    tell_who_comes(turn, errand, who, visit)
    attend(turn, visit)


def _filled(turn: Turn, errand: Errand, visits: list[Visit]) -> None:
    """All places are taken: tell those who were asked and have not said NEI."""
    turn.store.change_errand(errand.id, status=Status.FILLED.value, next_wave=None, told_unfilled=None)
    turn.store.wake_at("errand", errand.id, None)
    turn.store.close_matters(
        turn.now, "unfilled", "cancelled", "late_cancellation", "counter_offer", errand=errand.id
    )
    turn.note("errand_filled", errand.id, volunteers=[visit.volunteer for visit in visits])
    for offer in turn.store.offers_of(errand.id):
        if offer.state not in {OfferState.OPEN, OfferState.COUNTERED}:
            continue
        turn.store.change_offer(errand.id, offer.volunteer, OfferState.SOLVED, turn.now)
        turn.store.close_questions(errand.id, offer.volunteer)
        if not turn.store.withdraw(turn.now, to=offer.volunteer, errand=errand.id, kinds=("offer",)):
            turn.say(offer.volunteer, _solved(turn, errand), "solved", errand=errand)


def _solved(turn: Turn, errand: Errand) -> Text:
    if errand.id in turn.moved_from:
        return words.SOLVED_THEN
    return words.FULL if errand.places > 1 else words.SOLVED


def tell_who_comes(turn: Turn, errand: Errand, who: PersonId, visit: int) -> None:
    tell_recipient_who_comes(turn, errand, who, visit)
    tell_asker_who_comes(turn, errand, who, visit)


def tell_asker_who_comes(turn: Turn, errand: Errand, who: PersonId, visit: int) -> None:
    if errand.kind != "gathering" and not clubs.of(turn, who):
        askers.tell_who_comes(turn, errand, who, visit)


def tell_recipient_who_comes(turn: Turn, errand: Errand, who: PersonId, visit: int) -> None:
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None or errand.kind == "gathering" or clubs.of(turn, who):
        return
    visitor = turn.store.person(who).first_name
    text, for_kin = reminder.VISITOR, reminder.VISITOR_KIN
    if not kind_of(errand.kind).needs_travel:
        text, for_kin = reminder.CALLER, reminder.CALLER_KIN
    turn.tell_recipient(recipient, text, "visitor", errand, for_kin=for_kin, visit=visit, name=visitor)


def decline(turn: Turn, which: ErrandId, who: PersonId, *, reply: bool = True) -> None:
    """Thank once, ask no more about this errand, and ask someone else."""
    errand = turn.store.errand(which)
    turn.store.change_offer(which, who, OfferState.DECLINED, turn.now)
    turn.store.close_questions(which, who)
    turn.store.withdraw(turn.now, to=who, errand=which)
    turn.note("offer_declined", which, who)
    if reply:
        turn.say(who, words.DECLINED, "confirmation", errand=errand, reply=True)
    replace_one(turn, which)


def stand_by(turn: Turn, which: ErrandId, who: PersonId) -> None:
    turn.store.change_offer(which, who, OfferState.RESERVE, turn.now)
    turn.store.close_questions(which, who)
    turn.note("on_reserve", which, who)
    replace_one(turn, which)


def confirm(turn: Turn, which: ErrandId, who: PersonId) -> None:
    """JA to a reminder or a change."""
    visit = holder(turn, which, who)
    if visit is None:
        return
    turn.store.change_visit(visit.id, confirmed=turn.now, asked=None)
    turn.store.close_questions(which, who)
    turn.store.close_matters(turn.now, "unconfirmed", person=who, errand=which)
    turn.store.withdraw(turn.now, to=who, errand=which, kinds=("reminder",))
    turn.note("confirmed", which, who)
    turn.say(who, reminder.CONFIRMED, "confirmation", errand=turn.store.errand(which), reply=True)
    attend(turn, visit.id)


def cancel(turn: Turn, which: ErrandId, who: PersonId, why: str) -> None:
    """A volunteer withdraws, or is withdrawn: the recipient and the coordinator hear, and others are asked."""
    visit, errand = holder(turn, which, who), turn.store.errand(which)
    if visit is None:
        return
    turn.store.change_visit(visit.id, state=VisitState.CANCELLED.value, asked=None, ended=turn.now, why=why)
    turn.store.close_questions(which, who)
    turn.store.wake_at("visit", visit.id, None)
    turn.store.change_offer(which, who, OfferState.DECLINED, turn.now)
    if why in {"reply", "pause", "stopped"}:
        _looked(turn, visit, errand)
    turn.store.withdraw(turn.now, to=who, errand=which)
    turn.store.close_matters(turn.now, *ENDED, person=who, errand=which)
    turn.note("assignment_cancelled", which, who, why=why)
    if why in {"reply", "pause"}:
        others = turn.now < errand.starts and turn.store.pairing_tried(which) is None
        text = reminder.CANCELLED if others else reminder.CANCELLED_LATE
        turn.say(who, text, "cancelled", errand=errand, reply=turn.heard_from == who)
    elif why in {"paused", "approval"}:
        turn.say(who, reminder.RELEASED, "cancelled", errand=errand)
    _tell_not_coming(turn, errand, visit)
    if trial_is_off(turn, errand, who):
        return
    tell_coordinator(turn, errand, who)
    if errand.postponed is not None:
        turn.store.change_errand(which, status=Status.OPEN.value, next_wave=ask_from(turn.now), told_unfilled=None)
    elif turn.now < errand.starts:
        reopen(turn, which, turn.now)
    elif not any(other.active for other in turn.store.visits_of(which)):
        turn.store.change_errand(which, status=Status.MISSED.value)


def _tell_not_coming(turn: Turn, errand: Errand, visit: Visit) -> None:
    """Whoever has been told that someone comes is told that they do not; who never heard is not troubled."""
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None:
        return
    believes, asker_believes = expects(turn, errand, visit.id), askers.had_heard(turn, errand, visit.id)
    turn.store.withdraw_about(visit.id, recipient.id, turn.now)
    if not (believes or asker_believes):
        return
    name, text = turn.visitor(visit), reminder.NOT_COMING
    if turn.now >= errand.starts:
        text = reminder.DID_NOT_COME
    elif turn.store.pairing_tried(errand.id) is not None:
        text = reminder.NOBODY_COMES
    elif ask_from(turn.now) >= errand.starts and not any(v.active for v in turn.store.visits_of(errand.id)):
        text = reminder.NOBODY_COMES
        turn.note("nobody_found", errand.id)
    if believes:
        turn.tell_recipient(recipient, text, "cancelled", errand, visit=visit.id, name=name)
    if asker_believes:
        askers.tell(turn, text, "cancelled", errand, visit=visit.id, name=name)


def expects(turn: Turn, errand: Errand, visit: int) -> bool:
    """Whether the last thing the recipient has heard of a visit is that it will be."""
    told = [
        m.kind for m in turn.store.messages_about(errand.id)
        if m.visit == visit and m.person == errand.recipient and m.state in REACHED
    ]  # fmt: skip
    if not told:
        return fixed_friend(turn, errand) == turn.store.visit(visit).volunteer
    return told[-1] != "cancelled"


def tell_coordinator(turn: Turn, errand: Errand, who: PersonId) -> None:
    """On the screen; and to the duty phone when it is near, or when nobody is at work in time."""
    at_work = next_on_duty(turn.now, turn.town.duty)
    if errand.starts - turn.now <= NEAR or at_work + ANSWERS_WITHIN > errand.starts:
        turn.alarm("late_cancellation", person=who, errand=errand)
    else:
        turn.tell("cancelled", person=who, errand=errand.id)


def release(turn: Turn, who: PersonId, why: str, *, until: date | None = None) -> None:
    """Hand on every coming visit of someone who is leaving or pausing, and take back what they were asked."""
    for visit, errand in turn.store.visits_by(who):
        if errand.lies_ahead(turn.now) and (until is None or errand.starts.astimezone(OSLO).date() <= until):
            cancel(turn, visit.errand, who, why)
    for offer in turn.store.offers_to(who, OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE):
        take_back(turn, offer)


def _looked(turn: Turn, visit: Visit, errand: Errand) -> None:
    """To say JA, have the address and say AVBUD may happen to anyone, and a coordinator should know."""
    given = visit.details is not None and kind_of(errand.kind).needs_travel
    if given and has_way_there(turn, visit):
        turn.tell("looked", person=visit.volunteer, errand=errand.id)


def holder(turn: Turn, which: ErrandId, who: PersonId) -> Visit | None:
    """The active visit someone has to an errand."""
    return next((v for v in turn.store.visits_of(which) if v.volunteer == who and v.active), None)
