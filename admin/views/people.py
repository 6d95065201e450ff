"""How people are found and sorted, and what their telephone, place and times are read as."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.dialog.likes import times_in_words
from bot.dialog.weeks import counted_from
from bot.flows import language
from bot.model import Availability
from bot.nlu.availability import find_availability
from bot.nlu.phones import e164
from bot.nlu.places import find_place, place_of, postcodes_of
from bot.storage.people import read_availability, write_availability

_NORWEGIAN_ORDER = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
Language = Literal["", "nb", "nn", "da", "en"]
LANGUAGES = [(one.value, one.label) for one in language.LANGUAGES if one.value != language.OTHER]
DIGITS = 3
"""So many digits in a row may be part of a telephone number or a postal code."""


def by_name(name: str) -> str:
    """What names are sorted by: æ, ø and å come last."""
    return name.casefold().translate(_NORWEGIAN_ORDER)


def fits(sought: Sequence[str], words: str, numbers: tuple[str, ...]) -> bool:
    """Whether each word that is sought begins a word of someone's, or is part of a number."""
    return stands_in(sought, folded(words), numbers)


def folded(words: str) -> str:
    """Words as they are searched."""
    return " " + words.casefold().replace("-", " ").replace(",", " ")


def stands_in(sought: Sequence[str], among: str, numbers: tuple[str, ...]) -> bool:
    return all(f" {one}" in among or _in_number(one, numbers) for one in sought)


def words_of(query: str) -> list[str]:
    """What is sought; a number typed in groups is one."""
    together = re.sub(r"(?<=\d) (?=\d)", "", query.casefold().replace("-", " "))
    return together.replace(",", " ").split()


def _in_number(word: str, numbers: tuple[str, ...]) -> bool:
    digits = word.removeprefix("+47")
    return len(digits) >= DIGITS and digits.isdecimal() and any(digits in number for number in numbers)


def has_digits(query: str) -> bool:
    return re.search(r"\d{3}", query.replace(" ", "")) is not None


def read_phone(typed: str) -> str:
    """A number as we keep it; nothing typed is no number."""
    if not typed:
        return ""
    number = e164(typed)
    if number is None:
        raise ValueError("not a telephone number")
    return number


@dataclass(frozen=True, slots=True)
class Area:
    """Where someone lives; of a place with many codes we know no code."""

    postcode: str
    place: str


def read_area(typed: str) -> Area:
    """Postal code and place, from either."""
    code = re.search(r"(?<!\d)\d{4}(?!\d)", typed)
    if code:
        place = place_of(code[0])
        if place is None:
            raise ValueError("no such postal code")
        return Area(code[0], place)
    place = find_place(typed)
    if not place:
        raise ValueError("no such place")
    codes = postcodes_of(place)
    return Area(codes[0] if len(codes) == 1 else "", place)


def write_area(postcode: str, place: str) -> str:
    return f"{postcode} {place}".strip()


def read_times(typed: str, now: datetime) -> Availability | None:
    """When someone can; nothing typed limits nothing.  "ikke i juli" alone is all days but those."""
    if not typed:
        return None
    found = find_availability(typed, now)
    if found is None:
        found = find_availability(f"alle dager, {typed}", now)
        if found is None or not (found.value["except"] or found.value["from"] or found.value["until"]):
            raise ValueError("no days")
    return read_availability(counted_from(found.value, now))


def write_times(times: Availability | None) -> str:
    """"tirsdag kl. 9-12, ikke 1. juli til 31. juli"."""
    return times_in_words(write_availability(times) or {}, "nb")
