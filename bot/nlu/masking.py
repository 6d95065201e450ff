"""Takes names, numbers and addresses out of a message, so that it can be learnt from without telling who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bot.nlu.dialect import STANDARD
from bot.nlu.entities import find_entities
from bot.nlu.masking_numbers import without_numbers_that_tell
from bot.nlu.normal import Word, key, one_slip, tidy, words
from bot.nlu.phrases import name_keys, read_sections
from bot.nlu.time_words import NOTHING, look_up
from bot.nlu.times import find_times

NAME, PHONE, ADDRESS, PLACE, NUMBER, MAIL = "[navn]", "[telefon]", "[adresse]", "[sted]", "[tall]", "[e-post]"
EXAMPLES = {
    NAME: "Kari", PHONE: "90000000", ADDRESS: "Storgata 1", PLACE: "Hamar", NUMBER: "1234", MAIL: "kari@eksempel.no",
}  # fmt: skip
"""What a reader is shown in place of what was taken out."""

_SHORTEST_WITH_SLIP = 5
_MAIL = re.compile(r"\S+@\S+|\b(?:https?://|www\.)\S+", re.IGNORECASE)
_DIGITS = re.compile(r"\+?\d(?:[ .-]{0,2}\d){4,}")
_FOUR = re.compile(r"(?<![\d.:])\d{4}(?!\d|[.:]\d)")
_LONG_ROAD = "gate|gaten|gata|vei|veien|veg|vegen|stien|alleen|bakken|svingen|tunet|kroken|ringen"
_ROAD = rf"(?:{_LONG_ROAD}|gt|vn|sti|allé|plass|lia|torg)"
_WITH_NUMBER = re.compile(
    rf"\b(?:(?:(?-i:[A-ZÆØÅ])[^\W\d_]*\s+){{1,3}}|[^\W\d_]+){_ROAD}\s+\d{{1,3}}(?:\s?[a-h])?\b", re.IGNORECASE
)
_STREET = re.compile(rf"\b[A-ZÆØÅ][^\W\d_]{{2,}}(?:{_LONG_ROAD})\b")
_AFTER_NAME = re.compile(r"\[navn\] +([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_HOUSE = re.compile(r"\W*\d+\W*\w?$")
_FIRST_IN_SENTENCE = re.compile(r"(?:^|[.!?\n:]\s*|[\"«»(]\s*)$")
_ORDINARY = frozenset(
    key(word)
    for word in """
        dag liv even odd bjørn sol vår per ask gro unn stein storm may mai bo jo lykke tove berg dal lie moe haug bakke
        ada anna vik li ås hagen hage eng strand lund lien moen sand holm vang nes sund stor liten lille hus solberg
        bakken by haugen dahl rud aas foss fjell skog vold bråten gran lunde tveit helga siv una finn endre tom tor else
        vera moen engen fosse berge eide brekke tangen line mina gry lotte helle tale stig vilde kai smith thi pia aune
        emma marta
    """.split()
)
"""Names that are words too: of all we know, they are taken for names only with a capital."""
_CAPITALS = frozenset(
    key(word)
    for word in """
        jeg eg i ja nei jo stopp stop ok okei hei hallo takk beklager nå så og men for vil kan har er det den vi du
        dere de sms tv nav rema kiwi coop meny extra gud jul påske pinse robot framme ferdig avbud pause hjelp slett
        meg tilbake i'm i've i'll i'd english norwegian nynorsk bokmål dansk norsk norge kommunen sunday monday
        tuesday wednesday thursday friday saturday sundays mondays januar februar mars april mai juni juli august
        september oktober november desember
    """.split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a message may be about.  ``names`` and ``places`` are of the writer and of whom they help, so that a slip
    in them is seen through too; ``others`` is everyone else we know, by name.
    """

    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def mask(text: str, known: Known, now: datetime) -> str:
    """The message with a plain placeholder for everything that could tell who it is about."""
    text = tidy(text)
    for found, instead in ((_MAIL, MAIL), (_WITH_NUMBER, ADDRESS), (_STREET, ADDRESS)):
        text = found.sub(instead, text)
    for street in _streets(known):
        text = re.sub(rf"(?<!\w){re.escape(street)}(?!\w)", ADDRESS, text, flags=re.IGNORECASE)
    text = without_numbers_that_tell(text, now, NUMBER)
    text = _without(text, [*_entities(text), *_numbers(text, now)])
    return _joined(_whole_names(_joined(_without(text, list(_names(text, known, now))))))


