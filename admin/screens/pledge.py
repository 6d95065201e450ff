"""Taushetsløftet: its versions and the next one, and the question that is sent to a volunteer, who answers JA."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import came_from, login_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.days import read_day
from admin.views.pledges import rule_of
from admin.words import full_day
from bot import desk
from bot.clock import OSLO
from bot.errors import NotFound, Refused
from bot.life import renewing
from bot.life.turn import Turn
from bot.model import PersonId, Stage

PAGE = "/oppsett/taushetslofte"


class Typed(Fields):
    """What becomes of those who have promised other words; ``until`` is a day as typed."""

    again: Literal["no", "yes", ""] = ""
    until: str = ""


TOLD = {"again": "Velg om det de har lovet, står.", "until": "Skriv en dato, for eksempel 1. februar."}


async def pledge(request: Request) -> Response:
    return await _page(request, Form[Typed]({"again": "no"}))


async def _page(request: Request, form: Form[Typed], status: int = 200) -> Response:
    rule = await look_ahead(request, rule_of)
    usual = full_day(_today(request) + renewing.USUAL)
    return await page(request, "pledge.html", status, form=form, rule=rule, usual=usual)


def _today(request: Request) -> date:
    now: datetime = parts_of(request).now()
    return now.astimezone(OSLO).date()


async def publish(request: Request) -> Response:
    form, by = await read_form(request, Typed, TOLD), login_of(request).user.id
    until = _until(request, form)
    if form.read is None or form.wrong:
        return await _page(request, form, 422)
    try:
        version = await act_undoably(request, "pledge.publish", lambda turn: desk.publish_pledge(turn, until, by))
    except Refused as why:
        form.wrong["until" if until else "again"] = str(why)
        return await _page(request, form, 422)
    said = f"Versjon {version} er publisert."
    return await go(request, PAGE, f"{said} De som må love på nytt, får den nå." if until else said)


def _until(request: Request, form: Form[Typed]) -> date | None:
    """From which day all must have promised; None when what they have promised stands."""
    if form.value("again") not in {"yes", "no"}:
        form.wrong["again"] = TOLD["again"]
    if form.value("again") != "yes":
        return None
    typed = form.value("until")
    day = read_day(typed, parts_of(request).now()) if typed else _today(request) + renewing.USUAL
    if day is None:
        form.wrong["until"] = TOLD["until"]
    return day


async def send(request: Request) -> Response:
    who, by = PersonId(request.path_params["volunteer"]), login_of(request).user.id

    def job(turn: Turn) -> None:
        volunteer = turn.store.volunteer(who)
        if volunteer is None or volunteer.stage is Stage.LEFT:
            raise NotFound("volunteer")
        desk.send_pledge(turn, who, by)

    back = came_from(request)
    back = back if back.startswith("/frivillige") else f"/frivillige/{who}"
    try:
        await act_undoably(request, "volunteer.pledge", job)
    except Refused as why:
        return await go(request, back, str(why), "warning")
    return await go(request, back, "Taushetsløftet sendes. Svaret kommer på kortet.")


ROUTES = [
    Route(PAGE, pledge, methods=["GET"], name="pledge"),
    Route(PAGE, publish, methods=["POST"], name="pledge.publish"),
    Route("/frivillige/{volunteer:int}/loefte", send, methods=["POST"], name="volunteer.pledge"),
]
