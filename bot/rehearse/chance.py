"""Chance that is the same whatever else happens: drawn anew for each thing it is about, never in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_WHOLE = 1 << 64
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Chance:
    """All the chance there is in one rehearsal."""

    seed: int

    def of(self, *about: object) -> float:
        """A number between 0 and 1, always the same for the same thing."""
        digest = blake2b(repr((self.seed, *about)).encode(), digest_size=8).digest()
        return (int.from_bytes(digest) + 0.5) / _WHOLE

    def happens(self, share: float, *about: object) -> bool:
        return self.of(*about) < share

    def between(self, low: float, high: float, *about: object) -> float:
        return low + (high - low) * self.of(*about)

    def normal(self, *about: object) -> float:
        return _NORMAL.inv_cdf(self.of(*about))

    def one_of(self, shares: Mapping[T, float], *about: object) -> T:
        """One of several, each as often as its share of them all."""
        left = self.of(*about) * sum(shares.values())
        for value, share in shares.items():
            left -= share
            if left < 0:
                return value
        return next(reversed(list(shares)))