def tells_nothing(masked: str) -> bool:
    """Nothing is left to learn from: what was said was a name, a number or a place."""
    rest = masked
    for placeholder in EXAMPLES:
        rest = rest.replace(placeholder, " ")
    return not any(len(word.text) > 1 for word in words(rest))


def filled(masked: str) -> str:
    """A message of the same kind, with invented names and numbers, for the reader to learn from."""
    for placeholder, example in EXAMPLES.items():
        masked = masked.replace(placeholder, example)
    return masked


def _streets(known: Known) -> list[str]:
    """With the number of the house and without, the longest first."""
    streets = {street.strip() for street in known.streets}
    return sorted((s for s in streets | {_HOUSE.sub("", s) for s in streets} if len(s) > 2), key=len, reverse=True)


def _entities(text: str) -> Iterator[tuple[int, int, str]]:
    message, instead = words(text), {"phone": PHONE, "name": NAME, "place": PLACE, "postcode": NUMBER}
    for entity in find_entities(text, message, (), None):
        if entity.entity in instead and "[" not in entity.text:
            yield entity.start, entity.end, instead[entity.entity]


def _numbers(text: str, now: datetime) -> Iterator[tuple[int, int, str]]:
    """Long rows of digits, and four that are no clock time: a postal code, a door, a card."""
    times = find_times(text, now)
    for found in _DIGITS.finditer(text):
        plain = found[0].lstrip("+").isdigit()
        if plain or not any(time.start <= found.start() and found.end() <= time.end for time in times):
            yield found.start(), found.end(), NUMBER
    for found in _FOUR.finditer(text):
        if not any(time.start <= found.start() and found.end() <= time.end for time in times):
            yield found.start(), found.end(), NUMBER


def _names(text: str, known: Known, now: datetime) -> Iterator[tuple[int, int, str]]:
    close, places = _parts(known.names), {key(place): PLACE for place in known.places if place}
    others, first = _parts(known.others), _first_names()
    when = {word.key for time in find_times(text, now) for word in words(time.text)}
    shouts = text.isupper()
    for word in words(text):
        if _is_placeholder(text, word):
            continue
        capital = word.text[0].isupper() and not shouts
        inside = capital and not _FIRST_IN_SENTENCE.search(text[: word.start])
        forms = frozenset(form for part in _split(word) for form in (part, part.removesuffix("s")))
        if forms & close or any(_is_slip(form, name) for form in forms for name in close):
            yield word.start, word.end, NAME
        elif forms & places.keys():
            yield word.start, word.end, PLACE
        elif _is_name(forms & (first | others), capital) or (inside and word.key not in _CAPITALS | when):
            yield word.start, word.end, NAME


def _is_slip(form: str, name: str) -> bool:
    return min(len(form), len(name)) >= _SHORTEST_WITH_SLIP and one_slip(form, name)


def _is_name(named: frozenset[str], capital: bool) -> bool:
    return bool(named) and (capital or not named <= _ORDINARY)


def _split(word: Word) -> set[str]:
    """ "Anne-Lise" is Anne and Lise too."""
    return {word.key, *(key(part) for part in re.split(r"['’`´-]", word.text) if len(part) > 1)}


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for word in words(name) for part in _split(word) if len(part) > 1)


def _whole_names(text: str) -> str:
    """ "[navn] nordmann og" is "[navn] og": what follows a name is of it, unless it is a word that often does."""
    at = 0
    while found := _AFTER_NAME.search(text, at):
        often = key(found[1]) in _listed("after") or look_up(found[1]) is not NOTHING
        at = found.end() if often else found.start()
        text = text if often else text[:at] + NAME + text[found.end() :]
    return text


@cache
def _first_names() -> frozenset[str]:
    return name_keys() | _listed("names")


@cache
def _listed(section: str) -> frozenset[str]:
    words = frozenset(key(word) for line in read_sections("masking.txt")[section] for word in line.split())
    return words if section == "names" else words | STANDARD.keys() | frozenset(STANDARD.values())


def _is_placeholder(text: str, word: Word) -> bool:
    return text[word.start - 1 : word.start] == "[" and text[word.end : word.end + 1] == "]"


def _without(text: str, found: list[tuple[int, int, str]]) -> str:
    out, at = "", 0
    for start, end, instead in sorted(found, key=lambda each: (each[0], -each[1])):
        if start >= at:
            out += text[at:start] + instead
            at = end
    return out + text[at:]


def _joined(text: str) -> str:
    """ "[navn] [navn]" is one name."""
    return re.sub(r"(\[[a-z-]+\])(?:\s+\1)+", r"\1", text)
