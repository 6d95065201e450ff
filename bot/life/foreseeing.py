"""What an errand would be like before it is posted: whom it suits, when they are asked, and in what words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dispatching import ask_from, may_ask
from bot.flows import friend, reminder
from bot.flows import offer as words
from bot.life.asking import ask_as, clocks_of, place_in
from bot.life.clubs import asked_of
from bot.life.continuing import fixed_friend
from bot.life.directions import news
from bot.life.slots import day_of
from bot.life.suiting import candidates_for, known_only
from bot.life.turn import Turn
from bot.matching import WhyNot, rank, why_not
from bot.model import Errand, OfferState, Person, PersonId

SOMEONE = Person(PersonId(0), "Kari")
"""Stands for the volunteer in the words when nobody suits."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``text`` is what the first volunteer will read; nobody is written to when it is empty."""

    text: str
    fits: int | None = None
    asked_at: datetime | None = None
    not_asked: tuple[tuple[WhyNot, int], ...] = ()
    """Why the others would not be asked, and how many of them, the commonest first."""


def foresee(turn: Turn, errand: Errand) -> Foreseen:
    """An errand as it would be posted now."""
    candidates, policy, by_known = candidates_for(turn, errand), turn.town.policy, known_only(turn, errand)
    fit = rank(candidates, errand, turn.now, policy, known_only=by_known)
    why = Counter(why_not(one, errand, policy, known_only=by_known) for one in candidates)
    first = turn.store.person(fit[0].candidate.volunteer.id) if fit else SOMEONE
    number = turn.store.free_number(first.id, errand.id) if fit else 1
    asked_at = None if may_ask(turn.now) else ask_from(turn.now)
    others = tuple((reason, many) for reason, many in why.most_common() if reason is not None)
    return Foreseen(_asked(turn, errand, first, number), len(fit), asked_at, others)


def _asked(turn: Turn, errand: Errand, who: Person, number: int) -> str:
    text, more = asked_of(turn, who.id, words.ASK_NUMBERED if number > 1 else ask_as(errand))
    place = place_in(errand, who.language)
    return turn.render(text, who, errand, n=number, place=place, **clocks_of(errand), **more)


def foresee_change(turn: Turn, before: Errand, after: Errand, *, every: bool = False) -> Foreseen:
    """What whoever has the errand, or has been asked about it, would read if it, or ``every`` one after, were so."""
    helpers = [visit for visit in turn.store.visits_of(before.id) if visit.active]
    fixed = fixed_friend(turn, before) if every else None
    if fixed is not None and any(visit.volunteer == fixed for visit in helpers):
        return Foreseen(_slot_moved(turn, fixed, after) if before.starts != after.starts else "")
    asked = [offer for offer in turn.store.offers_of(before.id) if offer.state is OfferState.OPEN]
    if (before.starts, before.minutes) != (after.starts, after.minutes):
        texts = [(visit.volunteer, reminder.CHANGED) for visit in helpers]
        texts += [(offer.volunteer, words.CHANGED) for offer in asked]
        who, text = texts[0] if texts else (None, reminder.CHANGED)
        return Foreseen(turn.render(text, turn.store.person(who), after) if who is not None else "")
    told = before.details != after.details
    who = next((visit.volunteer for visit in helpers if told and visit.details is not None), None)
    return Foreseen(news(turn, after, turn.store.person(who)) if who is not None else "")


def _slot_moved(turn: Turn, who: PersonId, first: Errand) -> str:
    assert first.series is not None
    person, series = turn.store.person(who), replace(turn.store.series(first.series), starts=first.starts)
    return turn.render(friend.MOVED, person, first, slot=friend.slot(series, person.language), day=day_of(first))
