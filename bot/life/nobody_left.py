"""When nobody more can be asked about an errand: whom a coordinator may ring, and why the others are not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dispatching import next_wave
from bot.life.suiting import candidates_for, fits_for, known_only
from bot.life.turn import Turn
from bot.matching import Reason, WhyNot, why_not
from bot.matching.stretching import who_could_stretch
from bot.model import Errand, OfferState, PersonId


@dataclass(frozen=True, slots=True)
class Rung:
    """One who may be rung."""

    who: PersonId
    why: tuple[WhyNot, ...] = ()
    """Why they are not asked; nothing of one who was, and has not answered in time."""
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NobodyLeft:
    ring: Sequence[Rung]
    """Whoever should be rung first, first."""
    others: Sequence[tuple[WhyNot, int]]
    """Why nobody else is asked, and how many, the commonest first."""


def nobody_left(turn: Turn, errand: Errand) -> NobodyLeft | None:
    """None while there is somebody to ask."""
    if fits_for(turn, errand, 1):
        return None
    policy, by_known = turn.town.policy, known_only(turn, errand)
    others = [one for one in candidates_for(turn, errand) if one.volunteer.id != errand.recipient]
    could = who_could_stretch(others, errand, turn.now, policy, known_only=by_known)
    ring = [Rung(one.fit.candidate.volunteer.id, one.why, one.fit.reasons) for one in could]
    rung = {one.who for one in ring}
    rest = (one for one in others if one.volunteer.id not in rung)
    why = Counter(why_not(one, errand, policy, known_only=by_known) for one in rest)
    return NobodyLeft(
        [*_silent(turn, errand), *ring], [(one, many) for one, many in why.most_common() if one is not None]
    )


def _silent(turn: Turn, errand: Errand) -> list[Rung]:
    """Who was asked first has been silent longest."""
    asked = (offer for offer in turn.store.offers_of(errand.id) if offer.state is OfferState.OPEN)
    return [Rung(one.volunteer) for one in asked if next_wave(errand, one.asked, turn.town.policy) <= turn.now]
