"""What every talk keeps, asked of the talks as they go now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.transcript import played, script

Line = dict[str, Any]


def came_in(path: Path) -> list[Line]:
    return [json.loads(line) for line in script(path).jsonl()]


def sent(path: Path, *channels: str) -> Iterator[tuple[datetime, Line]]:
    for line in played(path).out:
        if line.get("send") in (channels or ("sms", "call")):
            yield datetime.fromisoformat(line["at"]), line


def just_heard(path: Path, number: str, at: datetime) -> bool:
    heard = (datetime.fromisoformat(line["at"]) for line in came_in(path) if line.get("from") == number)
    return any(timedelta() <= at - when <= timedelta(minutes=10) for when in heard)


def is_near(path: Path, errand: str, at: datetime) -> bool:
    """Whether it begins soon, or was to begin soon before it was moved."""
    starts = (datetime.fromisoformat(line["starts"]) for line in came_in(path) if line.get("id") == errand)
    return any(timedelta() <= start - at <= timedelta(hours=12) for start in starts)
