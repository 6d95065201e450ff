"""The word that ends all messages: STOPP and its kin, however a thumb types them, but no word of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from bot.nlu.near import Near
from bot.nlu.normal import Word, key, one_slip
from bot.nlu.phrases import name_keys, read_sections
from bot.nlu.places import find_place

NAMING = frozenset(("name", "place", "dislikes"))
"""What may be answered with any word there is, Stokke or støv: only the very word stops."""

_MOST_WORDS = 5
_SHORTEST_SLIP = 3
_OF_THINGS = re.compile(
    r"\b(?:avslutning|stoppested|endestopp)|\b(?:stopp|slutt|stans)\w*\s+(?:kl|ved\b|hos\b|utenfor|foran|(?:i\s+)?\d"
    r"|på\s+(?!meld|sms|dette|det\b|mas|alt|list|kontakt|vars|spør|tekst))",
    re.IGNORECASE,
)
_NOT_OF_MESSAGES = re.compile(
    r"\b(?:buss|tog|trikk|heis|klokk|motor|bil)\w*\s+(?:har\s+)?stopp|\bslutten\s+(?:av|på)\b|\bstopp\s+(?:en|litt|nå\s+litt)\s*(?:hal|$)|(?:^|[,.!]\s*|\b(?:må|vær\s+så\s+snill)\s+)"
    r"(?:ikke|ikkje|itj|itte)\s+(?:stopp|slutt)e?\b|\b(?:ikke|ikkje|itj|itte)\s+(?:(?:til\s+å|å)\s+)?(?:stopp\w*|stans\w*)"
    r"\s+(?:meg|av|for|oss|mæ)\b|\b(?:lar|lèt|let)\s+\w+\s+(?:ikke|ikkje|itj|itte)\s+stopp",
    re.IGNORECASE,
)
_NOT = r"(?:ikke|ikkje|ikkj|itj|itte|inte|aldri|do\s*n.?t|do\s+not|never)"
_MORE = r"(?:mer|meir|mere|mær|mæir|more|flere|fleire|fler|igjen|again|lenger|lengre|anymore)"
_POLITELY = (
    r"(?:(?:nei|neida|takk|no|nå|e|er|det|nok|hei|ja|men|og|vær|ver|så|snill|vennligst|please|jeg|eg|æ|je|ber|om|at"
    r"|dere|du|de|dykk)\s+)*"
)
_TO_ME = (
    r"(?:meldinger|meldingar|meldingane|meldingene|melding|messages|sms|noe|noko|nokka|hit|til|tel|te|to|meg|mæ|mei|me"
    r"|dette|det|this|her|nummeret|nummer|number|any|en|ei|eneste|noen|nokon|gang|gong|sinne|takk|dere|på|av"
    rf"|dessa|disse|desse|slike|{_MORE})"
)
_MESSAGES = r"(?:meldinger|meldingar|meldingane|meldingene|sms)"
_ASKS_TO_STOP = tuple(
    re.compile(rf"{_POLITELY}{asks}\W*", re.IGNORECASE)
    for asks in (
        rf"(?={_NOT}.*\b{_MORE}\b){_NOT}\s+(?:lenger\s+)?(?:send|skriv|kontakt|text|write|message)e?(?:\s+{_TO_ME})+",
        (
            rf"(?:vil|ønsker|ynskjer|orker|orkar|want)\s+{_NOT}\s+(?:å\s+)?(?:ha|få|motta)\s+"
            rf"(?:(?:{_TO_ME}|alle|sånne)\s+)*{_MESSAGES}(?:\s+(?:{_TO_ME}|fra|frå|dere|dykk|deg))*"
        ),
        (
            r"(?:stryk|fjern|ta|strek)\s+(?:meg|mæ|mei|(?:navnet|namnet|nummeret)\s+mitt)\s+"
            r"(?:bort|vekk|av|ut|fra|frå|ifra)(?:\s+(?:fra|frå|ifra|av|lista|listen|listene|registeret|systemet|deres"
            r"|dykkar|med|en|ein|gang|nå|no|takk))*"
        ),
    )
)
_MAY_ASK = re.compile(
    r"\b(?:send|skriv|kontakt|text|write|message|melding|sms|stryk|fjern|strek"
    r"|ta\s+(?:meg|mæ|mei|navnet|namnet|nummeret)\b)",
    re.IGNORECASE,
)
_STOPS = re.compile(r"stop|slut|stans", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;!?\n]+\s*")
_OF_ANOTHER_NUMBER = re.compile(r"\d{5}|\b(?:bruk|nytt|ny|heller|prøv|ring)\b", re.IGNORECASE)
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Stops:
    words: frozenset[str]
    sure: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    real: frozenset[str]
    before: frozenset[str]
    near: Near
    in_phrases: frozenset[str]


def means_stop(message: tuple[Word, ...], expecting: str | None = None) -> bool:
    """STOPP and its kin as the whole message, however often, and with one slip where any other answer is no name."""
    if len(message) > _MOST_WORDS + 1 and len(_typed(message[-1].text)) > 1:
        return False
    stops, said = _stops(), tuple(_typed(word.text) for word in message)
    said = said[1:] if len(said) > 1 and said[0] in stops.before else said
    said = ("".join(said),) if len(said) > 2 and all(len(word) == 1 for word in said) else said
    if not 0 < len(said) <= _MOST_WORDS:
        return False
    if said in stops.phrases or stops.sure.issuperset(said):
        return True
    if expecting in NAMING:
        return False
    if not stops.in_phrases.isdisjoint(said) and any(_slipped(said, phrase) for phrase in stops.phrases):
        return True
    return all(word in stops.words or _is_slip(word) for word in said)


def asks_to_stop(text: str) -> bool:
    """Asks in so many words for no more messages: "ikke skriv til meg mer", "stryk meg fra lista"."""
    if not _MAY_ASK.search(text) or _OF_ANOTHER_NUMBER.search(text):
        return False
    return any(asks.fullmatch(clause) for clause in _CLAUSE.split(text) for asks in _ASKS_TO_STOP)


def only_sounds_like_stop(text: str, message: tuple[Word, ...]) -> bool:
    """A word of its own, or what ends or stops elsewhere or not at all: "slutt på melk", "ikke slutt å skrive"."""
    if len(message) == 1 or not _STOPS.search(text):
        return len(message) == 1
    return bool(_NOT_OF_MESSAGES.search(text)) or (len(message) <= _MOST_WORDS and bool(_OF_THINGS.search(text)))


def _typed(word: str) -> str:
    """As it is typed, save for a key that hangs: "stø" is not "sto"."""
    return _REPEATED.sub(r"\1", word.lower())


@cache
def _stops() -> Stops:
    listed = read_sections("stop.txt")
    words, exact, real, before = (
        frozenset(_typed(word) for word in " ".join(listed[name]).split())
        for name in ("words", "exact", "real", "before")
    )
    phrases = frozenset(tuple(_typed(word) for word in line.split()) for line in listed["phrases"])
    return Stops(words, words | exact, phrases, real, before, Near(words, 1), frozenset(chain(*phrases)))


def _is_slip(word: str) -> bool:
    if len(word) < _SHORTEST_SLIP or not _stops().near.all(word):
        return False
    return not (word in _stops().real or key(word) in name_keys() or find_place(word, slips=False))


def _slipped(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    if len(said) != len(phrase):
        return False
    wrong = [(a, b) for a, b in zip(said, phrase, strict=True) if a != b]
    return len(wrong) == 1 and wrong[0][0] not in _stops().real and one_slip(*wrong[0])
