"""Emergencies and despair: a red list that no model can overrule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from bot.nlu.dialect import STANDARD
from bot.nlu.near import Near
from bot.nlu.normal import Word, key
from bot.nlu.phrases import name_keys, read_sections, real_words
from bot.nlu.places import find_place

_MARKS = {"..": r"(?: \S+){0,3}", "^": "^", "$": "(?= $)"}
_HOW_OFTEN = {")": "?", "+": "*"}
_PART = re.compile(r"[^\s()|_]+")
_SHORTEST_WITH_SLIP = 5
_STEM = 3
_MOST_KNOWN = 8_192
_ANY_ENDING = r"\S*"
_SELDOMER = 3.0
_NEAR_BY = r"(?: \S+){0,20}?"
_HARDLY_ANYTHING = 3
_NAME = "navn"
_LEANING = re.compile(r"^([^']+)'(?:ke|kje|ike|itj|ite)$")
_OWNERS = re.compile(r" (?:min|mit|mine|mi|hennes|hans|var|din)(?= )")
"""Whose it is: "faren min er savnet" is "faren er savnet"."""
_NOT = rf"\1 {key('ikke')}"
Sets = dict[str, frozenset[str]]
"""The words of "@ikke", and of each other set."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A line of the list, and for each part of it that is written out, the words one of which must be there."""

    section: str
    line: str
    needs: tuple[frozenset[str], ...]


class Patterns:
    """Patterns by the words one of which they need, or by how that word begins and a star."""

    def __init__(self, by_word: dict[str, tuple[Pattern, ...]]) -> None:
        self._by_word = by_word
        self._worth_trying = lru_cache(maxsize=_MOST_KNOWN)(self._of)

    def worth_trying(self, words: Sequence[str]) -> list[Pattern]:
        """Those with one of the words they need for each of their parts, in the order of the words."""
        known = dict.fromkeys(chain.from_iterable(map(self._worth_trying, ("", *words))))
        if not known:
            return []
        said = frozenset(chain.from_iterable(map(_with_beginnings, words)))
        return [one for one in known if not any(map(said.isdisjoint, one.needs))]

    def _of(self, word: str) -> tuple[Pattern, ...]:
        return tuple(one for known in _with_beginnings(word) for one in self._by_word.get(known, ()))


@dataclass(frozen=True)
class RedList:
    """What is danger, what only sounds like it, and what makes a model's alarm no alarm."""

    sets: Sets
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
        return _spaced(_NAME if word.key in self.names else _in_two(word.key) for word in message)


