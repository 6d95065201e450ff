"""The menu: four lines for the day's work with what belongs to each below it, and the rest under "Mer"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from admin.roles import MAY
from bot.storage.accounts import Role
from bot.storage.store import Store

DAY = (
    ("I dag", (("today", "I dag", "/i-dag"),)),
    ("Oppgaver", (("errands", "Oppgaver", "/oppgaver"), ("needs", "Ønsker om hjelp", "/onsker"),
                  ("provisions", "Tilbud", "/tilbud"))),
    ("Folk", (("volunteers", "Frivillige", "/frivillige"), ("recipients", "Innbyggere", "/innbyggere"))),
    ("Samtaler", (("talks", "Samtaler", "/samtaler"), ("calls", "Ringeliste", "/ringeliste"))),
)
"""What a coordinator's day goes by: the words, and for each screen the name of its route, the words and the address."""
MORE = (
    ("reminders", "Påminnelser", "/paminnelser"),
    ("meeting", "Til møtet", "/mote"),
    ("sending", "Utsending", "/utsending"),
    ("rehearsal", "Prøv samtalen", "/prov"),
    ("dress_rehearsal", "Generalprøve", "/generalprove"),
    ("texts", "Tekster", "/tekster"),
    ("lessons", "Lær roboten", "/laer-roboten"),
    ("reports", "Rapporter", "/rapporter"),
    ("wellbeing", "Ensomhet og fellesskap", "/fellesskap"),
    ("sheets", "Regneark", "/regneark"),
    ("privacy", "Innsyn og sletting", "/innsyn"),
    ("setup", "Oppsett", "/oppsett"),
    ("users", "Brukere", "/brukere"),
    ("log", "Logg", "/logg"),
)
"""What is opened seldom, in the same form."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the menu as it stands on a page; ``here`` when it is the one that is open.

    ``below`` are the other screens that belong to it, when one of them all is open.
    """

    label: str
    address: str
    count: int
    here: bool
    below: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """``day`` always stands there; ``more`` is folded away, unless one of it is open."""

    day: Sequence[Line] = ()
    more: Sequence[Line] = ()

    @property
    def opened(self) -> bool:
        return any(line.here for line in self.more)


def counts(store: Store) -> Mapping[str, int]:
    """What stands beside the lines of the menu: how much waits for a human, by address."""
    waiting = store.waiting()
    return {"/i-dag": waiting["matters"], "/samtaler": waiting["talks"], "/ringeliste": waiting["calls"]}


def menu_for(role: Role, routes: Iterable[str], counts: Mapping[str, int], path: str) -> Menu:
    open_to = frozenset(name for name in routes if role in MAY.get(name, ()))
    groups = [(label, _lines(screens, open_to, counts, path)) for label, screens in DAY]
    day = [_group(label, lines) for label, lines in groups if lines]
    return Menu(day, _lines(MORE, open_to, counts, path))


def _lines(
    screens: Iterable[tuple[str, str, str]], open_to: frozenset[str], counts: Mapping[str, int], path: str
) -> list[Line]:
    return [
        Line(label, address, counts.get(address, 0), path == address or path.startswith(f"{address}/"))
        for name, label, address in screens
        if name in open_to
    ]


def _group(label: str, lines: Sequence[Line]) -> Line:
    """A group that is called as its first screen is that screen; the others stand below it."""
    first, open_now = lines[0], any(line.here for line in lines)
    if not open_now or len(lines) == 1:
        return Line(label, first.address, sum(line.count for line in lines), open_now)
    same = first.label == label
    return Line(label, first.address, first.count if same else 0, same and first.here, lines[1:] if same else lines)
