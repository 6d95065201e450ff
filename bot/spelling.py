"""One form for words however they are typed: without case, æøå, accents and repeated letters."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

_PLAIN = str.maketrans(
    {"å": "a", "æ": "e", "ø": "o", "ä": "e", "ö": "o", "ò": "o", "ó": "o", "ô": "o", "é": "e", "è": "e", "ê": "e",
     "à": "a", "á": "a", "ü": "y", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
)  # fmt: skip
_AS_TYPED = (("aa", "a"), ("ae", "e"), ("oe", "o"))
# 112 and 12 are not one number.
_REPEATED = re.compile(r"(\D)\1+")


def fold(text: str) -> str:
    """Lower case without æøå, accents and curly quotes; as long as the message, so that positions hold."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower()[0] for letter in text)
    return lower.translate(_PLAIN)


@lru_cache(maxsize=8_192)
def key(word: str) -> str:
    """One form for "går", "gaar", "gar" and "gååår"."""
    folded = fold(word)
    for typed, meant in _AS_TYPED:
        folded = folded.replace(typed, meant)
    return _REPEATED.sub(itemgetter(1), folded)
