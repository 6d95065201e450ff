"""How far it is between two places on the map."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from bot.places import Position, position

Far = Callable[[str, str], float | None]
"""Kilometres between two postal codes; None where nobody knows."""
EARTH_KM = 6371


def distance_km(one: Position | None, other: Position | None) -> float | None:
    """As the crow flies; None where one of them is not known."""
    if one is None or other is None:
        return None
    (north, east), (norther, easter) = ((radians(each) for each in place) for place in (one, other))
    half = sin((norther - north) / 2) ** 2 + cos(north) * cos(norther) * sin((easter - east) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@lru_cache(maxsize=100_000)
def between(one: str, other: str) -> float | None:
    """Where two codes have the same place on the map, as all of a city have, nobody knows how far it is."""
    here, there = position(one), position(other)
    return None if one != other and here == there else distance_km(here, there)
