"""Whom an errand suits, in the order they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from bot.life.turn import Turn
from bot.matching import Candidate, Fit, rank
from bot.model import Errand
from bot.storage.candidates import PAGE


def fits_for(turn: Turn, errand: Errand) -> list[Fit]:
    """Those whom it suits, in the order they are asked.

    Of very many only the first are looked at: who knows the recipient, and who has waited longest, until enough suit.
    """
    candidates: list[Candidate] = []
    asked = len(turn.store.offers_of(errand.id))
    for page in count():
        found, known_only = candidates_for(turn, errand, page=page)
        candidates += found
        fits = in_turn(turn, errand, candidates, known_only=known_only)
        if len(fits) >= turn.asks.enough or len(found) + asked < PAGE:
            break
    return fits


def candidates_for(
    turn: Turn, errand: Errand, *, everyone: bool = False, page: int = 0
) -> tuple[list[Candidate], bool]:
    """Who could be asked, and whether only a known face will do."""
    recipient = turn.store.recipient(errand.recipient)
    found = turn.store.candidates(errand, turn.now, turn.today(), everyone=everyone, page=page, far=turn.far)
    return found, recipient is not None and recipient.known_only


def in_turn(turn: Turn, errand: Errand, candidates: Sequence[Candidate], *, known_only: bool) -> list[Fit]:
    """Those whom it suits, in the order they are asked: those who have not been asked yet come first."""
    before = {offer.volunteer for offer in turn.store.offers_of(errand.id)}
    fits = rank(candidates, errand, turn.now, turn.town.policy, known_only=known_only)
    return sorted(fits, key=lambda one: one.candidate.volunteer.id in before)
