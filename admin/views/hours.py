"""Duty hours as they are typed: "8-16", "8.30-12, 13-15.45", or nothing."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise

_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d\d))?\s*[-–]\s*(\d{1,2})(?:[.:](\d\d))?")
Span = tuple[time, time]


def checked(typed: str) -> str:
    """The same, when it can be read."""
    spans(typed)
    return typed


def spans(typed: str) -> list[Span]:
    found = sorted(_span(part) for part in typed.split(",") if part.strip())
    if any(later[0] < before[1] for before, later in pairwise(found)):
        raise ValueError("they overlap")
    return found


def _span(part: str) -> Span:
    match = _SPAN.fullmatch(part.strip())
    if match is None:
        raise ValueError("not hours")
    first, last = time(int(match[1]), int(match[2] or 0)), time(int(match[3]), int(match[4] or 0))
    if first >= last:
        raise ValueError("ends before it begins")
    return first, last


def write_span(first: time, last: time) -> str:
    return "-".join(f"{at.hour}.{at.minute:02}" if at.minute else str(at.hour) for at in (first, last))
