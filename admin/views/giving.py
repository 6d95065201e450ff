"""To whom an errand can be given: whoever it suits best first and why, then the others with what is in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from admin.views.errands import NOT_ASKED
from admin.views.nobody_left import WOULD_RATHER, Left
from admin.views.people import by_name, fits, words_of
from admin.views.reasons import in_words
from bot.life.suiting import candidates_for, fits_for, known_only
from bot.life.turn import Turn
from bot.matching import WhyNot, why_not
from bot.model import Errand, OfferState, PersonId

BEST, ALL, FOUND = 6, 12, 20
"""So many of the best are shown; everyone, where there are no more; and so many of those a search finds."""
ANSWERED = {
    OfferState.RESERVE: "har sagt ja, og står på vent", OfferState.COUNTERED: "har foreslått noe annet",
    OfferState.OPEN: "er spurt, og har ikke svart ennå",
}  # fmt: skip
"""Whom the robot has found to suit already, the surest first."""
SUITS = "liker dette, og kan på den tida"
OF_ONE: Mapping[WhyNot, str] = {
    **NOT_ASKED, **WOULD_RATHER, WhyNot.TOO_YOUNG: "er for ung, eller alderen er ikke bekreftet",
    WhyNot.KIND: "har ikke valgt denne typen oppgave", WhyNot.SAID_NO: "har sagt nei til denne",
}  # fmt: skip
Choice = tuple[str, str] | tuple[str, str, str]
"""The person, what they are called, and what speaks for them or against."""


@dataclass(frozen=True, slots=True)
class GiveTo:
    """Those shown; ``among`` is how many one may search among, none where all of them are shown."""

    people: Sequence[Choice] = ()
    among: int = 0
    nobody: bool = False
    """A search found nobody."""


def give_to(turn: Turn, errand: Errand, taken: Collection[PersonId], query: str, nobody: Left | None) -> GiveTo:
    """``nobody`` is whom to ring when nobody more can be asked: they come next."""
    ready = {who: (name, place) for who, name, place in turn.store.may_be_given() if who not in taken}
    few, sought = len(ready) <= ALL, words_of(query)
    if sought and not few:
        hits = [who for who, (name, place) in ready.items() if fits(sought, f"{name} {place}", ())]
        others = sorted(hits, key=lambda who: by_name(ready[who][0]))[:FOUND]
        return GiveTo(_against(turn, errand, others, ready), len(ready), not hits)
    suits, rung = _best(turn, errand), {one.id: one.why for one in nobody.ring} if nobody else {}
    best = {who: why for who, why in {**suits, **rung, **suits}.items() if who in ready}
    shown = [_choice(who, ready, why) for who, why in best.items()][: ALL if few else BEST]
    others = sorted(ready.keys() - best.keys() if few else (), key=lambda who: by_name(ready[who][0]))
    return GiveTo([*shown, *_against(turn, errand, others, ready)], 0 if few else len(ready))


def _best(turn: Turn, errand: Errand) -> dict[PersonId, str]:
    """Those asked who may still come, then those who would be asked next."""
    offers = turn.store.offers_of(errand.id)
    found = {offer.volunteer: words for state, words in ANSWERED.items() for offer in offers if offer.state is state}
    for one in fits_for(turn, errand):
        because = in_words(((reason.because.value, reason.value) for reason in one.reasons), errand.first_name)
        found.setdefault(one.candidate.volunteer.id, because or SUITS)
    return found


def _against(
    turn: Turn, errand: Errand, who: Sequence[PersonId], ready: Mapping[PersonId, tuple[str, str]]
) -> list[Choice]:
    if not who:
        return []
    found, by_known = {one.volunteer.id: one for one in candidates_for(turn, errand)}, known_only(turn, errand)
    why = {
        one: why_not(found[one], errand, turn.town.policy, known_only=by_known) for one in who if one in found
    }  # fmt: skip
    return [_choice(one, ready, OF_ONE[shut] if (shut := why.get(one)) is not None else "") for one in who]


def _choice(who: PersonId, ready: Mapping[PersonId, tuple[str, str]], why: str) -> Choice:
    name, place = ready[who]
    called = f"{name}, {place}" if place else name
    return (str(who), called, why) if why else (str(who), called)
