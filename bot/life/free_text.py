"""What coordinators type freely, made fit to be sent: signs that cost no more, whole sentences, two parts of an SMS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import category, normalize

from bot.sms_parts import ALPHABET, DOUBLE, parts

MOST = 2
"""Parts of an SMS in one message."""
_CHEAP = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("–—‐‑‒―−•·", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "), **dict.fromkeys("\ufe0e\ufe0f"),
        "…": "...", "×": "x", "½": " 1/2", "°": " grader",
    }
)  # fmt: skip
"""Signs that would make a whole SMS twice the price, and what says the same."""


def cheap(text: str) -> str:
    """The same in signs that cost no more.  No letter is ever changed: it may be somebody's name."""
    folded = normalize("NFC", text).translate(_CHEAP)
    return re.sub(r" {2,}", " ", "".join(letter for letter in folded if _is_kept(letter))).strip()


def _is_kept(letter: str) -> bool:
    return letter in ALPHABET | DOUBLE or category(letter)[0] in {"L", "M", "N"}


def sentence(text: str) -> str:
    """With a stop at the end, unless something else ends it."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text.rstrip(',;:-')}."


def mended(text: str) -> str:
    """Without the second of two stops that met when typed words were put into ours."""
    return re.sub(r"\.{4,}", "...", re.sub(r"([!?]|(?<!\.)\.)\.(?!\.)", r"\1", text))


def in_messages(pieces: Iterable[str]) -> list[str]:
    """Pieces in order, in as few messages as hold them; one too long for a message is broken between words."""
    messages: list[str] = []
    for piece in (part for each in pieces if each for part in _broken(each)):
        together = f"{messages[-1]} {piece}" if messages else ""
        if messages and parts(together) <= MOST:
            messages[-1] = together
        else:
            messages.append(piece)
    return messages


def _broken(piece: str) -> Iterator[str]:
    if parts(piece) <= MOST:
        yield piece
        return
    so_far = ""
    for word in piece.split(" "):
        longer = f"{so_far} {word}" if so_far else word
        if so_far and parts(longer) > MOST:
            yield so_far
            so_far = word
        else:
            so_far = longer
    yield so_far
