"""How far it is between two places on the map."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Position = tuple[float, float]
"""Latitude and longitude, in degrees."""
EARTH_KM = 6371


def distance_km(one: Position | None, other: Position | None) -> float | None:
    """As the crow flies; None where one of them is not known."""
    if one is None or other is None:
        return None
    (north, east), (norther, easter) = ((radians(each) for each in place) for place in (one, other))
    half = sin((norther - north) / 2) ** 2 + cos(north) * cos(norther) * sin((easter - east) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
