"""The words of the examples: one the model never saw is taken for the one it knows a slip away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from bot.nlu.dialect import STANDARD
from bot.nlu.near import Near
from bot.nlu.normal import words

SHORTEST = 4


class Lexicon:
    """Known words of four letters or more, the most used first."""

    def __init__(self, listed: Iterable[str]) -> None:
        self.listed = tuple(listed)
        self._rank = {word: n for n, word in enumerate(self.listed)}
        self._near = Near(self.listed, SHORTEST)
        self.meant = lru_cache(maxsize=8_192)(self._meant)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lexicon:
        used = Counter(word.key for text in texts for word in words(text))
        used.update(STANDARD.keys())
        long = (word for word in used if len(word) >= SHORTEST)
        return cls(sorted(long, key=lambda word: (-used[word], word)))

    def _meant(self, word: str) -> str:
        """The standard form of the word, or of the most used word a slip away."""
        if len(word) >= SHORTEST and word not in self._rank and word not in STANDARD:
            word = min(self._near.all(word), key=self._rank.__getitem__, default=word)
        return STANDARD.get(word, word)
