"""Spelling, case, missing æøå and repeated letters: what two ways to write one word have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’`´-][^\W_]+)*")
_PLAIN = str.maketrans(
    {"å": "a", "æ": "e", "ø": "o", "ä": "e", "ö": "o", "ò": "o", "ó": "o", "ô": "o", "é": "e", "è": "e", "ê": "e",
     "à": "a", "á": "a", "ü": "y", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
)  # fmt: skip
_AS_TYPED = (("aa", "a"), ("ae", "e"), ("oe", "o"))
# 112 and 12 are not one number.
_REPEATED = re.compile(r"(\D)\1+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands in the message, and its key: the form slips and missing æøå leave alike."""

    text: str
    key: str
    start: int
    end: int


def tidy(text: str) -> str:
    """The same letters, one code point each, whatever telephone they came from."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without æøå, accents and curly quotes; as long as the message, so that positions hold."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower()[0] for letter in text)
    return lower.translate(_PLAIN)


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """One form for "går", "gaar", "gar" and "gååår"."""
    folded = fold(word)
    for typed, meant in _AS_TYPED:
        folded = folded.replace(typed, meant)
    return _REPEATED.sub(r"\1", folded)


def words(text: str) -> tuple[Word, ...]:
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
