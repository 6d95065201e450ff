"""Tilbud: the catalogue of what the voluntary sector offers, by hand, and the open page anyone may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.nynorsk import say
from admin.pages import go, open_page, page
from admin.undoing import act_undoably
from admin.views.people import fits, words_of
from admin.words import local_day
from bot.kinds import KINDS
from bot.life.turn import Turn
from bot.model import Municipality, MunicipalityId
from bot.storage.provisions import Provision
from bot.storage.store import Store

PATH = "/tilbud"
OLD = timedelta(days=183)
"""Half a year without anyone having looked, and it is said."""
FACTS = (("suits", "For hvem"), ("place", "Hvor"), ("times", "Når"), ("contact", "Kontakt"), ("cost", "Pris"))


def _kinds(chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not set(chosen) <= KINDS.keys():
        raise ValueError
    return chosen


Words = Annotated[str, Field(max_length=400)]


class Typed(Fields):
    """An entry as it is typed."""

    name: Annotated[str, Field(min_length=2, max_length=120)]
    what: Words = ""
    suits: Words = ""
    place: Words = ""
    times: Words = ""
    contact: Annotated[str, Field(min_length=1, max_length=400)]
    cost: Words = ""
    kinds: Annotated[tuple[str, ...], AfterValidator(_kinds)] = ()


TOLD = {
    "name": "Skriv hva tilbudet heter.",
    **dict.fromkeys(("what", "suits", "place", "times", "cost"), "Skriv litt kortere, høyst 400 tegn."),
    "contact": "Skriv hvem man kan ringe eller skrive til.",
    "kinds": "Velg blant dem som står der.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry on a page, with how it has been used."""

    entry: Provision
    facts: Sequence[tuple[str, str]]
    kinds: str
    old: bool
    offered: int


def rows(entries: Sequence[Provision], offered: Mapping[int, int], today: date) -> list[Row]:
    return [
        Row(
            one, [(words, getattr(one, name)) for name, words in FACTS],
            ", ".join(KINDS[kind].name for kind in one.kinds if kind in KINDS), is_old(one, today),
            offered.get(one.id, 0),
        )
        for one in entries
    ]  # fmt: skip


def is_old(one: Provision, today: date) -> bool:
    return one.checked is None or today - one.checked > OLD


def sought(entries: Sequence[Provision], query: str, kind: str) -> list[Provision]:
    words = words_of(query)
    return [one for one in entries if (not kind or kind in one.kinds) and fits(words, one.text, ())]


async def provisions(request: Request) -> Response:
    query, kind = (request.query_params.get(name, "").strip() for name in ("q", "slag"))
    today = local_day(parts_of(request).now())

    def ask(store: Store) -> tuple[list[Row], int]:
        entries = store.provisions()
        return rows(sought(entries, query, kind), store.offered(), today), sum(is_old(one, today) for one in entries)

    found, old = await parts_of(request).system.read(municipality_of(request), ask)
    kinds = [(code, each.name) for code, each in KINDS.items()]
    return await page(
        request, "provisions.html", rows=found, old=old, query=query, kind=kind, kinds=kinds,
        town=municipality_of(request),
    )  # fmt: skip


async def new(request: Request) -> Response:
    return await _form(request, Form[Typed]())


async def _form(request: Request, form: Form[Typed], status: int = 200, which: int | None = None) -> Response:
    kinds = [(code, each.name) for code, each in KINDS.items()]
    return await page(request, "provision_form.html", status, form=form, kinds=kinds, which=which)


async def register(request: Request) -> Response:
    return await _save(request, None)


async def changed(request: Request) -> Response:
    return await _save(request, request.path_params["provision"])


async def _save(request: Request, which: int | None) -> Response:
    form = await read_form(request, Typed, TOLD)
    if form.read is None:
        return await _form(request, form, 422, which)
    values = form.read.model_dump() | {"kinds": list(form.read.kinds)}

    def job(turn: Turn) -> None:
        checked = local_day(turn.now)
        if which is None:
            turn.store.add_provision(turn.now, checked=checked, **values)
            return
        turn.store.provision(which)
        turn.store.change_provision(which, checked=checked, **values)

    await act_undoably(request, "provisions.register" if which is None else "provisions.changed", job)
    return await go(request, PATH, "Lagret.")


async def change(request: Request) -> Response:
    which = request.path_params["provision"]

    def job(turn: Turn) -> Provision:
        turn.store.looked_up(which)
        return turn.store.provision(which)

    one = await parts_of(request).system.act(municipality_of(request), job)
    typed: dict[str, Any] = {name: getattr(one, name) for name in Typed.model_fields} | {"kinds": list(one.kinds)}
    return await _form(request, Form[Typed](typed), which=which)


async def checked(request: Request) -> Response:
    which = request.path_params["provision"]

    def job(turn: Turn) -> None:
        turn.store.provision(which)
        turn.store.change_provision(which, checked=local_day(turn.now))

    await act_undoably(request, "provisions.checked", job)
    return await go(request, PATH, "Tilbudet er merket som sjekket i dag.")


async def take_away(request: Request) -> Response:
    which = request.path_params["provision"]

    def job(turn: Turn) -> None:
        turn.store.provision(which)
        turn.store.drop_provision(which)

    await act_undoably(request, "provisions.take_away", job)
    return await go(request, PATH, "Tilbudet er tatt bort.")


async def anyone(request: Request) -> Response:
    """The catalogue of one municipality, for anyone."""
    town, today = MunicipalityId(request.path_params["town"]), local_day(parts_of(request).now())
    if town not in parts_of(request).system.municipalities():
        raise HTTPException(404)

    def ask(store: Store) -> tuple[Municipality, list[Row]]:
        return store.municipality_row(), rows(store.provisions(), {}, today)

    where, found = await parts_of(request).system.read(town, ask)
    read = [replace(row, facts=[(say(words, where.language), told) for words, told in row.facts]) for row in found]
    return open_page(request, "provisions_open.html", language=where.language, town=where, rows=read)


ROUTES = [
    Route(PATH, provisions, methods=["GET"], name="provisions"),
    Route(f"{PATH}/nytt", new, methods=["GET"], name="provisions.new"),
    Route(f"{PATH}/nytt", register, methods=["POST"], name="provisions.register"),
    Route(f"{PATH}/for/{{town:int}}", anyone, methods=["GET"], name="provisions.open"),
    Route(f"{PATH}/{{provision:int}}", change, methods=["GET"], name="provisions.change"),
    Route(f"{PATH}/{{provision:int}}", changed, methods=["POST"], name="provisions.changed"),
    Route(f"{PATH}/{{provision:int}}/sjekket", checked, methods=["POST"], name="provisions.checked"),
    Route(f"{PATH}/{{provision:int}}/bort", take_away, methods=["POST"], name="provisions.take_away"),
]
