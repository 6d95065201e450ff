"""How many SMS a text is: 160 letters of the telephone alphabet, or 70 when one letter is not in it."""

from __future__ import annotations

from collections.abc import Iterable

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, the letters that take one place each."""
DOUBLE = frozenset("^{}\\[~]|€\f")
"""These take two."""
KNOWN = ALPHABET | DOUBLE
ALONE, JOINED = 160, 153
ALONE_WIDE, JOINED_WIDE = 70, 67
"""A message in several parts gives some of each to the telling of which part it is."""


def strangers(text: str) -> str:
    """The letters that make a text expensive, each once, in the order they come."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in KNOWN))


def parts(text: str) -> int:
    """How many parts a text is sent in; an empty one is none."""
    if strangers(text):
        return _in_parts((2 if letter > "\uffff" else 1 for letter in text), ALONE_WIDE, JOINED_WIDE)
    return _in_parts((2 if letter in DOUBLE else 1 for letter in text), ALONE, JOINED)


def _in_parts(letters: Iterable[int], alone: int, joined: int) -> int:
    """A letter of two places stands whole in one part."""
    sizes = list(letters)
    if sum(sizes) <= alone:
        return min(len(sizes), 1)
    full, used = 0, 0
    for size in sizes:
        if used + size > joined:
            full, used = full + 1, 0
        used += size
    return full + 1
