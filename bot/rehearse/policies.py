"""How others ask: everyone at once, one after another from a list, or seven at a time.  Ours is the robot's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.dispatching import OURS, Asking
from bot.kinds import kind_of
from bot.model import Candidate, Errand, ErrandId, Offer, OfferState, Policy
from bot.rehearse.population import Place
from bot.rehearse.town import distance
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

    places: Mapping[str, Place]

    def in_order(self, fit: Sequence[Candidate], errand: Errand) -> Sequence[Candidate]:
        if not kind_of(errand.kind).needs_travel:
            return fit
        there = self.places[errand.postcode]
        return sorted(fit, key=lambda candidate: distance(self.places[candidate.volunteer.postcode], there))

    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime:
        return add_waking(now, EACH_HAS)


class Broadcast(Others):
    """Everyone who may be asked is asked at once."""

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        return EVERYONE


class FromTheList(Others):
    """One after another; whoever has not answered in two waking hours is passed over."""

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        waits = any(o.state is OfferState.OPEN and add_waking(o.asked, EACH_HAS) > now for o in asked)
        return 0 if waits else 1


class SevenAtATime(Others):
    """Seven are kept asked; whoever declines is replaced."""

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        return max(0, SEVEN - sum(offer.state is OfferState.OPEN for offer in asked))


def policy(name: Name, places: Sequence[Place]) -> Asking:
    known = {place.postcode: place for place in places}
    match name:
        case Name.OURS:
            return OURS
        case Name.BROADCAST:
            return Broadcast(known)
        case Name.LIST:
            return FromTheList(known)
        case Name.PHASED7:
            return SevenAtATime(known)


@dataclass(slots=True)
class Watched:
    """A policy, and the errands somebody could be asked about when it looked."""

    asks: Asking
    feasible: set[ErrandId] = field(default_factory=set)

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        return self.asks.many(asked, now, most)

    def in_order(self, fit: Sequence[Candidate], errand: Errand) -> Sequence[Candidate]:
        if fit:
            self.feasible.add(errand.id)
        return self.asks.in_order(fit, errand)

    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime:
        return self.asks.again_at(errand, now, policy)
