"""A wish for help as it is shown: who asks, whom it is about, whether they know, and what the robot makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from admin.views.naming import called
from admin.words import telephone
from bot.kinds import KINDS
from bot.life.needs import day_named
from bot.storage.needs import Asker, Need
from bot.storage.store import Store
from bot.when import write_moment

ASKER: Mapping[Asker, str] = {
    Asker.SELF: "Den det gjelder", Asker.KIN: "Pårørende", Asker.CARE: "Hjemmetjenesten", Asker.UNKNOWN: "Ukjent",
}  # fmt: skip
THROUGH = {"sms": "SMS", "panel": "Telefon", "page": "Nettsiden"}
KNOWN = {"yes": "Ja", "no": "Nei", "": "Ikke spurt"}
SAYS = {"yes": "Ja", "no": "Nei", "": ""}

Facts = list[tuple[str, str]]


def asker(store: Store, need: Need) -> str:
    """ "Anne Lie, hjemmetjenesten"."""
    return f"{called(store, [need.person])[need.person]}, {ASKER[need.asker].lower()}"


def about(store: Store, need: Need) -> Facts:
    """Who asks, for whom, and whether they know of it."""
    known = called(store, [need.about])[need.about] if need.about and need.about != need.person else need.whom
    return [
        ("Spør", asker(store, need)), ("Telefon", telephone(store.telephone(need.person))), ("Gjelder", known),
        ("Vet den det gjelder, om det?", "" if need.asker is Asker.SELF else KNOWN[need.knows]),
    ]  # fmt: skip


def facts(store: Store, need: Need) -> Facts:
    guessed = ", ".join(filter(None, (_kind(need.kind), _when(need.starts) or day_named(need.words, need.received))))
    return [
        *about(store, need), ("Skrev at navnet er", need.says_name),
        ("Er det vedtak, etter det de selv sier?", SAYS[need.says_decided]), ("Roboten tror", guessed),
        ("Kom på", THROUGH.get(need.through, "")),
    ]  # fmt: skip


def _kind(code: str) -> str:
    return KINDS[code].name.lower() if code in KINDS else ""


def _when(starts: datetime | None) -> str:
    return write_moment(starts) if starts else ""
