"""The words of a message, each with the form that slips and missing æøå leave alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.spelling import key

__all__ = ["WORD", "Word", "key", "one_slip", "tidy", "words"]

WORD = re.compile(
    r"(?:ja|jo|nei|nej|nr)(?=\d{1,2}(?!\d))|\d{1,2}(?=(?:ja|nei|nej)(?![^\W\d_]))|[^\W_]+(?:['’`´-][^\W_]+)*",
    re.IGNORECASE,
)
"""A word; "JA2" and "1ja" are two."""


class Word(NamedTuple):
    """A word, where it stands in the message, and its key: the form slips and missing æøå leave alike."""

    text: str
    key: str
    start: int
    end: int


def tidy(text: str) -> str:
    """The same letters, one code point each, whatever telephone they came from."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=16)
def words(text: str) -> tuple[Word, ...]:
    """The words in order.  A message is asked about more than once while it is read, and for the model before that."""
    return tuple(Word(m[0], key(m[0]), m.start(), m.end()) for m in WORD.finditer(text))


def one_slip(a: str, b: str) -> bool:
    """One letter wrong, missing, extra, or two swapped."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[1::-1] == rest_b[:2] and rest_a[2:] == rest_b[2:])
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