class Needs(dict[str, frozenset[str]]):
    """The words, or how they begin, one of which a part of a line needs: made once, for many lines have the same."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets

    def __missing__(self, part: str) -> frozenset[str]:
        self[part] = needed = frozenset(map(_known_by, _words(part, self._sets)))
        return needed


def _pattern(section: str, line: str, needs: Needs) -> tuple[frozenset[str], Pattern]:
    """The pattern, and the words or beginnings one of which a message must have for it to be worth trying."""
    needed = [needs[part] for part in line.split() if part not in _MARKS and part[0] not in "(&"]
    rarest = min(needed, key=_how_often, default=frozenset(("",)))
    return rarest, Pattern(section, line, tuple(sorted((some for some in needed if some is not rarest), key=len)))


def _source(line: str, sets: Sets) -> str:
    """What a line looks for; what "&" stands between may come from the first to the last or the other way."""
    halves = ["".join(_part(part, sets) for part in half.split()) for half in line.split(" & ")]
    one_way, other_way = _NEAR_BY.join(halves), _NEAR_BY.join(reversed(halves))
    return (one_way if len(halves) == 1 else f"(?:{one_way}|{other_way})") + "(?= )"


def _part(part: str, sets: Sets) -> str:
    return _MARKS.get(part) or "(?: (?:" + "|".join(sorted(_words(part, sets))) + "))" + _HOW_OFTEN.get(part[-1], "")


def _words(part: str, sets: Sets) -> set[str]:
    return {word for name in part.strip("()+").split("|") for word in sets.get(name) or (_word(name),)}


def _word(written: str) -> str:
    """A word, or several with "_" between."""
    return " ".join(key(w[:-1]) + _ANY_ENDING if w[-1] == "*" else key(w) for w in written.split("_"))


def _known_by(word: str) -> str:
    """The first word, or for one with any ending the first letters of it and a star."""
    first = word.split(" ", 1)[0]
    return f"{first.removesuffix(_ANY_ENDING)[:_STEM]}*" if first.endswith(_ANY_ENDING) else first


def _how_often(words: frozenset[str]) -> float:
    """Roughly how often one of them is said: long words seldom."""
    return sum(_SELDOMER ** -len(word) for word in words)


@lru_cache(maxsize=_MOST_KNOWN)
def _with_beginnings(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, *(f"{word[:n]}*" for n in range(1, _STEM + 1)))))


def _by_word(sections: dict[str, list[str]], needs: Needs) -> Patterns:
    found: dict[str, dict[Pattern, None]] = {}
    for section, lines in sections.items():
        for line in lines:
            rarest, pattern = _pattern(section, line, needs)
            for word in rarest:
                found.setdefault(word, {})[pattern] = None
    return Patterns({word: tuple(patterns) for word, patterns in found.items()})


@cache
def _red_list() -> RedList:
    sections = read_sections("danger.txt")
    sets: Sets = {"@navn": frozenset((_NAME,))}
    for line in sections.pop("words"):
        name, _, members = line.partition(" = ")
        sets[name] = frozenset(_word(member) for member in members.split())
    listed = {key(word) for line in sections.pop("never_slips") for word in line.split()}
    listed.update(
        word for members in sets.values() for said in members for word in said.split() if not word.endswith(_ANY_ENDING)
    )
    harmless, calm = ({name: sections.pop(name)} for name in ("harmless", "calm"))
    for line in (line for lines in sections.values() for line in lines):
        listed.update(key(word) for word in _PART.findall(line) if word[0] not in "@.^$&" and word[-1] != "*")
    names = name_keys() - listed
    needs = Needs(sets)
    return RedList(
        sets,
        _by_word(sections, needs),
        _by_word(harmless, needs),
        _by_word(calm, needs),
        Near(listed | names | real_words(), _SHORTEST_WITH_SLIP),
        names,
    )


def danger_in(message: tuple[Word, ...]) -> str | None:
    """ "emergency", "distress" or nothing, in the words as they stand, with their slips mended, or in bokmål."""
    text, standard = _without_harmless(_red_list().joined(message))
    ways = dict.fromkeys((text, _each(_mended, text), standard, _OWNERS.sub("", standard)))
    patterns = _red_list().danger.worth_trying(tuple(dict.fromkeys("".join(ways).split())))
    gravest_first = sorted(patterns, key=lambda one: one.section != "emergency")
    return next((one.section for one in gravest_first if any(map(_compiled(one).search, ways))), None)


def sounds_worse(message: tuple[Word, ...]) -> bool:
    """ "dør av latter", "borte i helga", "i fjor": said so often that a model would be led astray."""
    said = _red_list().joined(message)
    return _without_harmless(said)[0] != said or any(_found(said, _red_list().calm.worth_trying(said.split())))


def is_harmless(message: tuple[Word, ...]) -> bool:
    """Hardly anything but what only sounds like danger: "det brenner litt i halsen"."""
    said = _red_list().joined(message)
    left, _ = _without_harmless(said)
    return left != said and len(left.replace(" -", "").split()) <= _HARDLY_ANYTHING


def _found(text: str, patterns: Iterable[Pattern]) -> Iterator[re.Match[str]]:
    """Where each that is there begins."""
    return (match for one in patterns if (match := _compiled(one).search(text)))


def _each(change: Callable[[str], str], text: str) -> str:
    return _spaced(map(change, text.split()))


def _spaced(words: Iterable[str]) -> str:
    return " " + " ".join(words) + " "


def _standard(word: str) -> str:
    """The bokmål word of a dialect one, or the word mended."""
    return STANDARD.get(word) or _mended(word)


def _in_two(word: str) -> str:
    """ "orker'ke" is "orker ikke"."""
    return _LEANING.sub(_NOT, word) if "'" in word else word


@lru_cache(maxsize=_MOST_KNOWN)
def _mended(word: str) -> str:
    return _red_list().mended(word)


@lru_cache(maxsize=16)
def _without_harmless(text: str) -> tuple[str, str]:
    """The message and the same in bokmål, with a dash for what only sounds like danger in either."""
    words = text.split()
    both = [(word, _standard(word)) for word in words]
    patterns = _red_list().harmless.worth_trying([*words, *(standard for _, standard in both)])
    differ = any(word != standard for word, standard in both)
    for said in range(1 + differ) if patterns else ():
        for first, last in sorted(_harmless(_spaced(pair[said] for pair in both), patterns), reverse=True):
            both[first:last] = [("-", "-")]
    return _spaced(word for word, _ in both), _spaced(word for _, word in both)


def _harmless(text: str, patterns: Iterable[Pattern]) -> set[tuple[int, int]]:
    """From which word to which something only sounds like danger; of two that overlap the longer."""
    spans: set[tuple[int, int]] = set()
    for found in sorted(_found(text, patterns), key=lambda found: -len(found[0])):
        for match in found.re.finditer(text):
            first = text.count(" ", 0, match.start())
            last = first + match[0].count(" ")
            if all(last <= other or first >= end for other, end in spans):
                spans.add((first, last))
    return spans


@cache
def _compiled(pattern: Pattern) -> re.Pattern[str]:
    return re.compile(_source(pattern.line, _red_list().sets))
