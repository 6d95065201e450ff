"""Where on the map a postal code is; in a city every code has the city's middle, so near codes there tell nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

Position = tuple[float, float]

_FILE = Path(__file__).parent / "nlu" / "data" / "positions.tsv"


@cache
def _positions() -> dict[str, Position]:
    lines = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {code: (float(north), float(east)) for code, north, east in lines}


def position(postcode: str) -> Position | None:
    """Latitude and longitude; nothing where the source only guesses."""
    return _positions().get(postcode)
