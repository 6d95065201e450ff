"""Paste a list of volunteers: a verdict for each line before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.trail import each
from admin.undoing import act_undoably
from admin.views.pasting import MOST, Verdict, read_list
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.runner import Runner

TOGETHER = 20
"""So many are stored in one turn: nobody else waits long for the writer."""


class Pasted(Fields):
    """The list as it was pasted."""

    list: Annotated[str, Field(min_length=1, max_length=60_000)]
    do: str = "read"


TOLD = {"list": "Lim inn lista først, én frivillig på hver linje."}


async def paste(request: Request) -> Response:
    return await page(request, "volunteer_list.html", form=Form[Pasted](), verdicts=[], good=0)


async def read(request: Request) -> Response:
    """Read the list and show what was understood; store it when that has been seen."""
    form = await read_form(request, Pasted, TOLD)
    if form.read is None:
        return await page(request, "volunteer_list.html", 422, form=form, verdicts=[], good=0)
    text = form.read.list
    verdicts = await parts_of(request).system.read(municipality_of(request), lambda store: read_list(text, store))
    if len(verdicts) > MOST:
        form.wrong["list"] = f"Høyst {MOST} om gangen. Del lista i to."
        return await page(request, "volunteer_list.html", 422, form=form, verdicts=[], good=0)
    good = [one for one in verdicts if one.good]
    if form.read.do != "store" or not good:
        return await page(request, "volunteer_list.html", form=form, verdicts=verdicts, good=len(good))
    stored = await _store(request, good)
    said = "1 frivillig er registrert." if stored == 1 else f"{stored} frivillige er registrert."
    return await go(request, "/frivillige?vis=nye", said)


async def _store(request: Request, good: Sequence[Verdict]) -> int:
    runner, stored, together = parts_of(request).system.runner, 0, token_hex(8)
    by, at = login_of(request).user.id, parts_of(request).real_now()

    def write_up(turn: Turn, some: Sequence[Verdict]) -> int:
        people = [who for one in some if (who := _enrolled(turn, runner, one)) is not None]
        each(turn, by, at, "volunteers.pasted", people)
        return len(people)

    for first in range(0, len(good), TOGETHER):
        some = good[first : first + TOGETHER]
        stored += await act_undoably(
            request, "volunteers.paste.read", lambda turn: write_up(turn, some), together=together  # noqa: B023
        )
    return stored


def _enrolled(turn: Turn, runner: Runner, one: Verdict) -> PersonId | None:
    try:
        return desk.enrol(
            turn, runner, one.name, one.phone, skills=one.kinds, postcode=one.postcode, place=one.place
        )
    except Refused:  # written up by someone else since the list was read
        return None


ROUTES = [
    Route("/frivillige/liste", paste, methods=["GET"], name="volunteers.paste"),
    Route("/frivillige/liste", read, methods=["POST"], name="volunteers.paste.read"),
]
