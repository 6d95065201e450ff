"""Lists of phrases in plain text files, and finding the longest of them in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.nlu.near import Near, thumbed
from bot.nlu.normal import Word, key

_DATA = Path(__file__).parent / "data"
_SHORTEST_WITH_SLIP = 5
_BETWEEN = "@nok"


@dataclass(slots=True)
class Node:
    """The words a phrase may go on with, and the sections of the phrases that end here."""

    next: dict[str, Node] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()

    def after(self, word: str) -> Node:
        """Where the phrases go on that have this word next."""
        if word not in self.next:
            self.next[word] = Node()
        return self.next[word]


@dataclass(frozen=True)
class Phrases:
    """Phrases as a tree of words, or of "@names" for sets of words."""

    sets: dict[str, frozenset[str]]
    root: Node
    near: Near
    thumbed: dict[str, str]

    def names(self, word: str) -> frozenset[str]:
        """The word and the sets it belongs to, a slip forgiven in a long one."""
        meant = self.thumbed.get(word) or next(iter(self.near.all(word)), word)
        return self.sets.get(word) or self.sets.get(meant) or frozenset((word, meant))

    def longest(self, message: Sequence[frozenset[str]], at: int) -> tuple[int, frozenset[str]]:
        """How many words the longest phrase starting here has, and the sections that list it."""
        found: dict[tuple[int, int], frozenset[str]] = {}
        for length, passed, sections in self._matches(message, at, between=True):
            found[length, -passed] = found.get((length, -passed), frozenset()) | sections
        longest = max(found, default=(0, 0))
        return longest[0], found.get(longest, frozenset())

    def _matches(
        self, message: Sequence[frozenset[str]], at: int, *, between: bool
    ) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Every phrase that starts here, and how many words that may stand anywhere it lets by between its own."""
        ways = [(self.root, at, 0)]
        while ways:
            node, here, passed = ways.pop()
            for name in message[here] if here < len(message) else ():
                if after := node.next.get(name):
                    ways.append((after, here + 1, passed))
                    if after.sections:
                        yield here + 1 - at, passed, after.sections
                    if between and after.next and self._passes(message, here + 1):
                        ways.append((after, here + 2, passed + 1))

    def _passes(self, message: Sequence[frozenset[str]], at: int) -> bool:
        """ "så" in "det går så fint"; not in "så sant det går", which is a phrase of its own."""
        if at >= len(message) or _BETWEEN not in message[at]:
            return False
        return all(length == 1 for length, _, _ in self._matches(message, at, between=False))


def read_sections(name: str) -> dict[str, list[str]]:
    """The lines of a file in ``data/`` under each ``[section]``."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
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


def _sets(lines: list[str]) -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for line in lines:
        name, _, members = line.partition(" = ")
        for member in members.split():
            sets.setdefault(key(member), {key(member)}).add(name)
    return {word: frozenset(names) for word, names in sets.items()}


def _choices(line: str) -> list[tuple[list[str], bool]]:
    """The words each part of a line stands for, and whether it may be left out: "klare|greie", "(gjerne)"."""
    return [
        ([word if word[0] == "@" else key(word) for word in part.strip("()").split("|")], part[0] == "(")
        for part in line.split()
    ]


@cache
def read_phrases(name: str) -> Phrases:
    sections = read_sections(name)
    short = " ".join(sections.pop("thumbed", [])).split()
    sets = _sets([*sections.pop("words", []), first_names()])
    root = Node()
    listed = set(sets) | real_words()
    for section, lines in sections.items():
        for choices in map(_choices, lines):
            _plant(root, choices, section)
            listed.update(word for words, _ in choices for word in words if word[0] != "@")
    return Phrases(sets, root, Near(listed, _SHORTEST_WITH_SLIP), _slips(short, listed))


def _slips(short: list[str], listed: set[str]) -> dict[str, str]:
    """What a thumb makes of the short words: each form that is no word of its own, and a slip of only one."""
    meant: dict[str, set[str]] = {}
    for word in short:
        for slip in thumbed(word):
            meant.setdefault(key(slip), set()).add(key(word))
    return {slip: words.pop() for slip, words in meant.items() if len(words) == 1 and slip not in listed}


def _plant(root: Node, choices: list[tuple[list[str], bool]], section: str) -> None:
    ends = [root]
    for words, may_be_left_out in choices:
        after = [node.after(word) for node in ends for word in words]
        ends = ends + after if may_be_left_out else after
    for node in ends:
        node.sections |= {section}


def whole_message(name: str, message: tuple[Word, ...]) -> str | None:
    """The section of a list that has the whole message as one phrase."""
    phrases = read_phrases(name)
    length, sections = phrases.longest([phrases.names(word.key) for word in message], 0)
    return min(sections) if length == len(message) else None
