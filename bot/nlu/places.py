"""Every Norwegian postal code and place; read from the file the first time someone asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from sys import intern

from bot.nlu.near import Near
from bot.nlu.normal import key, words
from bot.nlu.phrases import read_sections

_FILE = Path(__file__).parent / "data" / "postal_codes.tsv"
_SHORTEST_WITH_SLIP = 5


@cache
def _places() -> dict[str, str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return {code: intern(place) for code, place in (line.split("\t") for line in lines)}  # most have several codes


@cache
def _by_name() -> dict[str, tuple[str, tuple[str, ...]]]:
    """From the key of a name to the name and its postal codes; "Kristiansand S" is also Kristiansand."""
    codes: dict[str, list[str]] = {}
    for code, place in _places().items():
        codes.setdefault(place.removesuffix(" S").removesuffix(" N"), []).append(code)
    return {name_key(place): (place, tuple(found)) for place, found in codes.items()}


@cache
def _near() -> Near:
    return Near(_by_name(), _SHORTEST_WITH_SLIP)


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are, or all but are, the name of some place, and seldom mean it."""
    return frozenset(key(word) for line in read_sections("real.txt")["places"] for word in line.split())


def name_key(place: str) -> str:
    return " ".join(word.key for word in words(place.replace("-", " ")))


def place_of(postcode: str) -> str | None:
    return _places().get(postcode)


def find_place(name: str, slips: bool = True) -> str | None:
    """The place someone means; with ``slips``, also when exactly one place is a letter away."""
    wanted = name_key(name)
    if wanted in _by_name():
        return _by_name()[wanted][0]
    near = [
        place for place in (_near().all(wanted) if slips and wanted not in ordinary_words() else ())
        if len(place) != len(wanted) or place.count(" ") == wanted.count(" ")  # "nord i byen" is not Nordli
    ]  # fmt: skip
    return _by_name()[near[0]][0] if len(near) == 1 else None


def postcodes_of(place: str) -> tuple[str, ...]:
    """All codes of a place, however it is spelt; none when there is no such place."""
    found = find_place(place)
    return _by_name()[name_key(found)][1] if found else ()
