"""What people are called on a page: by name, by what they have told so far, by number, never by what was erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from admin.views.beginners import beginners
from admin.words import telephone
from bot.model import PersonId
from bot.storage.store import Store

ERASED = "En som er slettet"


def called(store: Store, who: Iterable[PersonId | None]) -> dict[PersonId, str]:
    names = store.names(who)
    ways = store.ways(one for one, name in names.items() if not name)
    new = beginners(store, list(ways)) if ways else {}
    return {
        one: name or (new[one].called if one in new else number_in(ways[one])) or ERASED for one, name in names.items()
    }


def number_in(ways: Mapping[str, str]) -> str:
    """The number someone is best reached at, as people write it."""
    return telephone(ways.get("sms") or ways.get("phone", ""))
