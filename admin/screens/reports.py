"""Rapporter: one page to print, six numbers and three charts and what it costs, without names or small numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin import sheets
from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import attachment, go, page
from admin.undoing import act_undoably
from admin.views.figures import Period, Report, periods, report
from bot.storage.store import Store

PATH = "/rapporter"
PRICES: Mapping[str, int] = {"sms": 60, "hour": 500}
"""Øre for an SMS and kroner for an hour, until the municipality says its own."""


class Prices(Fields):
    """What things cost here."""

    sms: Annotated[int, Field(ge=0, le=10_000)]
    hour: Annotated[int, Field(ge=0, le=10_000)]


TOLD = {"sms": "Skriv prisen i hele øre.", "hour": "Skriv prisen i hele kroner."}


async def reports(request: Request) -> Response:
    return await _page(request)


async def _page(request: Request, form: Form[Prices] | None = None, status: int = 200) -> Response:
    period, made, prices = await _made(request)
    filled = form or Form[Prices]({name: str(value) for name, value in prices.items()})
    return await page(
        request, "reports.html", status, period=period, periods=periods(parts_of(request).now()), report=made,
        form=filled,
    )  # fmt: skip


async def _made(request: Request) -> tuple[Period, Report, Mapping[str, int]]:
    choices = periods(parts_of(request).now())
    asked = request.query_params.get("tid", "")
    period = next((one for one in choices if one.code == asked), choices[1])

    def ask(store: Store) -> tuple[Report, Mapping[str, int]]:
        prices = {**PRICES, **store.set_up().get("prices", {})}
        return report(store, period, prices), prices

    return period, *await parts_of(request).system.read(municipality_of(request), ask)


async def as_csv(request: Request) -> Response:
    period, made, _ = await _made(request)
    rows: list[tuple[str, ...]] = [("Tall", *line) for line in made.numbers]
    rows += [(heading, one.label, one.text) for heading, some in made.charts for one in some]
    content = sheets.write_csv(("Tabell", "Hva", period.label), rows)
    return attachment(content, f"rapport-{period.code}.csv", sheets.CSV)


async def set_prices(request: Request) -> Response:
    form = await read_form(request, Prices, TOLD)
    if form.read is None:
        return await _page(request, form, 422)
    prices: dict[str, Any] = form.read.model_dump()
    await act_undoably(request, "reports.prices", lambda turn: turn.store.change_set_up(prices=prices))
    return await go(request, PATH, "Lagret.")


ROUTES = [
    Route(PATH, reports, methods=["GET"], name="reports"),
    Route(f"{PATH}/csv", as_csv, methods=["GET"], name="reports.csv"),
    Route(f"{PATH}/priser", set_prices, methods=["POST"], name="reports.prices"),
]
