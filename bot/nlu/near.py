"""Finds a listed word one slip away without looking at the whole list."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.nlu.normal import one_slip

Numbers = NDArray[np.uint32]
_BASE = 0x9E3779B1
_BACK = pow(_BASE, -1, 1 << 32)
"""Takes a letter back to the place before."""


class Near:
    """Words by what is left of them when one letter is taken out: two words a slip apart meet there.

    What is left is kept as a number, each letter weighed by where it stands, for written out it takes ten times the
    memory.  Words that meet by chance are looked at in the end.
    """

    def __init__(self, listed: Iterable[str], shortest: int) -> None:
        self._listed = frozenset(listed)
        self._shortest, self._longest = shortest, max(map(len, self._listed), default=0)
        self._words = [word for word in self._listed if len(word) >= shortest]
        weights = np.full(self._longest + 1, _BASE, dtype=np.uint32).cumprod(dtype=np.uint32)
        which, number = _numbered(self._words, weights)
        self._mask = (1 << len(number).bit_length()) - 1
        at = number & np.uint32(self._mask)
        self._weights: list[int] = weights.tolist()
        self._meet = which[at.argsort()].data
        self._begin = np.bincount(at + np.uint32(1), minlength=self._mask + 2).cumsum(dtype=np.uint32).data

    def all(self, word: str) -> tuple[str, ...]:
        """Every listed word at most one slip away, or only the word itself when it is listed."""
        if word in self._listed:
            return (word,)
        if not self._shortest - 1 <= len(word) <= self._longest + 1:
            return ()
        found = {n for at in self._numbers(word) for n in self._meet[self._begin[at] : self._begin[at + 1]]}
        return tuple(sorted(known for known in map(self._words.__getitem__, found) if one_slip(word, known)))

    def _numbers(self, word: str) -> list[int]:
        """The word's own, and that of what is left without each letter."""
        weighed = [ord(letter) * weight for letter, weight in zip(word, self._weights, strict=False)]
        before, after, mask = 0, sum(weighed), self._mask
        numbers = [after & mask]
        for letter in weighed:
            after -= letter
            numbers.append((before + after * _BACK) & mask)
            before += letter
        return numbers


def _numbered(words: list[str], weights: Numbers) -> tuple[Numbers, Numbers]:
    """Which word, and a number of it: its own, and that of what is left without each letter."""
    room = len(weights)
    letters = np.array(words, dtype=f"U{room}").view(np.uint32).reshape(-1, room)
    weighed = letters * weights
    so_far = weighed.cumsum(axis=1, dtype=np.uint32)
    left = so_far - weighed + (so_far[:, -1:] - so_far) * np.uint32(_BACK)  # just past its end: the word itself
    which, out = (np.arange(room) <= (letters > 0).sum(axis=1, keepdims=True)).nonzero()
    return which.astype(np.uint32), left[which, out]


_ROWS = ("qwertyuiopå", "asdfghjkløæ", "zxcvbnm")


def thumbed(word: str) -> set[str]:
    """A short word with one key beside the right one, an inner letter missing, one too many, or two swapped.

    A "u" before it is none of these: it makes the opposite.
    """
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    more = {word[:n] + letter + word[n:] for n in range(len(word) + 1) for letter in "".join(_ROWS)}
    beside = {word[:n] + near + word[n + 1 :] for n, letter in enumerate(word) for near in _beside(letter)}
    fewer = {word[:n] + word[n + 1 :] for n in range(1, len(word) - 1)}
    return (swapped | more | beside | fewer) - {f"u{word}"}


def _beside(letter: str) -> str:
    row = next((n for n, keys in enumerate(_ROWS) if letter in keys), None)
    if row is None:
        return ""
    at = _ROWS[row].index(letter)
    above, below = _ROWS[row - 1] if row else "", _ROWS[row + 1] if row + 1 < len(_ROWS) else ""
    same = _ROWS[row][max(at - 1, 0) : at] + _ROWS[row][at + 1 : at + 2]
    return same + above[at : at + 2] + below[max(at - 1, 0) : at + 1]
