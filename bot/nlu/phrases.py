"""Lists of phrases in plain text files, and finding the longest of them in a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.nlu.near import Near
from bot.nlu.normal import Word, key

_DATA = Path(__file__).parent / "data"
_SHORTEST_WITH_SLIP = 5


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first word; each is a row of words, or of "@names" for sets of words."""

    sets: dict[str, frozenset[str]]
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    near: Near

    def names(self, word: str) -> frozenset[str]:
        """The word and the sets it belongs to, a slip forgiven in a long one."""
        meant = next(iter(self.near.all(word)), word)
        return self.sets.get(word) or self.sets.get(meant) or frozenset((word, meant))

    def longest(self, message: Sequence[frozenset[str]], at: int) -> tuple[int, frozenset[str]]:
        """How many words the longest phrase starting here has, and the sections that list it."""
        length, sections = 0, frozenset[str]()
        for name in message[at]:
            for phrase, section in self.by_first.get(name, ()):
                size = len(phrase)
                if size < max(length, 1) or at + size > len(message):
                    continue
                if all(part in message[at + n] for n, part in enumerate(phrase)):
                    sections = frozenset((section,)) if size > length else sections | {section}
                    length = size
        return length, sections


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


def _sets(lines: list[str]) -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for line in lines:
        name, _, members = line.partition(" = ")
        for member in members.split():
            sets.setdefault(key(member), {key(member)}).add(name)
    return {word: frozenset(names) for word, names in sets.items()}


@cache
def read_phrases(name: str) -> Phrases:
    sections = read_sections(name)
    sets = _sets(sections.pop("words", []))
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    listed = set(sets)
    for section, lines in sections.items():
        for line in lines:
            phrase = tuple(part if part[0] == "@" else key(part) for part in line.split())
            by_first.setdefault(phrase[0], []).append((phrase, section))
            listed.update(part for part in phrase if part[0] != "@")
    return Phrases(sets, {first: tuple(found) for first, found in by_first.items()}, Near(listed, _SHORTEST_WITH_SLIP))


def whole_message(name: str, message: tuple[Word, ...]) -> str | None:
    """The section of a list that has the whole message as one phrase."""
    phrases = read_phrases(name)
    length, sections = phrases.longest([phrases.names(word.key) for word in message], 0)
    return min(sections) if length == len(message) else None
