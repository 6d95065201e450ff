"""Finds a listed word one slip away without looking at the whole list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.normal import one_slip


class Near:
    """Words by what is left of them when one letter is taken out: two words a slip apart meet there."""

    def __init__(self, listed: Iterable[str], shortest: int) -> None:
        self._listed = frozenset(listed)
        self._shortest, self._longest = shortest, max(map(len, self._listed), default=0)
        self._rests: dict[str, str] = {}
        """What is left, and the words it is left of with spaces between: a list for each takes twice the memory."""
        for word in sorted(word for word in self._listed if len(word) >= shortest):
            for rest in {word, *_rests(word)}:
                others = self._rests.get(rest)
                self._rests[rest] = f"{others} {word}" if others else word

    def all(self, word: str) -> tuple[str, ...]:
        """Every listed word at most one slip away, or only the word itself when it is listed."""
        if word in self._listed:
            return (word,)
        if not self._shortest - 1 <= len(word) <= self._longest + 1:
            return ()
        found = {known for rest in (word, *_rests(word)) for known in self._rests.get(rest, "").split()}
        return tuple(sorted(known for known in found if one_slip(word, known)))


def _rests(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


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
