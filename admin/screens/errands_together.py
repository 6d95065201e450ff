"""Several errands at once: chosen in the list, looked over, and then called off or put to more people in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, read_form
from admin.pages import go, page
from admin.trail import each
from admin.undoing import act_undoably
from admin.views.errands import title
from admin.words import local_day
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import ErrandId, Status
from bot.storage.store import Store

PATH, MOST = "/oppgaver/flere", 100
NONE, TOO_LATE = "Velg minst én oppgave.", "Ingen av dem kan endres nå."
OPEN: Mapping[str, frozenset[Status]] = {
    "avlys": frozenset({Status.OPEN, Status.FILLED}), "spor": frozenset({Status.OPEN}),
}  # fmt: skip
"""What may be done to several, and how they must stand."""


class Together(Fields):
    """Which, and what is to be done to them."""

    chosen: Annotated[frozenset[int], Field(min_length=1, max_length=MOST)]
    act: Literal["avlys", "spor"]


@dataclass(frozen=True, slots=True)
class Line:
    """One of those that were chosen."""

    id: ErrandId
    starts: datetime
    what: str
    whom: str


async def look(request: Request) -> Response:
    """What will be done, before it is."""
    asked = request.query_params
    chosen, act = [int(one) for one in asked.getlist("valgt") if one.isdecimal()][:MOST], asked.get("gjor", "")
    if act == "ute":
        return await _outdoors(request, chosen)
    if act not in OPEN or not chosen:
        return await go(request, "/oppgaver", NONE, "warning")
    lines = await parts_of(request).system.read(
        municipality_of(request), lambda store: _lines(store, chosen, OPEN[act])
    )
    if not lines:
        return await go(request, "/oppgaver", TOO_LATE, "warning")
    return await page(request, "errands_together.html", lines=lines, act=act, left=len(chosen) - len(lines))


def _lines(store: Store, chosen: Sequence[int], standing: frozenset[Status]) -> list[Line]:
    errands = [store.errand(ErrandId(one)) for one in dict.fromkeys(chosen)]
    helpers = store.helpers([one.id for one in errands])
    return [
        Line(one.id, one.starts, title(one), ", ".join(helper.name for helper in helpers.get(one.id, ())))
        for one in sorted(errands, key=lambda one: one.starts)
        if one.status in standing
    ]


async def _outdoors(request: Request, chosen: Sequence[int]) -> Response:
    """Because of the weather a day is moved: the page for that has a look of its own."""

    def days(store: Store) -> set[str]:
        return {local_day(store.errand(ErrandId(one)).starts).isoformat() for one in chosen}

    found = await parts_of(request).system.read(municipality_of(request), days)
    if len(found) != 1:
        return await go(request, "/oppgaver", "Velg oppgaver som er på samme dag." if found else NONE, "warning")
    asked = [("dag", found.pop()), *(("valgt", str(one)) for one in chosen)]
    return RedirectResponse(f"/oppgaver/ute?{urlencode(asked)}", 303)


async def do(request: Request) -> Response:
    form = await read_form(request, Together, {"chosen": NONE, "act": NONE})
    if form.read is None:
        return await go(request, "/oppgaver", NONE, "warning")
    act, chosen = form.read.act, sorted(form.read.chosen)

    by, at = login_of(request).user.id, parts_of(request).real_now()

    def job(turn: Turn) -> int:
        done = [ErrandId(one) for one in chosen if _done(turn, ErrandId(one), act)]
        each(turn, by, at, "errand.call_off" if act == "avlys" else "errand.ask_more", errands=done)
        return len(done)

    many = await act_undoably(request, "errands.together", job)
    if not many:
        return await go(request, "/oppgaver", TOO_LATE, "warning")
    which = "en oppgave" if many == 1 else f"{many} oppgaver"
    called_off = f"{which.capitalize()} er avlyst, og alle som visste om det, får beskjed."
    return await go(request, "/oppgaver", called_off if act == "avlys" else f"Flere spørres om {which}.")


def _done(turn: Turn, which: ErrandId, act: str) -> bool:
    """Whether it could be done: somebody may have come first."""
    turn.store.errand(which)
    try:
        (desk.call_off if act == "avlys" else desk.ask_more)(turn, which)
    except Refused:
        return False
    return True


ROUTES = [
    Route(PATH, look, methods=["GET"], name="errands.chosen"),
    Route(PATH, do, methods=["POST"], name="errands.together"),
]
