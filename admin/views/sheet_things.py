"""Errands and the catalogue, as tables of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from admin.forms import Fields, read_typed
from admin.views.days import read_day
from admin.views.errand_form import TOLD as ERRAND_TOLD
from admin.views.errand_form import Posted
from admin.views.errands import OVER
from admin.views.people import has_digits
from admin.views.rows import Does, Kept, Typed, Verdict, changes, wrong
from admin.views.sheet_people import number_in
from admin.views.starting import read_start
from bot import desk
from bot.clock import OSLO
from bot.kinds import KINDS, kind_of
from bot.life.turn import Turn
from bot.model import PersonId, Status
from bot.storage.provisions import Provision
from bot.storage.store import Store

STATUSES = {
    Status.OPEN: "Ledig", Status.FILLED: "Avtalt", Status.DONE: "Ferdig",
    **{status: words for status, (_, words) in OVER.items()},
}  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%d.%m.%Y kl. %H.%M}"


def _kind(typed: str) -> str:
    return next((code for code, kind in KINDS.items() if kind.name.casefold() == typed.casefold()), "")


@dataclass(frozen=True, slots=True)
class Already:
    """Errands there are, and whom one may be for."""

    now: datetime
    here: frozenset[tuple[PersonId, str, str]]
    people: Mapping[str, tuple[PersonId, ...]]
    numbers: Mapping[PersonId, tuple[str, ...]]


POSTED = tuple(status for status in Status if status is not Status.UNDONE)


class Errands:
    """Small pieces of help."""

    code, label = "oppgaver", "Oppgaver"
    heads: Mapping[str, str] = {
        "recipient": "Innbygger", "phone": "Telefon", "kind": "Hva", "when": "Når", "minutes": "Minutter",
        "details": "Beskjed", "places": "Plasser", "status": "Status",
    }  # fmt: skip
    beside: Sequence[str] = ("phone", "kind", "when")
    example: Sequence[str] = (
        "Astrid Eksempel", "90 00 02 34", "Handle", "27.11.2026 kl. 11.00", "60", "Melk og brød", "1", "",
    )  # fmt: skip
    logged = "sheets.errand"
    then = (
        "Roboten begynner å spørre frivillige om de nye oppgavene med en gang. Ta først bort rader det er vedtak på: "
        "det gjør kommunen selv."
    )

    def out(self, store: Store) -> Iterable[Sequence[str]]:
        for one in store.errands(*POSTED):
            what = kind_of(one.kind).name
            yield [
                one.recipient_name, "", what, _moment(one.starts), str(one.minutes), one.details, str(one.places),
                STATUSES[one.status],
            ]  # fmt: skip

    def known(self, store: Store, now: datetime) -> Already:
        people: dict[str, tuple[PersonId, ...]] = {}
        for who, name, _ in store.recipient_choices():
            people[name.casefold()] = (*people.get(name.casefold(), ()), who)
        here = frozenset((one.recipient, one.kind, _moment(one.starts)) for one in store.errands(*POSTED))
        return Already(now, here, people, store.numbers())

    def key(self, typed: Typed) -> object:
        return str(typed["recipient"]).casefold(), typed["phone"], typed["kind"], typed["when"]

    def verdict(self, row: int, typed: Typed, known: Already) -> Verdict:
        whom, name = _whom(typed, known), typed["recipient"]
        start = read_start(typed["when"], known.now)
        at, kind = typed["when"] if start.at is None else _moment(start.at), _kind(typed["kind"])
        if whom is not None and (whom, kind, at) in known.here:
            return Verdict(row, name, Does.SAME, "Er her fra før")
        minutes, places = typed["minutes"] or start.minutes or 60, typed["places"] or 1
        full = typed | {"recipient": whom or "", "kind": kind, "minutes": minutes, "places": places}
        form = read_typed(full, Posted, ERRAND_TOLD)
        if whom is None:
            form.wrong["recipient"] = _nobody(typed, known)
        if start.at is None:
            form.wrong["when"] = start.trouble
        if form.wrong or form.read is None:
            return wrong(row, name, form)
        return Verdict(row, name, Does.NEW, f"Ny, {at}", {"read": form.read, "starts": start.at})

    def keep(self, turn: Turn, verdict: Verdict, by: int) -> Kept:
        typed: Posted = verdict.values["read"]
        which = desk.post(
            turn, kind=typed.kind, recipient=PersonId(typed.recipient), starts=verdict.values["starts"],
            minutes=typed.minutes, details=typed.details, places=typed.places, by=by,
        )  # fmt: skip
        return Kept(errands=(which,))


def _whom(typed: Typed, known: Already) -> PersonId | None:
    """The one who is called that; of several, who has the number."""
    called = known.people.get(str(typed["recipient"]).casefold(), ())
    if has_digits(typed["phone"]):
        number = number_in(typed["phone"])
        called = tuple(who for who in called if number in known.numbers.get(who, ()))
    return called[0] if len(called) == 1 else None


def _nobody(typed: Typed, known: Already) -> str:
    several = len(known.people.get(str(typed["recipient"]).casefold(), ())) > 1
    return "Flere heter det. Skriv telefonnummeret." if several else "Innbyggeren er ikke skrevet opp her."


class Listed(Fields):
    """An entry of the catalogue."""

    name: Annotated[str, Field(min_length=2, max_length=120)]
    what: Annotated[str, Field(max_length=400)] = ""
    suits: Annotated[str, Field(max_length=400)] = ""
    place: Annotated[str, Field(max_length=400)] = ""
    times: Annotated[str, Field(max_length=400)] = ""
    contact: Annotated[str, Field(min_length=1, max_length=400)]
    cost: Annotated[str, Field(max_length=400)] = ""
    number: Annotated[str, Field(pattern=r"^(\d{9})?$")] = ""


LISTED_TOLD = {
    "name": "Skriv hva tilbudet heter.", "contact": "Skriv hvem man kan ringe eller skrive til.",
    **dict.fromkeys(("what", "suits", "place", "times", "cost"), "Skriv litt kortere, høyst 400 tegn."),
    "number": "Organisasjonsnummeret har ni sifre.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is offered already."""

    now: datetime
    by_name: Mapping[str, Provision]
    by_number: Mapping[str, Provision]


