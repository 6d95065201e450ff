"""The words of a day or a time that no meaning was found in: they are asked about, never passed over."""

from __future__ import annotations

import re

from bot.dialog.events import Entity

SAYS_NOTHING = re.compile(
    r"\b(kl|klokka|klokken|den|på|i|ca|cirka|omtrent|rundt|presis|varer)\b\.?|[\s,.;:!()]+", re.IGNORECASE
)


def unread(typed: str, said: tuple[Entity, ...]) -> str:
    """The words no meaning was found in: the first stretch of them, without the small words around it."""
    left = (one.strip(" ,.;:!()") for one in re.split(r"\s{2,}", _beside(typed, said)))
    return next((one for one in left if SAYS_NOTHING.sub("", one)), "")


def _beside(typed: str, taken: tuple[Entity, ...]) -> str:
    """What stands outside of them, and in the gaps between their halves."""
    kept = list(typed)
    for one in taken:
        kept[one.start : one.end] = ["  ", *" " * (one.end - one.start - 1)]
    for one in taken:
        for start, end in one.gaps:
            kept[start:end] = typed[start:end]
    return "".join(kept)
