"""What was found for a page, so that one that is opened again, or renews itself, does not find it again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.model import MunicipalityId
from bot.storage.store import Store

T = TypeVar("T")
HOLDS = timedelta(minutes=5)


class Lately:
    """It holds while nothing is written about its topics, and no longer than five minutes: time changes it too."""

    def __init__(self) -> None:
        self._found: dict[tuple[MunicipalityId, Hashable], tuple[object, Any]] = {}

    def found(self, what: Hashable, store: Store, now: datetime, topics: tuple[str, ...], find: Callable[[], T]) -> T:
        changes, key = store.changes(), (store.municipality, what)
        as_of = (*(changes.get(topic) for topic in topics), now.timestamp() // HOLDS.total_seconds())
        kept = self._found.get(key)
        if kept is None or kept[0] != as_of:
            kept = self._found[key] = (as_of, find())
        found: T = kept[1]
        return found
