"""The menu: the screens someone may open, in the order a coordinator's day goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from admin.roles import MAY
from bot.storage.accounts import Role
from bot.storage.store import Store

LINES = (
    ("today", "I dag", "/i-dag"),
    ("errands", "Oppgaver", "/oppgaver"),
    ("talks", "Samtaler", "/samtaler"),
    ("calls", "Ringeliste", "/ringeliste"),
    ("volunteers", "Frivillige", "/frivillige"),
    ("recipients", "Innbyggere", "/innbyggere"),
    ("sending", "Utsending", "/utsending"),
    ("rehearsal", "Prøv samtalen", "/prov"),
    ("lessons", "Lær roboten", "/laer-roboten"),
    ("setup", "Oppsett", "/oppsett"),
    ("users", "Brukere", "/brukere"),
)
"""The name of the route, the words, the address."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the menu as it stands on a page."""

    label: str
    address: str
    count: int
    here: bool


def counts(store: Store) -> Mapping[str, int]:
    """What stands beside the lines of the menu: how much waits for a human, by address."""
    waiting = store.waiting()
    return {"/i-dag": waiting["matters"], "/samtaler": waiting["talks"], "/ringeliste": waiting["calls"]}


def menu_for(role: Role, routes: Iterable[str], counts: Mapping[str, int], path: str) -> list[Line]:
    there = set(routes)
    return [
        Line(label, address, counts.get(address, 0), path == address or path.startswith(f"{address}/"))
        for name, label, address in LINES
        if name in there and role in MAY[name]
    ]
