"""Until when a break lasts that is told by its length: "pause i to uker", "fjorten dager"."""

from __future__ import annotations

import re
from datetime import datetime

from bot.dialog.events import Entity
from bot.nlu.times import find_times

_LENGTH = r"(?:\w+\s+)?\w+\s+(?:dag|døgn|dygn|uk|vek|måned|månad|mnd|week|month|day)\w*"
_AWAY = re.compile(
    rf"\b(?:pause|fri|ferie|bort\w*|vekk\w*|away|break)\b.{{0,30}}?\b(?:i|for|på|om)?\s*(?P<length>{_LENGTH})",
    re.IGNORECASE | re.DOTALL,
)
_ONLY = re.compile(rf"\W*(?:i|for|ca|cirka|omtrent)?\s*(?P<length>{_LENGTH})(?:\s+tid)?\W*", re.IGNORECASE)


def end_of_break(text: str, now: datetime, expecting: str | None) -> tuple[Entity, ...]:
    """The day so long from now, when the message is of a break or answers how long, and says no day."""
    found = _AWAY.search(text) or (_ONLY.fullmatch(text) if expecting == "availability" else None)
    if found is None:
        return ()
    words = found["length"].split()
    tries = (" ".join(words[n:]) for n in range(len(words) - 1))
    return next((then for length in tries if (then := tuple(find_times(f"om {length}", now)))), ())[:1]
