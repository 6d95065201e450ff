"""How others ask: everyone at once, one after another from a list, or seven at a time.  Ours is the robot's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.dispatching import OURS, Asking
from bot.kinds import kind_of
from bot.model import Candidate, Errand, ErrandId, Offer, OfferState, Policy
from bot.rehearse.population import Place
from bot.rehearse.town import distance
from bot.waking import add_waking

EACH_HAS = timedelta(hours=2)
"""Of waking time: so long one on the list is waited for, and so often others look for more to ask."""
SEVEN = 7
Fit: TypeAlias = Sequence[Candidate]
Asked: TypeAlias = Sequence[Offer]


class Name(StrEnum):
    """What a policy is called."""

    OURS = "ours"
    BROADCAST = "broadcast"
    LIST = "list"
    PHASED7 = "phased7"


@dataclass(frozen=True, slots=True)
class Nearest:
    """Those who live nearest first; of those as near, who has waited longest."""

    places: Mapping[str, Place]

    def sorted(self, fit: Sequence[Candidate], errand: Errand) -> list[Candidate]:
        if not kind_of(errand.kind).needs_travel:
            return list(fit)
        there = self.places[errand.postcode]
        return sorted(fit, key=lambda candidate: distance(self.places[candidate.volunteer.postcode], there))


class _Patient:
    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime:
        return add_waking(now, EACH_HAS)


class Broadcast(_Patient):
    """Everyone who may be asked is asked at once."""

    def whom(self, fit: Fit, errand: Errand, asked: Asked, now: datetime, most: int) -> Fit:
        return list(fit)


@dataclass(frozen=True, slots=True)
class FromTheList(_Patient):
    """One after another, the nearest first; whoever has not answered in two waking hours is passed over."""

    nearest: Nearest

    def whom(self, fit: Fit, errand: Errand, asked: Asked, now: datetime, most: int) -> Fit:
        waits = any(o.state is OfferState.OPEN and add_waking(o.asked, EACH_HAS) > now for o in asked)
        return [] if waits else self.nearest.sorted(fit, errand)[:1]


@dataclass(frozen=True, slots=True)
class SevenAtATime(_Patient):
    """Seven are kept asked, the nearest first; whoever declines is replaced."""

    nearest: Nearest

    def whom(self, fit: Fit, errand: Errand, asked: Asked, now: datetime, most: int) -> Fit:
        still = sum(offer.state is OfferState.OPEN for offer in asked)
        return self.nearest.sorted(fit, errand)[: max(SEVEN - still, 0)]


def policy(name: Name, places: Sequence[Place]) -> Asking:
    nearest = Nearest({place.postcode: place for place in places})
    match name:
        case Name.OURS:
            return OURS
        case Name.BROADCAST:
            return Broadcast()
        case Name.LIST:
            return FromTheList(nearest)
        case Name.PHASED7:
            return SevenAtATime(nearest)


@dataclass(slots=True)
class Watched:
    """A policy, and the errands somebody could be asked about when it looked."""

    asks: Asking
    feasible: set[ErrandId] = field(default_factory=set)

    def whom(self, fit: Fit, errand: Errand, asked: Asked, now: datetime, most: int) -> Fit:
        if fit:
            self.feasible.add(errand.id)
        return self.asks.whom(fit, errand, asked, now, most)

    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime:
        return self.asks.again_at(errand, now, policy)
