"""Bar charts: one line of one, as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """``share`` is how long it is, of a hundred.  ``beside``: it stands there to be compared with."""

    label: str
    text: str
    share: float
    beside: bool = False
