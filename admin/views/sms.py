"""How many SMS parts a text makes, counted as the networks do; ``panel.js`` counts the same way while one types."""

from __future__ import annotations

PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")


def parts(text: str) -> int:
    """One letter outside GSM-7 makes every part less than half as long."""
    letters = set(text)
    if letters <= PLAIN | DOUBLE:
        return _parts(len(text) + sum(letter in DOUBLE for letter in text), 160, 153)
    return _parts(len(text.encode("utf-16-le")) // 2, 70, 67)


def _parts(length: int, one: int, each: int) -> int:
    return 1 if length <= one else -(-length // each)
