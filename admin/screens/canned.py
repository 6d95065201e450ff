"""Ferdige svar: the list coordinators fetch answers from in a talk, for whoever writes the texts to change."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.canned import KEPT_AS, LONGEST, MOST, canned, lines_of
from bot.life.free_text import cheap
from bot.life.turn import Turn


def _short(typed: str) -> str:
    lines = lines_of(typed)
    if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        raise ValueError
    return "\n".join(cheap(line) for line in lines)


class Answers(Fields):
    """One on each line; none at all means ours."""

    answers: Annotated[str, AfterValidator(_short)] = ""


TOLD = {"answers": f"Skriv høyst {MOST} svar, og høyst {LONGEST} tegn i hvert."}


async def answers(request: Request) -> Response:
    set_up = await parts_of(request).system.read(municipality_of(request), lambda store: store.set_up())
    return await page(request, "canned.html", form=Form[Answers]({"answers": "\n".join(canned(set_up))}))


async def save(request: Request) -> Response:
    form = await read_form(request, Answers, TOLD)
    if form.read is None:
        return await page(request, "canned.html", 422, form=form)
    written = form.read.answers.splitlines()

    def keep(turn: Turn) -> None:
        turn.store.change_set_up(**{KEPT_AS: written})
        turn.note("set_up_changed")

    await act_undoably(request, "canned.save", keep)
    return await go(request, "/tekster/ferdige-svar", "Lagret.")


ROUTES = [
    Route("/tekster/ferdige-svar", answers, methods=["GET"], name="canned"),
    Route("/tekster/ferdige-svar", save, methods=["POST"], name="canned.save"),
]
