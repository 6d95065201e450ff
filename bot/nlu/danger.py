"""Emergencies and despair: a red list that no model can overrule, and the word that ends all messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.nlu.near import Near
from bot.nlu.normal import Word, key, one_slip
from bot.nlu.phrases import read_sections

_MARKS = {"..": r"(?: \S+){0,3}", "^": "^", "$": "(?= $)"}
_SHORTEST_WITH_SLIP = 5
_STEM = 3


@dataclass(frozen=True)
class RedList:
    """Patterns for each kind of danger, found by the first letters of their longest word."""

    patterns: dict[str, tuple[tuple[str, re.Pattern[str]], ...]]
    harmless: tuple[re.Pattern[str], ...]
    near: Near

    def mended(self, word: str) -> str:
        """The listed word this is a slip of; the first letter is seldom the wrong one."""
        return next((known for known in self.near.all(word) if known[0] == word[0]), word)


def _pattern(line: str, sets: dict[str, str]) -> tuple[str, re.Pattern[str]]:
    """The pattern and the stem some word of a message must begin with for it to be worth trying."""
    parts = []
    for part in line.split():
        if part in _MARKS:
            parts.append(_MARKS[part])
        elif part[0] == "@":
            parts.append(" " + sets[part])
        else:
            parts.append(" " + (key(part[:-1]) + r"\S*" if part[-1] == "*" else key(part)))
    literal = [key(p.rstrip("*")) for p in line.split() if p[0] not in "@.^$"]
    return max(literal, key=len, default="")[:_STEM], re.compile("".join(parts) + "(?= )")


@cache
def _red_list() -> RedList:
    sections = read_sections("danger.txt")
    listed = {key(word) for line in sections.pop("never_slips") for word in line.split()}
    sets = {}
    for line in sections.pop("words"):
        name, _, members = line.partition(" = ")
        sets[name] = "(?:" + "|".join(sorted({key(m) for m in members.split()})) + ")"
        listed.update(key(member) for member in members.split())
    harmless = tuple(_pattern(line, sets)[1] for line in sections.pop("harmless"))
    patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for section, lines in sections.items():
        for line in lines:
            stem, pattern = _pattern(line, sets)
            patterns.setdefault(stem, []).append((section, pattern))
            listed.update(key(part) for part in line.split() if part[0] not in "@.^$" and part[-1] != "*")
    return RedList(
        {stem: tuple(found) for stem, found in patterns.items()},
        harmless,
        Near(listed, _SHORTEST_WITH_SLIP),
    )


def danger_in(message: tuple[Word, ...]) -> str | None:
    """ "emergency", "distress" or nothing."""
    red = _red_list()
    text, _ = _without_harmless(message)
    text = " " + " ".join(red.mended(word) for word in text.split()) + " "
    found = set(_found(text, red))
    return "emergency" if "emergency" in found else "distress" if found else None


def sounds_worse(message: tuple[Word, ...]) -> bool:
    """ "dør av latter", "falt ut av kalenderen": said so often that a model would be led astray."""
    return _without_harmless(message)[1]


def _without_harmless(message: tuple[Word, ...]) -> tuple[str, bool]:
    said = text = " " + " ".join(word.key for word in message) + " "
    for pattern in _red_list().harmless:
        text = pattern.sub(" -", text)
    return text, text != said


def _found(text: str, red: RedList) -> Iterator[str]:
    for stem in {"", *(word[:_STEM] for word in text.split())}:
        for section, pattern in red.patterns.get(stem, ()):
            if pattern.search(text):
                yield section


_STOP = frozenset(
    key(word)
    for word in """
        stopp stop slutt avslutt avmeld avslutte avmelding stans stoppe unsubscribe afmeld avmelde stop-all
    """.split()
)
_NOT_STOP = frozenset(
    key(w)
    for w in """
        shop stol slett stor stort stopper stod step topp skutt stans-ikke flott start staut sport
    """.split()
)
_STOP_PHRASES = frozenset(
    tuple(key(word) for word in phrase.split())
    for phrase in ("meld meg av", "meld av", "meld meg ut", "meld mæ av", "meld meg a", "stopp nå", "stopp takk",
                   "vennligst stopp", "stopp alle meldinger", "stopp meldingene", "stopp meldinger", "stopp sms")
)  # fmt: skip


def means_stop(message: tuple[Word, ...]) -> bool:
    """STOPP and its kin as the whole message, however often, with one slip."""
    keys = tuple(word.key for word in message)
    if not keys or len(keys) > 4:
        return False
    if keys in _STOP_PHRASES or any(_slipped_phrase(keys, phrase) for phrase in _STOP_PHRASES):
        return True
    return all(word in _STOP or _slip_of_stop(word) for word in keys)


def _slip_of_stop(word: str) -> bool:
    return len(word) >= 3 and word not in _NOT_STOP and any(one_slip(word, stop) for stop in _STOP)


def _slipped_phrase(keys: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    if len(keys) != len(phrase):
        return False
    wrong = [(a, b) for a, b in zip(keys, phrase, strict=True) if a != b]
    return len(wrong) == 1 and wrong[0][0] not in _NOT_STOP and one_slip(*wrong[0])
