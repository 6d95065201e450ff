"""Everything a message names: times, kinds, places, numbers, telephones, names; and what is said not to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.dialog.events import Entity
from bot.nlu.kinds import find_kinds
from bot.nlu.names import bare_name, called
from bot.nlu.normal import Word, key
from bot.nlu.phones import find_phones
from bot.nlu.places import find_place, ordinary_words, place_of

_POSTCODE = re.compile(r"(?<![\d.,:/+-])\d{4}(?![\d.,:/-]\d|\d)")
_LONGEST_PLACE = 3
_ORDINALS = {"forste": 1, "fyrste": 1, "andre": 2, "tredje": 3, "fjerde": 4, "femte": 5, "siste": -1}
_COUNT = {"en": 1, "ein": 1, "et": 1, "eit": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7}
_CALLS_NUMBER = frozenset(
    key(w)
    for w in """
    nr nummer alternativ oppgave valg
""".split()
)
_AFTER_NUMBER = frozenset(
    key(w)
    for w in """
    og ja jo nei eller men er takk går passer kan vil pluss samt
""".split()
)
_NEGATORS = frozenset(
    key(w)
    for w in """
        ikke ikkje itte itj kje ikkj ingen inga uten utan unntatt unnateke utenom utanom ikk not slipper slippe
    """.split()
)
_TURNS = re.compile(r"[,.;!?\n]|\b(?:men|mens|derimot|heller|og|å)\b", re.IGNORECASE)
_STRONG_TURNS = re.compile(r"[.;!?\n]|,|\b(?:men|mens|derimot|heller)\b", re.IGNORECASE)
_REFUSED_AFTER = re.compile(
    r"\s*(?:(?:kan|vil|går|passer|orker|liker|kjem|kommer|rekker|har)\s+(?:jeg|eg|æ|je|det|meg)?\s*)?"
    r"(?:dessverre\s+)?(?:ikke|ikkje|itte|itj|kje|nei(?!\s+(?:takk\s+)?til))\b", re.IGNORECASE)  # fmt: skip
_PART = re.compile(r"\w+")
_NO = re.compile(r"ikke|ikkje|itte|itj|kje|nei", re.IGNORECASE)
_NO_TO = re.compile(r"\bnei (?:takk )?til\b[\w ]*$", re.IGNORECASE)
# The time grammar says itself what it denies.
_NEVER_NEGATED = frozenset(("phone", "name", "time", "duration", "availability"))
_PLACE_AFTER = frozenset(
    key(w)
    for w in """
    i på til fra frå ved bor bur flytta flyttet nær
