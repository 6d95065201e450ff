"""Lists of phrases in plain text files, and finding the longest of them in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.nlu.near import Near, thumbed
from bot.nlu.normal import Word, key

_DATA = Path(__file__).parent / "data"
_SHORTEST_WITH_SLIP = 5
_BETWEEN = "@nok"
_MOST_BETWEEN = 3
_LONGEST = 16
_MOST_KNOWN = 8_192
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: the words each part of it stands for, from where on each may begin and where it may end."""

    section: str
    parts: tuple[frozenset[str], ...]
    optional: tuple[bool, ...]
    repeated: tuple[bool, ...]

    def next(self, at: int) -> range:
        """The parts that may come next; one past the last when the phrase may end here."""
        last = at
        if at and self.repeated[at - 1]:
            at -= 1
        while last < len(self.parts) and self.optional[last]:
            last += 1
        return range(at, last + 1)


class Node:
    """A place in the lists: what may be said next in each line that fits so far.  Made when someone gets here."""

    __slots__ = ("_known", "_next", "_places", "goes_on", "sections")

    def __init__(self, places: Iterable[tuple[Line, int]], known: Known | None = None) -> None:
        self._known: Known = {} if known is None else known
        self._next: dict[str, Node | list[tuple[Line, int]]] | None = None
        ends, self._places = set[str](), list[tuple[Line, int]]()
        for line, at in places:
            ahead = line.next(at)
            if ahead[-1] == len(line.parts):
                ends.add(line.section)
            self._places += [(line, part) for part in ahead if part < len(line.parts)]
        self.sections, self.goes_on = frozenset(ends), bool(self._places)

    def after(self, names: frozenset[str]) -> list[Node]:
        """Where one is when a word of these names comes next; nowhere when no line has it."""
        if self._next is None:
            self._next = {**self._by_word()}
        found: list[Node] = []
        for name in names:
            if way := self._next.get(name):
                if isinstance(way, list):
                    way = self._next[name] = self._made(way)
                found.append(way)
        return found

    def _made(self, places: list[tuple[Line, int]]) -> Node:
        same = frozenset((id(line), at) for line, at in places)
        if same not in self._known:
            self._known[same] = Node(places, self._known)
        return self._known[same]

    def _by_word(self) -> dict[str, list[tuple[Line, int]]]:
        """What may come next by its first word: too many lines to look through each time."""
        begin: dict[str, list[tuple[Line, int]]] = {}
        for line, at in self._places:
            for word in line.parts[at]:
                begin.setdefault(word, []).append((line, at + 1))
        return begin


Known = dict[frozenset[tuple[int, int]], Node]
"""Places come to in several ways are one: "og og og" would else be as many as there are ways to say it."""


Passing = dict[int, bool]
"""Whether a word of one message may stand between those of a phrase, once that was asked."""


@dataclass(frozen=True)
class Phrases:
    """Phrases of words, or of "@names" for sets of words."""

    sets: dict[str, frozenset[str]]
    root: Node
    near: Near
    thumbed: dict[str, str]
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, word: str) -> frozenset[str]:
        """The word and the sets it belongs to, a slip forgiven in a long one."""
        if (known := self._known.get(word)) is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[word] = self._names(word)
        return known

    def _names(self, word: str) -> frozenset[str]:
        near = next((near for near in self.near.all(word) if _begins_alike(near, word)), word)
        meant = self.thumbed.get(word) or near
        return self.sets.get(word) or self.sets.get(meant) or frozenset((word, meant))

    def longest(
        self, message: Sequence[frozenset[str]], at: int, passing: Passing | None = None
    ) -> tuple[int, frozenset[str]]:
        """How many words the longest phrase starting here has, and the sections that list it.

        Whoever asks at many places of one message gives the same ``passing``, empty at first.
        """
        longest, listed = (0, 0), _NOWHERE
        for length, passed, sections in self._matches(message, at, {} if passing is None else passing):
            if (length, -passed) > longest:
                longest, listed = (length, -passed), sections
            elif (length, -passed) == longest:
                listed |= sections
        return longest[0], listed

    def _matches(
        self, message: Sequence[frozenset[str]], at: int, passing: Passing | None = None
    ) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Every phrase that starts here, and how many words that may stand anywhere it lets by between its own."""
        ways: list[tuple[Node, int, int]] = [(after, at, 0) for after in self.root.after(message[at])]
        fewest: dict[tuple[Node, int], int] = {}
        end = min(len(message), at + _LONGEST)
        while ways:
            node, here, passed = ways.pop()
            if node.sections:
                yield here + 1 - at, passed, node.sections
            for n in range(here + 1, min(here + 2 + _MOST_BETWEEN, end)) if node.goes_on else ():
                if fewest.get((node, n), _LONGEST) > (by := passed + n - here - 1):
                    fewest[node, n] = by
                    ways += [(after, n, by) for after in node.after(message[n])]
                if passing is None or _BETWEEN not in message[n] or not self._passes(message, n, passing):
                    break

    def _passes(self, message: Sequence[frozenset[str]], at: int, passing: Passing) -> bool:
        """ "så" in "det går så fint"; not in "så sant det går", which is a phrase of its own."""
        if at not in passing:
            passing[at] = all(length == 1 for length, _, _ in self._matches(message, at))
        return passing[at]


def _begins_alike(listed: str, word: str) -> bool:
    """The first letter is seldom wrong: "skjemaer" is no slip of "kjemer", whereas "rgeit" is one of "greit"."""
    return listed[0] == word[0] or listed[:2] == word[1::-1]


def read_sections(name: str) -> dict[str, list[str]]:
    """The lines of a file in ``data/`` under each ``[section]``."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and (match := re.fullmatch(r"\[(\w+)\]", line)):
            current = sections.setdefault(match[1], [])
        elif line.strip() and not line.startswith("#"):
            current.append(line.strip())
    return sections


