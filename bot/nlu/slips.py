"""Writes a message as a thumb might have: letters missing, doubled, swapped or one key off."""

from __future__ import annotations

from random import Random

from bot.nlu.normal import WORD

_ROWS = ("qwertyuiopå", "asdfghjkløæ", "zxcvbnm")
_SHORTEST = 4


def _beside(letter: str) -> str:
    row = next((row for row in _ROWS if letter in row), letter)
    at = row.index(letter)
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2] or letter


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[: at + 1] + word[at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + chance.choice(_beside(word[at].lower())) + word[at + 1 :]


def with_slips(text: str, slips: int, chance: Random) -> str:
    """The message with that many slips, only in words of four letters or more."""
    for _ in range(slips):
        long = [m for m in WORD.finditer(text) if len(m[0]) >= _SHORTEST]
        if not long:
            return text
        word = chance.choice(long)
        text = text[: word.start()] + _slip(word[0], chance) + text[word.end() :]
    return text