""".split()
)


def find_entities(
    text: str, message: tuple[Word, ...], times: Sequence[Entity], expecting: str | None
) -> tuple[Entity, ...]:
    """All but availability, in the order they are said."""
    phones = find_phones(text)
    taken = [*times, *phones]
    found = [*taken, *_postcodes(text, expecting, taken)]
    found += _places(message, expecting, text)
    found += [e for e in find_kinds(text, message) if not _inside(e, found)]
    found += _numbers(message, tuple(found))
    if name := called(text) or (bare_name(text) if expecting == "name" else None):
        found = [e for e in found if e.entity != "place" or not _overlap(e, name)]
        found.append(name)
    if any(e.entity not in _NEVER_NEGATED for e in found) and _says_no(text):
        found = [_with_negation(e, text) for e in found]
    return tuple(sorted(found, key=lambda e: (e.start, e.entity)))


def _inside(entity: Entity, others: Sequence[Entity]) -> bool:
    return any(_overlap(entity, other) for other in others)


def _overlap(a: Entity, b: Entity) -> bool:
    return a.start < b.end and b.start < a.end


def _postcodes(text: str, expecting: str | None, taken: Sequence[Entity]) -> Iterator[Entity]:
    """Four digits are a postal code where one was asked for or a place stands beside; else they may be a time."""
    for match in _POSTCODE.finditer(text):
        place = place_of(match[0])
        code = Entity("postcode", match[0], match.start(), match.end(), match[0])
        beside = place is not None and key(place) in key(text)
        called_so = re.search(r"post(?:nummer|nr|boks|kode)\.?\s*(?:er|:)?\s*$", text[: match.start()], re.IGNORECASE)
        if place and (expecting == "place" or beside or called_so) and not any(
            _overlap(code, e) for e in taken if e.entity == "phone"
        ):  # fmt: skip
            yield code


def _places(message: tuple[Word, ...], expecting: str | None, text: str) -> Iterator[Entity]:
    at = 0
    while at < len(message):
        longest = min(_LONGEST_PLACE, len(message) - at)
        for length in range(longest if expecting == "place" or _is_named_so(message, at) else 0, 0, -1):
            if expecting == "place" and not _may_be_place(message, at, length):
                continue
            start, end = message[at].start, message[at + length - 1].end
            if place := find_place(text[start:end], slips=expecting == "place"):
                yield Entity("place", place, start, end, text[start:end])
                at += length - 1
                break
        at += 1


def _is_named_so(message: tuple[Word, ...], at: int) -> bool:
    """Many places are ordinary words (Bra, Os, Vik): outside the question a capital and a preposition are needed."""
    text = message[at].text
    return text[0].isupper() and len(text) > 1 and _comes_after(message, at)


def _comes_after(message: tuple[Word, ...], at: int) -> bool:
    return at > 0 and (message[at - 1].key in _PLACE_AFTER or message[at - 1].text.isdecimal())


def _may_be_place(message: tuple[Word, ...], at: int, length: int) -> bool:
    """What may answer the question where someone lives."""
    key = message[at].key
    ordinary = key in ordinary_words() and not (_comes_after(message, at) or len(message) == 1)
    return length > 1 or not (ordinary or key in _NOT_PLACES)


_NOT_PLACES = frozenset(
    key(w)
    for w in """
        ja nei jo bor bur på i ved nær jeg eg æ er her der og eller men det den i hei takk ok bra os å nes som
        til fra vil ikke si
    """.split()
)


def _numbers(message: tuple[Word, ...], taken: Sequence[Entity]) -> Iterator[Entity]:
    for at, word in enumerate(message):
        before = message[at - 1].key if at else ""
        after = message[at + 1].key if at + 1 < len(message) else ""
        value = _number(word, before, after, len(message) == 1)
        if value is None:
            continue
        found = Entity("number", value, word.start, word.end, word.text)
        if not _inside(found, taken):
            yield found


def _number(word: Word, before: str, after: str, alone: bool) -> int | None:
    if len(word.text) <= 4 and word.text.isdecimal():
        chosen = before in _CALLS_NUMBER or not after or after in _AFTER_NUMBER or after.isdecimal()
        return int(word.text) if chosen or alone else None
    if alone or before in _CALLS_NUMBER:
        return _COUNT.get(word.key, _ORDINALS.get(word.key))
    return _ORDINALS.get(word.key) if before == "den" else None


_NEARBY = 200


def _says_no(text: str) -> bool:
    """Whether any word of the message can say no to what it names."""
    return bool(_NO.search(text)) or any(key(w) in _NEGATORS for w in _PART.findall(text))


def _with_negation(entity: Entity, text: str) -> Entity:
    """ "ikke torsdag", "snø vil jeg ikke", "alt unntatt handling": named, but to say no to it."""
    if entity.negated or entity.entity in _NEVER_NEGATED:
        return entity
    said = text[max(entity.start - _NEARBY, 0) : entity.start]
    before = _TURNS.split(said)[-1]
    joined = _STRONG_TURNS.split(said)[-1]
    close = _PART.findall(before)[-5:]
    said_not = any(key(w) in _NEGATORS for w in close) or bool(_NO_TO.search(before))
    if not said_not and before != joined:
        said_not = any(key(w) in _NEGATORS for w in _PART.findall(joined)[-6:])
    if said_not or _REFUSED_AFTER.match(text, entity.end):
        return replace(entity, negated=True)
    return entity
