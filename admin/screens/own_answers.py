"""Egne svar: what only the municipality can decide, written down before anyone real is asked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from bot.checking import KEPT_AS, unanswered
from bot.life.turn import Turn

LONGEST = 1000
QUESTIONS = {
    "insurance": ("Forsikring", "Hvilken forsikring gjelder når en frivillig skader seg, eller noe blir ødelagt?"),
    "mileage": ("Kjøring", "Får de frivillige dekket kjøring, bom og buss? Hvor mye, og hvordan ber de om det?"),
    "groceries": ("Handling", "Hvem betaler varene, og hvordan? Hva gjør dere hvis pengene ikke stemmer?"),
    "controller": (
        "Behandlingsansvarlig",
        "Hvem svarer for personopplysningene: kommunen, eller foreningen som eier frivilligsentralen?",
    ),
    "archive": ("Arkiv", "Hva skal arkiveres, hvor og hvor lenge? Arkivlova går foran sletting."),
    "processors": ("Databehandlere", "Hvem har dere databehandleravtale med, for SMS og drift? Hvor ligger avtalene?"),
}
"""By name: what it is called, and what to write."""

Answer = Annotated[str, Field(max_length=LONGEST)]


class Answers(Fields):
    """As it was decided; empty until it is."""

    insurance: Answer = ""
    mileage: Answer = ""
    groceries: Answer = ""
    controller: Answer = ""
    archive: Answer = ""
    processors: Answer = ""


TOLD = {name: f"{called}: skriv kortere, høyst {LONGEST} tegn." for name, (called, _) in QUESTIONS.items()}


async def own_answers(request: Request) -> Response:
    set_up = await parts_of(request).system.read(municipality_of(request), lambda store: store.set_up())
    return await _page(request, Form(set_up.get(KEPT_AS, {})), unanswered(set_up))


async def _page(request: Request, form: Form[Answers], missing: list[str], status: int = 200) -> Response:
    lacking = [QUESTIONS[name][0] for name in missing]
    return await page(request, "own_answers.html", status, form=form, questions=QUESTIONS, missing=lacking)


async def save(request: Request) -> Response:
    form = await read_form(request, Answers, TOLD)
    if form.read is None:
        return await _page(request, form, [], 422)
    written = form.read.model_dump()

    def keep(turn: Turn) -> None:
        turn.store.change_set_up(**{KEPT_AS: written})
        turn.note("set_up_changed")

    await act_undoably(request, "own_answers.save", keep)
    return await go(request, "/oppsett/egne-svar", "Lagret.")


ROUTES = [
    Route("/oppsett/egne-svar", own_answers, methods=["GET"], name="own_answers"),
    Route("/oppsett/egne-svar", save, methods=["POST"], name="own_answers.save"),
]
