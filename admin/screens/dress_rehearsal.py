"""Generalprøve: the robot rehearsed in an invented municipality as large as ours, beside other ways of asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.views.dress_rehearsal import ASKS, NAMES, TOLD, charts, table
from bot.errors import NotFound
from bot.rehearsals import POLICIES, Rehearsals, Size
from bot.storage.store import Store

PATH = "/generalprove"
LOOKED_BACK = timedelta(days=90)
FEWEST, MOST_VOLUNTEERS, MOST_ERRANDS = 10, 1000, 3000
DAYS = (("28", "Fire uker"), ("56", "Åtte uker"), ("90", "Tre måneder"))
USUAL_DAYS = 56


class Wanted(Fields):
    """How large, and how long."""

    volunteers: Annotated[int, Field(ge=FEWEST, le=MOST_VOLUNTEERS)]
    errands: Annotated[int, Field(ge=FEWEST, le=MOST_ERRANDS)]
    days: Annotated[int, Field(ge=14, le=90)] = USUAL_DAYS


SAID = {
    "volunteers": f"Skriv et tall fra {FEWEST} til {MOST_VOLUNTEERS}.",
    "errands": f"Skriv et tall fra {FEWEST} til {MOST_ERRANDS}.",
    "days": "Velg hvor lenge.",
}


def _rehearsals(request: Request) -> Rehearsals:
    found = parts_of(request).rehearsals
    if found is None:
        raise NotFound("rehearsals")
    return found


async def show(request: Request) -> Response:
    return await _page(request, None)


async def _page(request: Request, form: Form[Wanted] | None, status: int = 200) -> Response:
    found, where, now = parts_of(request).rehearsals, municipality_of(request), parts_of(request).now()

    def ask(store: Store) -> Size:
        """As large as the municipality is, when there is enough of it."""
        posted = store.happened(now - LOOKED_BACK, "errand_posted").get("errand_posted", 0)
        errands, volunteers = posted * USUAL_DAYS // LOOKED_BACK.days, len(store.may_be_given())
        return Size(_within(volunteers, MOST_VOLUNTEERS), _within(errands, MOST_ERRANDS), USUAL_DAYS)

    size = await parts_of(request).system.read(where, ask)
    typed = {"volunteers": str(size.volunteers), "errands": str(size.errands), "days": str(size.days)}
    run, busy = (found.last(where), found.busy) if found else (None, False)
    heads, rows = table(run) if run else ((), ())
    return await page(
        request, "dress_rehearsal.html", status, form=form or Form[Wanted](typed), can=found is not None, run=run,
        days=DAYS, runs=run is not None and not run.ended, others=busy and (run is None or bool(run.ended)),
        done=len(run.figures) if run else 0, all=len(found.policies) if found else 0,
        charts=charts(run) if run else (), heads=heads, rows=rows, told=TOLD.get(run.ended) if run else None,
        ways=[(NAMES[name], ASKS[name]) for name in POLICIES],
    )  # fmt: skip


def _within(many: int, most: int) -> int:
    return max(FEWEST, min(many, most))


async def begin(request: Request) -> Response:
    form = await read_form(request, Wanted, SAID)
    if form.read is None:
        return await _page(request, form, 422)
    size = Size(form.read.volunteers, form.read.errands, form.read.days)
    now = parts_of(request).real_now().isoformat(timespec="seconds")
    begun = await _rehearsals(request).begin(municipality_of(request), size, now)
    if not begun:
        return await go(request, PATH, "En generalprøve er allerede i gang. Vent til den er ferdig.", "warning")
    return await go(request, PATH, "Generalprøven er i gang. Ingen får noen melding.")


async def stop(request: Request) -> Response:
    _rehearsals(request).stop(municipality_of(request))
    return await go(request, PATH, "Generalprøven stanses.")


ROUTES = [
    Route(PATH, show, methods=["GET"], name="dress_rehearsal"),
    Route(PATH, begin, methods=["POST"], name="dress_rehearsal.begin"),
    Route(f"{PATH}/stans", stop, methods=["POST"], name="dress_rehearsal.stop"),
]
