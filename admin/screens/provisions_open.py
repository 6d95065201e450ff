"""The catalogue for anyone: searched by words and kind, and each entry by itself, which is counted as opened."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import parts_of
from admin.pages import open_page
from admin.views.provisions import Row, kinds_in, row_of, sought
from admin.words import local_day
from bot.life.turn import Turn
from bot.model import Municipality, MunicipalityId
from bot.storage.store import Store

PATH = "/tilbud/for/{town:int}"


def town_of(request: Request) -> MunicipalityId:
    town = MunicipalityId(request.path_params["town"])
    if town not in parts_of(request).system.municipalities():
        raise HTTPException(404)
    return town


async def provisions(request: Request) -> Response:
    query, kind = (request.query_params.get(name, "").strip() for name in ("q", "slag"))
    today = local_day(parts_of(request).now())

    def ask(store: Store) -> tuple[Municipality, list[Row], list[tuple[str, str]]]:
        where, entries = store.municipality_row(), store.provisions()
        rows = [row_of(one, today, where.language) for one in sought(entries, query, kind)]
        return where, rows, kinds_in(entries, where.language)

    where, rows, kinds = await parts_of(request).system.read(town_of(request), ask)
    return open_page(
        request, "provisions_open.html", language=where.language, town=where, rows=rows, kinds=kinds, query=query,
        kind=kind,
    )  # fmt: skip


async def provision(request: Request) -> Response:
    which = request.path_params["provision"]

    def job(turn: Turn) -> tuple[Municipality, Row]:
        where, today = turn.store.municipality_row(), local_day(turn.now)
        return where, row_of(turn.store.open_provision(which, today), today, where.language)

    where, row = await parts_of(request).system.act(town_of(request), job)
    return open_page(request, "provision_open.html", language=where.language, town=where, row=row)


ROUTES = [
    Route(PATH, provisions, methods=["GET"], name="provisions.open"),
    Route(f"{PATH}/{{provision:int}}", provision, methods=["GET"], name="provision.open"),
]