class Provisions:
    """What the voluntary sector offers."""

    code, label = "tilbud", "Tilbud"
    heads: Mapping[str, str] = {
        "name": "Navn", "what": "Hva", "suits": "For hvem", "place": "Hvor", "times": "Når", "contact": "Kontakt",
        "cost": "Pris", "kinds": "Slag", "number": "Organisasjonsnummer", "checked": "Sist sjekket",
    }  # fmt: skip
    beside: Sequence[str] = ("place", "contact")
    example: Sequence[str] = (
        "Onsdagslunsj", "Suppe og prat", "Alle over 60", "Samfunnshuset", "Onsdager kl. 12", "Marit, 900 00 501",
        "Gratis", "Spise sammen", "", "01.11.2026",
    )  # fmt: skip
    then = "Tilbudene vises også på nettsiden alle kan lese."
    logged = ""

    def out(self, store: Store) -> Iterable[Sequence[str]]:
        for one in store.provisions():
            typed = _typed(one)
            yield [typed[name] for name in self.heads]

    def known(self, store: Store, now: datetime) -> Catalogue:
        entries = store.provisions()
        by_number = {one.number: one for one in entries if one.number}
        return Catalogue(now, {one.name.casefold(): one for one in entries}, by_number)

    def key(self, typed: Typed) -> object:
        return typed["number"] or str(typed["name"]).casefold()

    def verdict(self, row: int, typed: Typed, known: Catalogue) -> Verdict:
        typed["number"] = str(typed["number"]).replace(" ", "")
        same = known.by_number.get(typed["number"]) or known.by_name.get(typed["name"].casefold())
        before = _typed(same) if same else {}
        full = {name: value or before.get(name, "") for name, value in typed.items()}
        form = read_typed(full, Listed, LISTED_TOLD)
        kinds = [_kind(word.strip()) for word in full["kinds"].split(",") if word.strip()]
        checked = read_day(full["checked"], known.now, past=True) if full["checked"] else None
        if not all(kinds):
            form.wrong["kinds"] = "Vi kjenner ikke dette slaget."
        if full["checked"] and checked is None:
            form.wrong["checked"] = "Skriv datoen som 27.11.2026."
        if form.wrong or form.read is None:
            return wrong(row, typed["name"], form)
        values = form.read.model_dump() | {"kinds": kinds, "checked": checked}
        if same is None:
            return Verdict(row, full["name"], Does.NEW, "Ny", values)
        other = changes(before, full, self.heads)
        does, said = (Does.CHANGES, f"Endrer {', '.join(other)}") if other else (Does.SAME, "Er her fra før")
        return Verdict(row, full["name"], does, said, values, same.id)

    def keep(self, turn: Turn, verdict: Verdict, by: int) -> Kept:
        if verdict.known is None:
            turn.store.add_provision(turn.now, **verdict.values)
        else:
            turn.store.change_provision(verdict.known, **verdict.values)
        return Kept()


def _typed(one: Provision) -> dict[str, str]:
    plain: dict[str, Any] = {name: getattr(one, name) for name in Listed.model_fields}
    kinds = ", ".join(KINDS[kind].name for kind in one.kinds if kind in KINDS)
    return plain | {"kinds": kinds, "checked": _day(one.checked)}


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
