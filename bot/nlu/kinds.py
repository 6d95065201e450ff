"""Which kinds of errand a message names, in whatever words people use for them."""

from __future__ import annotations

from functools import cache, lru_cache

from bot.dialog.events import Entity
from bot.nlu.near import Near
from bot.nlu.normal import Word, key
from bot.nlu.phrases import read_sections

_SHORTEST_WITH_SLIP = 6
_TALK = frozenset(map(key, ("prat", "prate", "preke", "skravle", "snakke")))
"""What is done on a visit, and on the telephone too, when that is said."""
_BETWEEN = frozenset(map(key, ("med", "litt")))
_ON = frozenset(map(key, ("på", "i", "over", "per")))
_TELEPHONE = frozenset(map(key, ("telefon", "telefonen", "tlf", "mobil", "mobilen")))


@cache
def _table() -> tuple[dict[tuple[str, ...], str], tuple[tuple[str, str], ...]]:
    whole: dict[tuple[str, ...], str] = {}
    stems: list[tuple[str, str]] = []
    for kind, lines in read_sections("kinds.txt").items():
        for phrase in " ".join(lines).split():
            if phrase.endswith("*"):
                stems.append((key(phrase[:-1]), kind))
            else:
                whole.setdefault(tuple(key(part) for part in phrase.split("-")), kind)
    return whole, tuple(sorted(stems, key=lambda stem: -len(stem[0])))


@cache
def _near() -> Near:
    return Near((phrase[0] for phrase in _table()[0] if len(phrase) == 1), _SHORTEST_WITH_SLIP)


@lru_cache(maxsize=4_096)
def kind_of(word: str) -> str | None:
    """The kind a single word (its key) stands for, one slip forgiven in long words."""
    whole, stems = _table()
    if kind := whole.get((word,)):
        return kind
    if kind := next((kind for stem, kind in stems if word.startswith(stem)), None):
        return kind
    near = {whole[(known,)] for known in _near().all(word)}
    return near.pop() if len(near) == 1 else None


@cache
def _longest() -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in _table()[0]:
        longest[phrase[0]] = max(longest.get(phrase[0], 1), len(phrase))
    return longest


def find_kinds(text: str, message: tuple[Word, ...]) -> tuple[Entity, ...]:
    found, at = [], 0
    while at < len(message):
        kind, length = _kind_at(message, at)
        if kind:
            start, end = message[at].start, message[at + length - 1].end
            found.append(Entity("kind", kind, start, end, text[start:end]))
        at += length
    return tuple(found)


def is_talk(text: str) -> bool:
    """Whether words that stand for a visit speak of nothing but a talk."""
    return any(key(word) in _TALK for word in text.split())


def _talk_on_telephone(message: tuple[Word, ...], at: int) -> int:
    """How many words "prate litt med på telefonen" has, when that begins here; 0 when it does not."""
    keys = [word.key for word in message[at : at + 5]]
    if keys[0] not in _TALK:
        return 0
    on = next((n for n, each in enumerate(keys[1:], 1) if each not in _BETWEEN), len(keys))
    rest = keys[on : on + 2]
    return on + 2 if len(rest) == 2 and rest[0] in _ON and rest[1] in _TELEPHONE else 0


def _kind_at(message: tuple[Word, ...], at: int) -> tuple[str | None, int]:
    """The kind the longest phrase that begins here stands for, and its words."""
    if many := _talk_on_telephone(message, at):
        return "phone_call", many
    for length in range(_longest().get(message[at].key, 1), 1, -1):
        phrase = tuple(word.key for word in message[at : at + length])
        if len(phrase) == length and (kind := _table()[0].get(phrase)):
            return kind, length
    return kind_of(message[at].key), 1
