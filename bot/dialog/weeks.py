"""Every other week is counted from one week: the first that can be meant when it is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import OSLO
from bot.model import WEEKDAYS


def counted_from(times: Mapping[str, Any], said: datetime) -> dict[str, Any]:
    """When someone can, with the first day of what comes every other week, or more seldom, written in."""
    begins = said.astimezone(OSLO).date()
    if times.get("from"):
        begins = max(begins, date.fromisoformat(times["from"]))
    first = min((_next(window["day"], begins) for window in times["weekly"] if _skips(window)), default=None)
    if first is None:
        return dict(times)
    weekly = [window | {"anchor": first.isoformat()} if _skips(window) else window for window in times["weekly"]]
    return {**times, "weekly": weekly}


def _skips(window: Mapping[str, Any]) -> bool:
    return bool(window.get("every_weeks", 1) > 1)


def _next(day: str, begins: date) -> date:
    return begins + timedelta(days=(WEEKDAYS.index(day) - begins.weekday()) % 7)
