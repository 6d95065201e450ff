"""Asking: waves of volunteers, a decliner replaced, those på vent first, and nobody left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dispatching import Look, ask_from, hears_in_time, may_ask, reserves_to_call, waits_for_called, warn_at, word_at
from bot.duty import while_at_work
from bot.flows import offer as words
from bot.flows import reminder
from bot.kinds import kind_of
from bot.life import askers, holding
from bot.life.clubs import asked_of
from bot.life.continuing import fixed_friend
from bot.life.suiting import fits_for, in_the_way
from bot.life.together import held, left_to, look_at
from bot.life.turn import Turn
from bot.matching import Because, Reason
from bot.model import Errand, ErrandId, Offer, OfferState, PersonId, Status, VisitState
from bot.storage.post import Message, MessageState
from bot.texts import Text
from bot.when import write_clock


def look(turn: Turn, which: ErrandId, *, more: bool = False) -> None:
    """See to an errand that is still free: ask more, warn, or let it go.  Safe to call at any time."""
    errand = turn.store.errand(which)
    if errand.status is not Status.OPEN or errand.postponed is not None:
        turn.store.wake_at("errand", which, None)
        return
    if turn.now >= errand.starts:
        _start_without(turn, errand)
        return
    if errand.next_wave is not None and errand.next_wave <= turn.now:
        ask_wave(turn, errand, more=more)
    if turn.now >= warn_at(errand, turn.now, turn.town.duty):
        unfilled(turn, turn.store.errand(which))
    if (word := waits_for_word(turn, errand)) is not None and turn.now >= word:
        tell_nobody_found(turn, errand)
    _look_again(turn, turn.store.errand(which))


def _look_again(turn: Turn, errand: Errand) -> None:
    moments = [errand.starts]
    if errand.next_wave is not None:
        moments.append(errand.next_wave)
    if errand.told_unfilled is None:
        moments.append(warn_at(errand, turn.now, turn.town.duty))
    if (word := waits_for_word(turn, errand)) is not None:
        moments.append(word)
    turn.store.wake_at("errand", errand.id, min(at for at in moments if at > turn.now))


def ask_wave(turn: Turn, errand: Errand, *, more: bool = False) -> None:
    """Ask as many as it takes, those på vent first; ``more`` than those who still have time to answer."""
    if not may_ask(turn.now):
        turn.store.change_errand(errand.id, next_wave=ask_from(turn.now))
        return
    if turn.town.held:  # what would be asked now would all leave at once afterwards
        return
    look = replace(look_at(turn, errand), more=more)
    turn.store.change_errand(errand.id, next_wave=turn.asks.again_at(look))
    if not _ask(turn, look, _waiting(turn, errand)):
        unfilled(turn, errand)


def replace_one(turn: Turn, which: ErrandId) -> None:
    """Someone said NEI: ask another at once, or at the first waking moment."""
    errand = turn.store.errand(which)
    if errand.status is not Status.OPEN or turn.now >= errand.starts or turn.town.held:
        return
    if not may_ask(turn.now):
        turn.store.change_errand(which, next_wave=ask_from(turn.now))
    else:
        fell_free = turn.store.visits_of(which)  # else those på vent said JA if nobody else can, and others may
        left = _ask(turn, look_at(turn, errand), _waiting(turn, errand) if fell_free else [])
        if not left and not _open_offers(turn, which):
            unfilled(turn, errand)
    _look_again(turn, turn.store.errand(which))


def unfilled(turn: Turn, errand: Errand) -> None:
    """Tell the coordinator, once for each time it falls free; the duty phone when nobody is at work in time."""
    if errand.told_unfilled is not None:
        return
    turn.store.change_errand(errand.id, told_unfilled=turn.now)
    turn.note("errand_unfilled", errand.id)
    rings = any(matter.errand == errand.id for matter in turn.store.matters("late_cancellation"))
    if rings or turn.now >= errand.starts or hears_in_time(errand, turn.now, turn.town.duty):
        turn.tell("unfilled", errand=errand.id, due=errand.starts)
    else:
        turn.alarm("unfilled", person=errand.recipient, errand=errand)


def waits_for_word(turn: Turn, errand: Errand) -> datetime | None:
    """When a recipient who was told that we ask others, or whose fixed friend cannot come that day, or whoever asked
    for help, is to hear that nobody comes; None when none waits.
    """
    friend = fixed_friend(turn, errand)
    lost = any(v.state is VisitState.CANCELLED for v in turn.store.visits_of(errand.id))
    wished = askers.wished_for(turn, errand)
    if held(turn, errand) or not (lost or friend or wished):
        return None
    told = _told_of_it(turn, errand)
    if told[-1].kind != "cancelled" if told else friend is None and not wished:
        return None
    since = told[-1].created if told else errand.created or turn.now
    if any(n.event == "nobody_found" and n.at >= since for n in turn.store.notes(errand=errand.id)):
        return None
    at = word_at(errand, since)
    aloud = bool(told) and told[-1].channel == "call"
    return while_at_work(at, turn.town.duty, since) or at if aloud else at


def _told_of_it(turn: Turn, errand: Errand) -> list[Message]:
    """What the recipient has heard of who comes, or does not; not what they heard of their wish."""
    return [
        m for m in turn.store.messages_about(errand.id)
        if m.person == errand.recipient and m.state is not MessageState.WITHDRAWN and m.kind != "coordinator"
    ]  # fmt: skip


def knows_of_it(turn: Turn, errand: Errand) -> bool:
    """Whether what the recipient knows of an errand is more than that someone has asked for it for them."""
    told = _told_of_it(turn, errand) or fixed_friend(turn, errand)
    return bool(told) or askers.asker_of(turn, errand) is None


def tell_nobody_found(turn: Turn, errand: Errand) -> None:
    """Whoever we said we would come back to hears that we have found nobody, while there is still time."""
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None:
        return
    turn.note("nobody_found", errand.id)
    if knows_of_it(turn, errand):
        turn.tell_recipient(recipient, reminder.NOBODY_FOUND, "cancelled", errand)
    askers.tell(turn, reminder.NOBODY_FOUND, "cancelled", errand)


def _start_without(turn: Turn, errand: Errand) -> None:
    """Its time has come: those who were asked are asked no more; with a helper or two it goes on."""
    some = held(turn, errand) > 0
    if not some:
        unfilled(turn, errand)
        if waits_for_word(turn, errand) is not None:
            tell_nobody_found(turn, errand)
    for offer in turn.store.offers_of(errand.id):
        if offer.state in {OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE}:
            turn.store.change_offer(errand.id, offer.volunteer, OfferState.WITHDRAWN, turn.now)
    turn.store.withdraw(turn.now, errand=errand.id, kinds=("offer",))
    _close_offers(turn, errand)
    status = Status.FILLED if some else Status.MISSED
    turn.store.change_errand(errand.id, status=status.value, next_wave=None)
    turn.store.wake_at("errand", errand.id, None)


def _close_offers(turn: Turn, errand: Errand) -> None:
    helpers = {visit.volunteer for visit in turn.store.visits_of(errand.id) if visit.active}
    for offer in turn.store.offers_of(errand.id):
        if offer.volunteer not in helpers:
            turn.store.close_questions(errand.id, offer.volunteer)


def _open_offers(turn: Turn, which: ErrandId) -> int:
    return sum(offer.state is OfferState.OPEN for offer in turn.store.offers_of(which))


def _waiting(turn: Turn, errand: Errand) -> list[PersonId]:
    """Those på vent who still may be asked, who answered first first."""
    waiting = (offer.volunteer for offer in turn.store.reserves(errand.id))
    ready = (who for who in waiting if turn.store.human_has(who) is None and not turn.told_enough(who))
    return [who for who in ready if in_the_way(turn, errand, who) is None]


def _ask(turn: Turn, look: Look, waiting: Sequence[PersonId]) -> bool:
    """Ask those på vent whether they still can, for a JA to wait is no JA to come, and then others.

    False when there is nobody left who could be asked.
    """
    which, queued = look.errand.id, len(turn.bulk)
    for who in (called := waiting[: reserves_to_call(turn.store.offers_of(which), look)]):
        turn.note("reserve_called", which, who)
        put(turn, look.errand, who, again=True)
    if len(called) < len(waiting) or holding.waits(turn, which) or waits_for_called(len(called), look):
        return True
    if holding.looked(turn, which) == holding.DROPPED:
        return bool(called)
    fits = fits_for(turn, look.errand)
    for one in turn.asks.whom(left_to(turn, look, fits), turn.store.offers_of(which), look):
        put(turn, look.errand, one.candidate.volunteer.id, because=one.reasons)
    holding.look_over_wave(turn, which, turn.bulk[queued:])
    return bool(called or fits)


def put(turn: Turn, errand: Errand, who: PersonId, *, again: bool = False, because: Sequence[Reason] = ()) -> None:
    """Put an errand to one volunteer, numbered when they have other questions open."""
    been_there = any(one.because is Because.BEEN_THERE for one in because)
    turn.store.add_offer(errand.id, who, turn.now, been_there=been_there)
    turn.store.change_volunteer(who, waiting_since=turn.now)
    turn.note("offered", errand.id, who, because=[[one.because.value, round(one.value, 1)] for one in because])
    number = turn.store.free_number(who, errand.id)
    text = words.ASK_NUMBERED if number > 1 else words.AGAIN if again else words.ASK
    text, more = asked_of(turn, who, ask_as(errand) if text is words.ASK else text)
    place = place_in(errand, turn.store.person(who).language)
    turn.ask(who, text, "offer", "offer", errand, place=place, **clocks_of(errand), **more)


def ask_as(errand: Errand) -> Text:
    return words.ASK if errand.between is None else words.ASK_BETWEEN


def clocks_of(errand: Errand) -> dict[str, Any]:
    """Between which times of the day it may begin, in words."""
    first, over = errand.between or (errand.starts, errand.ends)
    return {"first": write_clock(first), "last": write_clock(max(first, over - timedelta(minutes=errand.minutes)))}


def place_in(errand: Errand, language: str) -> str:
    """The place as it stands in an offer; a talk on the telephone has none."""
    if not errand.place or not kind_of(errand.kind).needs_travel:
        return ""
    return words.PLACE.say(language, place=errand.place)


def take_back(turn: Turn, offer: Offer) -> None:
    """Ask someone no more about an errand, and another instead."""
    turn.store.change_offer(offer.errand, offer.volunteer, OfferState.WITHDRAWN, turn.now)
    turn.store.close_questions(offer.errand, offer.volunteer)
    turn.store.withdraw(turn.now, to=offer.volunteer, errand=offer.errand)
    if offer.state is OfferState.OPEN:
        replace_one(turn, offer.errand)


def reopen(turn: Turn, which: ErrandId, at: datetime, *, more: bool = False) -> None:
    """A place fell free: ask at once, as if nobody had been told yet; ``more`` when someone wants it."""
    if more:
        turn.note(holding.ASK_ON, which)
    turn.store.change_errand(which, status=Status.OPEN.value, next_wave=ask_from(at), told_unfilled=None)
    look(turn, which, more=more)
