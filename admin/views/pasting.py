"""A pasted list of people, line by line: what was read, and whether it can be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from admin.views.people import read_area
from bot.kinds import KINDS
from bot.nlu.kinds import find_kinds
from bot.nlu.normal import words
from bot.nlu.phones import e164
from bot.numbers import is_mobile
from bot.storage.store import Store

MOST = 300
"""So many lines at a time."""
_HEADS = frozenset({"navn", "fullt navn", "name"})
_LIKE_A_NUMBER = re.compile(r"[+\d][\d .-]*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one line.  ``good``: it can be stored."""

    row: int
    name: str
    phone: str
    place: str
    tone: str
    verdict: str
    good: bool = False
    postcode: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """Whom we know already, by number."""

    volunteers: Mapping[str, tuple[str, ...]]
    others: Mapping[str, tuple[str, ...]]
    store: Store
    seen: set[tuple[str, str]] = field(default_factory=set)


def read_list(text: str, store: Store) -> list[Verdict]:
    """A verdict for each line that says something; a line of headings says nothing."""
    known = _known(store)
    lines = [(at, _cells(line)) for at, line in enumerate(text.splitlines(), 1) if line.strip(" \t;,")]
    return [_verdict(at, cells, known) for at, cells in lines if cells[0].lower() not in _HEADS]


def _known(store: Store) -> Known:
    numbers, volunteers = store.numbers(), {one.id: one.name for one in store.volunteer_lines()}
    by_number: dict[str, tuple[str, ...]] = {}
    others: dict[str, tuple[str, ...]] = {}
    for who, name in store.names(numbers).items():
        for number in numbers[who]:
            if who in volunteers:
                by_number[number] = (*by_number.get(number, ()), name)
            elif name:
                others[number] = (*others.get(number, ()), name)
    return Known(by_number, others, store)


def _cells(line: str) -> list[str]:
    """A line from a spreadsheet has tabulators, one from a file semicolons or commas."""
    sign = next((sign for sign in "\t;," if sign in line), "\t")
    return [cell.strip().strip('"').strip() for cell in line.split(sign)]


def _verdict(row: int, cells: list[str], known: Known) -> Verdict:
    number = next((cell for cell in cells if _LIKE_A_NUMBER.fullmatch(cell) and not _is_code(cell)), "")
    rest = [cell for cell in cells if cell and cell != number]
    name, phone = (rest[0] if rest else ""), e164(number) or ""
    postcode, place, kinds = _about(rest[1:])
    said = _wrong(name, number, phone, known) or _fine(phone, name, place, rest[1:], known)
    known.seen.add((phone, name.casefold()))
    tone, words_, good = said
    return Verdict(row, name, phone or number, place, tone, words_, good, postcode, kinds)


def _is_code(cell: str) -> bool:
    return cell.isdecimal() and len(cell) == 4


def _about(cells: list[str]) -> tuple[str, str, tuple[str, ...]]:
    """Postal code, place and what they like, from whatever stands after the name."""
    postcode, place, kinds = "", "", []
    for cell in cells:
        liked = [str(found.value) for found in find_kinds(cell, words(cell))]
        if liked:
            kinds += liked
            continue
        try:
            area = read_area(f"{postcode} {cell}")
        except ValueError:
            continue
        postcode, place = area.postcode, area.place
    return postcode, place, tuple(dict.fromkeys(kinds)) or tuple(KINDS)


def _wrong(name: str, number: str, phone: str, known: Known) -> tuple[str, str, bool] | None:
    if len(name) < 2 or name.isdecimal():
        return "danger", "Mangler navn", False
    if not phone:
        return "danger", "Telefonnummeret stemmer ikke" if number else "Mangler telefonnummer", False
    if (phone, name.casefold()) in known.seen:
        return "neutral", "Står to ganger i lista", False
    if name.casefold() in {one.casefold() for one in known.volunteers.get(phone, ())}:
        return "info", "Er her fra før", False
    if known.store.is_stopped(phone):
        return "danger", "Har sagt STOPP", False
    return None


def _fine(phone: str, name: str, place: str, rest: list[str], known: Known) -> tuple[str, str, bool]:
    here = (*known.volunteers.get(phone, ()), *known.others.get(phone, ()))
    same = [one for number, one in known.seen if number == phone]
    if same or here:
        other = next((one for one in here if one.casefold() != name.casefold()), "")
        shared = f"Deler nummer med {other or 'en annen'}: ring, får ikke SMS"
        return "warning", shared if other or same else "Er innbygger: ring, får ikke SMS", True
    if not is_mobile(phone):
        return "success", "Ny, på fasttelefon: ring", True
    return ("success", "Ny", True) if place or not rest else ("warning", "Ny, men fant ikke stedet", True)
