"""Finds a listed word one slip away without looking at the whole list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.normal import one_slip


class Near:
    """Words by what is left of them when one letter is taken out: two words a slip apart meet there."""

    def __init__(self, listed: Iterable[str], shortest: int) -> None:
        self._listed = frozenset(listed)
        self._shortest = shortest
        self._rests: dict[str, list[str]] = {}
        for word in sorted(word for word in self._listed if len(word) >= shortest):
            for rest in {word, *_rests(word)}:
                self._rests.setdefault(rest, []).append(word)

    def all(self, word: str) -> tuple[str, ...]:
        """Every listed word at most one slip away, or only the word itself when it is listed."""
        if word in self._listed:
            return (word,)
        if len(word) < self._shortest - 1:
            return ()
        found = {known for rest in (word, *_rests(word)) for known in self._rests.get(rest, ())}
        return tuple(sorted(known for known in found if one_slip(word, known)))


def _rests(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]