@cache
def real_words() -> frozenset[str]:
    """Words that look like slips and are none."""
    return frozenset(key(word) for line in read_sections("real.txt")["real"] for word in line.split())


@cache
def first_names() -> str:
    """The line of the set "@navn"."""
    return "@navn = " + " ".join(read_sections("names.txt")["first"])


@cache
def name_keys() -> frozenset[str]:
    return frozenset(key(name) for line in read_sections("names.txt")["first"] for name in line.split())


def _sets(lines: list[str]) -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for line in lines:
        name, _, members = line.partition(" = ")
        for member in members.split():
            sets.setdefault(key(member), {key(member)}).add(name)
    return {word: frozenset(names) for word, names in sets.items()}


def _same(lines: list[str], sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Each form of a word is also the word that stands in the lists: "tell" is "til"."""
    meant: dict[str, frozenset[str]] = {}
    for line in lines:
        word, _, forms = line.partition(" = ")
        stands = frozenset((key(word),)) | sets.get(key(word), frozenset())
        for form in map(key, forms.split()):
            meant[form] = meant.get(form, frozenset((form,)) | sets.get(form, frozenset())) | stands
    return meant


def _line(section: str, line: str) -> Line:
    """ "klare|greie" is one of two words, "(gjerne)" may be left out, and "(så|veldig)+" is any number of them;
    "^kan" begins a clause, and "alt$" ends one."""
    parts = line.split()
    return Line(
        section,
        tuple(_some(part.strip("()+")) for part in parts),
        tuple(part[0] == "(" for part in parts),
        tuple(part[-1] == "+" for part in parts),
    )


@cache
def _some(words: str) -> frozenset[str]:
    """ "klare|greie", which stands in many lines."""
    return frozenset(word if word[0] == "@" else key(word) for word in words.split("|"))


@cache
def read_phrases(name: str) -> Phrases:
    sections = read_sections(name)
    short = " ".join(sections.pop("thumbed", [])).split()
    sets = _sets([*sections.pop("words", []), first_names()])
    sets |= _same(sections.pop("same", []), sets)
    lines = [_line(section, line) for section, some in sections.items() for line in some]
    listed = set(sets) | real_words()
    listed.update(word for line in lines for words in line.parts for word in words if word[0] != "@")
    return Phrases(sets, Node((line, 0) for line in lines), Near(listed, _SHORTEST_WITH_SLIP), _slips(short, listed))


def _slips(short: list[str], listed: set[str]) -> dict[str, str]:
    """What a thumb makes of the short words: each form that is no word of its own, and a slip of only one."""
    meant: dict[str, set[str]] = {}
    for word in short:
        for slip in thumbed(word):
            meant.setdefault(key(slip), set()).add(key(word))
    return {slip: words.pop() for slip, words in meant.items() if len(words) == 1 and slip not in listed}


def whole_message(name: str, message: tuple[Word, ...]) -> str | None:
    """The section of a list that has the whole message as one phrase."""
    if len(message) > _LONGEST:
        return None
    phrases = read_phrases(name)
    length, sections = phrases.longest([phrases.names(word.key) for word in message], 0)
    return min(sections) if length == len(message) else None
