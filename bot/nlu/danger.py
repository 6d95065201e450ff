"""Emergencies and despair: a red list that no model can overrule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.nlu.dialect import STANDARD
from bot.nlu.near import Near
from bot.nlu.normal import Word, key
from bot.nlu.phrases import name_keys, read_sections, real_words
from bot.nlu.places import find_place

_MARKS = {"..": r"(?: \S+){0,3}", "^": "^", "$": "(?= $)"}
_HOW_OFTEN = {")": "?", "+": "*"}
_PART = re.compile(r"[^\s()|]+")
_SHORTEST_WITH_SLIP = 5
_STEM = 3
_HARDLY_ANYTHING = 3
_NAME = "navn"
_LEANING = re.compile(r"^([^']+)'(?:ke|kje|ike|itj|ite)$")
_OWNERS = re.compile(r" (?:min|mit|mine|mi|hennes|hans|var|din)(?= )")
"""Whose it is: "faren min er savnet" is "faren er savnet"."""
_NOT = rf"\1 {key('ikke')}"


Patterns = dict[str, tuple[tuple[str, str], ...]]
"""Patterns with their sections, by the first letters of the words one of which they need."""


@dataclass(frozen=True)
class RedList:
    """What is danger, what only sounds like it, and what makes a model's alarm no alarm."""

    danger: Patterns
    harmless: Patterns
    calm: Patterns
    near: Near
    names: frozenset[str]

    def mended(self, word: str) -> str:
        """The listed word this is a slip of; the first letter is seldom the wrong one, and Hvasser is a place."""
        near = self.near.all(word)
        if word in near or find_place(word, slips=False):
            return word
        return next((known for known in near if known[0] == word[0]), word)

    def joined(self, message: tuple[Word, ...]) -> str:
        """The keys of the message, every first name alike and "orker'ke" as two words."""
        keys = (_NAME if word.key in self.names else _in_two(word.key) for word in message)
        return " " + " ".join(keys) + " "


def _pattern(line: str, sets: dict[str, frozenset[str]]) -> tuple[frozenset[str], str]:
    """The pattern, and the stems one of which some word of a message must begin with for it to be worth trying."""
    parts, stems = [], [frozenset(("",))]
    for part in line.split():
        if part in _MARKS:
            parts.append(_MARKS[part])
            continue
        words = {word for name in part.strip("()+").split("|") for word in sets.get(name) or (_word(name),)}
        one = "(?: (?:" + "|".join(sorted(words)) + "))"
        parts.append(one + _HOW_OFTEN.get(part[-1], ""))
        if part[0] != "(":
            stems.append(frozenset(word[:_STEM].rstrip("\\") for word in words))
    return max(stems, key=lambda some: min(map(len, some)) / len(some)), "".join(parts) + "(?= )"


def _word(written: str) -> str:
    return key(written[:-1]) + r"\S*" if written[-1] == "*" else key(written)


def _by_stem(sections: dict[str, list[str]], sets: dict[str, frozenset[str]]) -> Patterns:
    found: dict[str, dict[tuple[str, str], None]] = {}
    for section, lines in sections.items():
        for line in lines:
            stems, pattern = _pattern(line, sets)
            for stem in stems:
                found.setdefault(stem, {})[(section, pattern)] = None
    return {stem: tuple(patterns) for stem, patterns in found.items()}


@cache
def _red_list() -> RedList:
    sections = read_sections("danger.txt")
    sets = {"@navn": frozenset((_NAME,))}
    for line in sections.pop("words"):
        name, _, members = line.partition(" = ")
        sets[name] = frozenset(key(member) for member in members.split())
    listed = {key(word) for line in sections.pop("never_slips") for word in line.split()}.union(*sets.values())
    harmless, calm = ({name: sections.pop(name)} for name in ("harmless", "calm"))
    for line in (line for lines in sections.values() for line in lines):
        listed.update(key(word) for word in _PART.findall(line) if word[0] not in "@.^$" and word[-1] != "*")
    names = name_keys() - listed
    return RedList(
        _by_stem(sections, sets),
        _by_stem(harmless, sets),
        _by_stem(calm, sets),
        Near(listed | names | real_words(), _SHORTEST_WITH_SLIP),
        names,
    )


def danger_in(message: tuple[Word, ...]) -> str | None:
    """ "emergency", "distress" or nothing, in the words as they stand, with their slips mended, or in bokmål."""
    red = _red_list()
    text = _without_harmless(red.joined(message))
    standard = _each(_standard, text)
    ways = dict.fromkeys((text, _each(_mended, text), standard, _OWNERS.sub("", standard)))
    found = {section for said in ways for section, _ in _found(said, red.danger)}
    return "emergency" if "emergency" in found else "distress" if found else None


def sounds_worse(message: tuple[Word, ...]) -> bool:
    """ "dør av latter", "borte i helga", "i fjor": said so often that a model would be led astray."""
    said = _red_list().joined(message)
    return _without_harmless(said) != said or any(_found(said, _red_list().calm))


def is_harmless(message: tuple[Word, ...]) -> bool:
    """Hardly anything but what only sounds like danger: "det brenner litt i halsen"."""
    said = _red_list().joined(message)
    left = _without_harmless(said)
    return left != said and len(left.replace(" -", "").split()) <= _HARDLY_ANYTHING


def _each(change: Callable[[str], str], text: str) -> str:
    return " " + " ".join(map(change, text.split())) + " "


def _standard(word: str) -> str:
    """The bokmål word of a dialect one, or the word mended."""
    return STANDARD.get(word) or _mended(word)


def _in_two(word: str) -> str:
    """ "orker'ke" is "orker ikke"."""
    return _LEANING.sub(_NOT, word) if "'" in word else word


@lru_cache(maxsize=8_192)
def _mended(word: str) -> str:
    return _red_list().mended(word)


@lru_cache(maxsize=16)
def _without_harmless(text: str) -> str:
    for _, pattern in _found(text, _red_list().harmless):
        text = pattern.sub(" -", text)
    return text


def _found(text: str, patterns: Patterns) -> Iterator[tuple[str, re.Pattern[str]]]:
    for stem in {"", *(word[:n] for word in text.split() for n in range(1, _STEM + 1))}:
        for section, source in patterns.get(stem, ()):
            pattern = _compiled(source)
            if pattern.search(text):
                yield section, pattern


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)
