"""Tilbud: the catalogue of what the voluntary sector offers, by hand, and how each entry is used."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.provisions import Row, is_old, row_of, sought
from admin.words import local_day
from bot.kinds import KINDS
from bot.life.turn import Turn
from bot.storage.provisions import Use
from bot.storage.store import Store

PATH = "/tilbud"
LATELY = timedelta(days=91)
"""How an entry is used is counted over a quarter."""


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


async def provisions(request: Request) -> Response:
    query, kind = (request.query_params.get(name, "").strip() for name in ("q", "slag"))
    today = local_day(parts_of(request).now())

    def ask(store: Store) -> tuple[list[Row], int]:
        entries = store.provisions()
        hits = [row_of(one, today) for one in sought(entries, query, kind)]
        return hits, sum(is_old(one, today) for one in entries)

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


async def one(request: Request) -> Response:
    """One entry, and how it has been used."""
    which = request.path_params["provision"]

    def job(turn: Turn) -> tuple[Row, Use]:
        today = local_day(turn.now)
        return row_of(turn.store.open_provision(which, today), today), turn.store.use_of(which, turn.now - LATELY)

    row, use = await parts_of(request).system.act(municipality_of(request), job)
    return await page(request, "provision.html", row=row, use=use)


async def change(request: Request) -> Response:
    which = request.path_params["provision"]
    entry = await parts_of(request).system.read(municipality_of(request), lambda store: store.provision(which))
    typed: dict[str, Any] = {name: getattr(entry, name) for name in Typed.model_fields} | {"kinds": list(entry.kinds)}
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
        turn.store.take_provision_away(which, turn.now)

    await act_undoably(request, "provisions.take_away", job)
    return await go(request, PATH, "Tilbudet er tatt bort.")


ROUTES = [
    Route(PATH, provisions, methods=["GET"], name="provisions"),
    Route(f"{PATH}/nytt", new, methods=["GET"], name="provisions.new"),
    Route(f"{PATH}/nytt", register, methods=["POST"], name="provisions.register"),
    Route(f"{PATH}/{{provision:int}}", one, methods=["GET"], name="provision"),
    Route(f"{PATH}/{{provision:int}}/endre", change, methods=["GET"], name="provisions.change"),
    Route(f"{PATH}/{{provision:int}}", changed, methods=["POST"], name="provisions.changed"),
    Route(f"{PATH}/{{provision:int}}/sjekket", checked, methods=["POST"], name="provisions.checked"),
    Route(f"{PATH}/{{provision:int}}/bort", take_away, methods=["POST"], name="provisions.take_away"),
]
