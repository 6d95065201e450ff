"""Entries of the catalogue as pages show them, in the panel and outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from admin.nynorsk import say
from admin.views.people import fits, words_of
from bot.kinds import KINDS
from bot.storage.provisions import Provision
from bot.texts import kind_name

OLD = timedelta(days=183)
"""Half a year without anyone having looked, and it is said."""
FACTS = (("suits", "For hvem"), ("place", "Hvor"), ("times", "Når"), ("contact", "Kontakt"), ("cost", "Pris"))


@dataclass(frozen=True, slots=True)
class Row:
    """An entry on a page."""

    entry: Provision
    facts: Sequence[tuple[str, str]]
    old: bool


def row_of(one: Provision, today: date, language: str = "nb") -> Row:
    facts = [(say(words, language), getattr(one, name)) for name, words in FACTS]
    kinds = ", ".join(kind_name(kind, language) for kind in one.kinds if kind in KINDS)
    return Row(one, [*facts, (say("Slag", language), kinds)], is_old(one, today))


def is_old(one: Provision, today: date) -> bool:
    return one.checked is None or today - one.checked > OLD


def sought(entries: Sequence[Provision], query: str, kind: str) -> list[Provision]:
    words = words_of(query)
    return [one for one in entries if (not kind or kind in one.kinds) and fits(words, one.text, ())]


def kinds_in(entries: Sequence[Provision], language: str) -> list[tuple[str, str]]:
    """The kinds that somebody offers."""
    offered = {kind for one in entries for kind in one.kinds}
    return [(code, kind_name(code, language)) for code in KINDS if code in offered]
