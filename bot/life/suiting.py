"""Whom an errand suits, in the order they are asked."""

from __future__ import annotations

from bot.dispatching import at_most
from bot.life.turn import Turn
from bot.matching import Candidate, Fit, WhyNot
from bot.model import Errand, PersonId


def fits_for(turn: Turn, errand: Errand, most: int | None = None) -> list[Fit]:
    """So many of those whom it suits, in the order they are asked: enough to choose from, whomever others ask first."""
    policy = turn.town.policy
    most = most or turn.asks.enough + at_most(policy, errand.places)
    return turn.store.best(
        errand, turn.now, turn.today(), policy, most, known_only=known_only(turn, errand), far=turn.far
    )


def in_the_way(turn: Turn, errand: Errand, who: PersonId) -> WhyNot | None:
    """Why someone who has been asked, or is to be asked first, would not be asked about it as it is now."""
    return turn.store.in_the_way(
        errand, who, turn.now, turn.today(), turn.town.policy, known_only=known_only(turn, errand), far=turn.far
    )


def candidates_for(turn: Turn, errand: Errand) -> list[Candidate]:
    """Everyone there is, whether they could be asked about it or not."""
    return turn.store.candidates(errand, turn.now, turn.today(), everyone=True, far=turn.far)


def known_only(turn: Turn, errand: Errand) -> bool:
    """Whether only a known face will do."""
    recipient = turn.store.recipient(errand.recipient)
    return recipient is not None and recipient.known_only
