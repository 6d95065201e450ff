"""Errands that look for people at the same time are planned together, so that nobody is the first one asked for all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dispatching import ENOUGH_ANSWERS, Look
from bot.life import holding
from bot.life.suiting import fits_for
from bot.life.turn import Turn
from bot.matching import Fit
from bot.matching.planning import BEST, plan
from bot.model import Errand, VisitState


def left_to(turn: Turn, look: Look, fits: Sequence[Fit]) -> Sequence[Fit]:
    """Of those whom it suits, all but whom another errand is to ask first.

    When these are all, it waits for its next look; or asks them too, when it begins before that.
    """
    errand = look.errand
    if turn.asks.together and errand.id not in turn.planned:
        _plan(turn, look, fits)
    own = turn.planned.get(errand.id)
    others = {who for who in turn.planned.values() if who != own}
    left = [one for one in fits if one.candidate.volunteer.id not in others]
    return left if left or turn.asks.again_at(look) < errand.starts else fits


def _plan(turn: Turn, look: Look, fits: Sequence[Fit]) -> None:
    """For this one and the others that look now, as many as can be planned as well as can be at a time."""
    errands = {look.errand.id: (look.errand, _wanted(turn, look, fits))}
    for other in turn.store.errands_that_look(turn.now, BEST):
        if other.id not in turn.planned and other.id != look.errand.id and len(errands) < BEST and _asks(turn, other):
            errands[other.id] = (other, _wanted(turn, look_at(turn, other), fits_for(turn, other)))
    turn.planned |= dict.fromkeys(errands)
    if len(errands) > 1:
        turn.planned |= plan(list(errands.values()), turn.town.policy)


def _asks(turn: Turn, errand: Errand) -> bool:
    """Whether it would ask anyone new: not when someone is to look first, or is på vent."""
    stopped = holding.waits(turn, errand.id) or holding.looked(turn, errand.id) == holding.DROPPED
    return not stopped and not turn.store.reserves(errand.id)


def _wanted(turn: Turn, look: Look, fits: Sequence[Fit]) -> Sequence[Fit]:
    """Those it would ask for the first time, if it would ask anyone."""
    asked = turn.store.offers_of(look.errand.id)
    before = {offer.volunteer for offer in asked}
    asks = turn.asks.whom(fits, asked, look)
    return [one for one in fits if one.candidate.volunteer.id not in before] if asks else []


def look_at(turn: Turn, errand: Errand) -> Look:
    answers = turn.store.answers(ENOUGH_ANSWERS)
    return Look(errand, errand.places - held(turn, errand), turn.now, turn.town.policy, answers)


def held(turn: Turn, errand: Errand) -> int:
    return sum(visit.state is not VisitState.CANCELLED for visit in turn.store.visits_of(errand.id))
