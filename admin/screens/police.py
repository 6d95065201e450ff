"""Politiattest: for which errands the municipality asks to see one, by what law, and how long it holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.volunteer_form import known
from admin.views.volunteers import KIND_CHOICES
from bot import desk
from bot.policy import PoliceRule
from bot.storage.store import Store

PAGE = "/oppsett/politiattest"
BASIS = "Skriv hvilken lov eller forskrift dere krever den etter, og hvem som har bestemt det."


def _number(typed: str) -> int:
    return int(typed) if typed else 0


class Asked(Fields):
    """What the municipality has decided; ``sure`` is how many agreements somebody has seen that it takes away."""

    kinds: tuple[Annotated[str, AfterValidator(known)], ...] = ()
    basis: Annotated[str, Field(max_length=500)] = ""
    years: Annotated[Annotated[int, Field(ge=0, le=20)], BeforeValidator(_number)] = 0
    sure: Annotated[int, BeforeValidator(_number)] = 0


TOLD = {
    "kinds": "Velg blant oppgavene i lista.",
    "basis": "Skriv kortere, høyst 500 tegn.",
    "years": "Skriv et tall fra 0 til 20.",
    "sure": "Se over én gang til.",
}


async def police(request: Request) -> Response:
    rule = await parts_of(request).system.read(
        municipality_of(request), lambda store: store.municipality_row().policy.police
    )
    years = str(rule.years or "")
    return await _page(request, Form({"kinds": sorted(rule.kinds), "basis": rule.basis, "years": years}))


async def _page(request: Request, form: Form[Asked], lost: int = 0, status: int = 200) -> Response:
    return await page(request, "police.html", status, form=form, kinds=KIND_CHOICES, lost=lost)


async def save(request: Request) -> Response:
    """What is agreed with someone who has not shown one goes to others, once somebody has seen how many that are."""
    form, system, now = await read_form(request, Asked, TOLD), parts_of(request).system, parts_of(request).now()
    if form.read is not None and form.read.kinds and not form.read.basis:
        form.wrong["basis"] = BASIS
    if form.read is None or form.wrong:
        return await _page(request, form, status=422)
    rule, seen = PoliceRule(frozenset(form.read.kinds), form.read.basis, form.read.years), form.read.sure

    def count(store: Store) -> int:
        return len(desk.without_police(store, rule, now))

    lost = await system.read(municipality_of(request), count)
    if lost > seen:
        return await _page(request, form, lost)
    await act_undoably(request, "police.save", lambda turn: desk.ask_for_police(turn, rule))
    return await go(request, PAGE, "Lagret.")


ROUTES = [
    Route(PAGE, police, methods=["GET"], name="police"),
    Route(PAGE, save, methods=["POST"], name="police.save"),
]
