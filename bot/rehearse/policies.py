"""How others ask: everyone at once, one after another from a list, or seven at a time.  Ours is the robot's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.dispatching import OURS, Asking, Look
from bot.matching import Fit
from bot.matching.scoring import waits
from bot.model import ErrandId, Offer, OfferState
from bot.waking import add_waking

EACH_HAS = timedelta(hours=2)
"""Of waking time: so long one on the list is waited for, and so often others look for more to ask."""
SEVEN = 7
EVERYONE = 1_000_000


class Name(StrEnum):
    """What a policy is called."""

    OURS = "ours"
    BROADCAST = "broadcast"
    LIST = "list"
    PHASED7 = "phased7"


@dataclass(frozen=True, slots=True)
class Others:
    """What the ways of others have in common: the nearest first, and of those as near, who has waited longest."""

    enough: int = EVERYONE
    together: bool = False

    def whom(self, fits: Sequence[Fit], asked: Sequence[Offer], look: Look) -> Sequence[Fit]:
        many = self.many(asked, look.now)
        return self._in_order(fits, look)[:many] if many else ()

    def many(self, asked: Sequence[Offer], now: datetime) -> int:
        raise NotImplementedError

    def _in_order(self, fits: Sequence[Fit], look: Look) -> Sequence[Fit]:
        waited = sorted(fits, key=lambda one: (-waits(one.candidate, look.now), one.candidate.volunteer.id))
        return sorted(waited, key=lambda one: one.candidate.km or 0)

    def again_at(self, look: Look) -> datetime:
        return add_waking(look.now, EACH_HAS)


class Broadcast(Others):
    """Everyone who may be asked is asked at once."""

    def many(self, asked: Sequence[Offer], now: datetime) -> int:
        return EVERYONE


class FromTheList(Others):
    """One after another; whoever has not answered in two waking hours is passed over."""

    def many(self, asked: Sequence[Offer], now: datetime) -> int:
        waits = any(o.state is OfferState.OPEN and add_waking(o.asked, EACH_HAS) > now for o in asked)
        return 0 if waits else 1


class SevenAtATime(Others):
    """Seven are kept asked; whoever declines is replaced."""

    def many(self, asked: Sequence[Offer], now: datetime) -> int:
        return max(0, SEVEN - sum(offer.state is OfferState.OPEN for offer in asked))


def policy(name: Name) -> Asking:
    match name:
        case Name.OURS:
            return OURS
        case Name.BROADCAST:
            return Broadcast()
        case Name.LIST:
            return FromTheList()
        case Name.PHASED7:
            return SevenAtATime()


@dataclass(slots=True)
class Watched:
    """A policy, and the errands somebody could be asked about when it looked."""

    asks: Asking
    feasible: set[ErrandId] = field(default_factory=set)

    @property
    def enough(self) -> int:
        return self.asks.enough

    @property
    def together(self) -> bool:
        return self.asks.together

    def whom(self, fits: Sequence[Fit], asked: Sequence[Offer], look: Look) -> Sequence[Fit]:
        if fits:
            self.feasible.add(look.errand.id)
        return self.asks.whom(fits, asked, look)

    def again_at(self, look: Look) -> datetime:
        return self.asks.again_at(look)
