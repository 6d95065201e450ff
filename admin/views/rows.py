"""A table of a spreadsheet, row by row: what each row would do, and why not, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from admin.forms import Form
from admin.words import telephone
from bot.life.turn import Turn
from bot.model import ErrandId, PersonId
from bot.nlu.phones import e164
from bot.storage.store import Store

Typed = dict[str, Any]


class Does(StrEnum):
    """What keeping a row would do."""

    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    TWICE = "twice"
    WRONG = "wrong"


TONES = {
    Does.NEW: "success", Does.CHANGES: "info", Does.SAME: "neutral", Does.TWICE: "neutral", Does.WRONG: "danger",
}  # fmt: skip
COUNTED = (
    (Does.NEW, "nye"), (Does.CHANGES, "endres"), (Does.SAME, "er her fra før"), (Does.TWICE, "står to ganger"),
    (Does.WRONG, "kan ikke legges inn"),
)  # fmt: skip


ALSO_CALLED = {
    "navn": ("fullt navn",),
    "telefon": ("tlf", "tlf.nr", "telefonnummer", "telefonnr", "mobil", "mobilnr", "mobilnummer", "mobiltelefon"),
    "postnummer og sted": ("sted", "poststed", "postnummer", "postnr", "bosted"),
}
"""What lists that are not made from our template call it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one row would do, and in whose words it does not.  ``values`` is what is kept."""

    row: int
    name: str
    does: Does
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    known: int | None = None
    beside: Sequence[str] = ()
    """What the file says beside the name, so that the row is known again."""

    @property
    def tone(self) -> str:
        return TONES[self.does]

    @property
    def good(self) -> bool:
        return self.does in (Does.NEW, Does.CHANGES)


@dataclass(frozen=True, slots=True)
class Kept:
    """Whom or what a row that has been kept is about."""

    people: tuple[PersonId, ...] = ()
    errands: tuple[ErrandId, ...] = ()


class Sheet(Protocol):
    """One sort of table.  ``heads``: what each field is called in the first row."""

    code: str
    label: str
    heads: Mapping[str, str]
    beside: Sequence[str]
    """The fields that tell one row from another of the same name."""
    example: Sequence[str]
    then: str
    """What follows when it is kept, as it is said beforehand."""
    logged: str
    """What the log says of each row that is kept."""

    def out(self, store: Store) -> Iterable[Sequence[str]]:
        """Every row there is, under the heads."""

    def known(self, store: Store, now: datetime) -> Any:
        """What rows are held against, read once."""

    def key(self, typed: Typed) -> object:
        """What tells that two rows are about the same."""

    def verdict(self, row: int, typed: Typed, known: Any) -> Verdict: ...

    def keep(self, turn: Turn, verdict: Verdict, by: int) -> Kept: ...


def judged(sheet: Sheet, store: Store, lines: Sequence[Sequence[str]], now: datetime) -> list[Verdict]:
    """A verdict for each row below the heads."""
    at = columns(sheet, lines[0])
    known, seen, found = sheet.known(store, now), set[object](), list[Verdict]()
    for number, cells in enumerate(lines[1:], 2):
        typed: Typed = {name: cells[where] if where < len(cells) else "" for name, where in at.items()}
        typed |= {name: "" for name in sheet.heads if name not in at}
        beside = [_shown(name, str(typed[name])) for name in sheet.beside]
        one = sheet.verdict(number, typed, known)
        key = sheet.key(typed)
        if one.good and key in seen:
            one = Verdict(number, one.name, Does.TWICE, "Står to ganger i fila")
        seen.add(key)
        found.append(replace(one, beside=beside))
    return found


def _shown(name: str, typed: str) -> str:
    return telephone(e164(typed) or typed) if name == "phone" else typed


def columns(sheet: Sheet, heads: Sequence[str]) -> dict[str, int]:
    """Where each field stands."""
    named = {_plainly(head): where for where, head in reversed(list(enumerate(heads)))}
    return {name: named[head.casefold()] for name, head in sheet.heads.items() if head.casefold() in named}


def left_out(sheet: Sheet, heads: Sequence[str]) -> list[str]:
    """The heads nobody knows: what stands under them is not read."""
    known = {head.casefold() for head in sheet.heads.values()}
    return [head for head in heads if head.strip() and _plainly(head) not in known]


def _plainly(head: str) -> str:
    """A head in our words: "Mobilnr." is a telephone."""
    said = head.strip().casefold().rstrip(".:")
    return next((ours for ours, theirs in ALSO_CALLED.items() if said in theirs), said)


def wrong(row: int, name: str, form: Form[Any]) -> Verdict:
    return Verdict(row, name, Does.WRONG, " ".join(form.wrong.values()))


def counted(verdicts: Iterable[Verdict]) -> list[tuple[str, int]]:
    """How many rows do what, those that are none left out."""
    each = [one.does for one in verdicts]
    return [(words, each.count(does)) for does, words in COUNTED if each.count(does)]


def number_out(number: str) -> str:
    """A telephone number that no spreadsheet reckons with: without the plus."""
    digits = number.removeprefix("+47")
    return digits if digits != number else number.replace("+", "00", 1)


def changes(before: Typed, after: Typed, heads: Mapping[str, str]) -> list[str]:
    """Which fields would be different, by their heads."""
    return [head.lower() for name, head in heads.items() if before.get(name, "") != after.get(name, "")]
