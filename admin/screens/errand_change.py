"""Change an errand that is out, and see beforehand what those who know of it will read."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Form, read_form
from admin.pages import go, page, render
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.errand_form import TOLD, Changed, Seen, lengths, minutes_in, seen_as
from admin.views.starting import Start, asks_if_sure, read_start
from bot import desk
from bot.errors import Refused
from bot.model import Errand, ErrandId
from bot.when import write_moment


async def change(request: Request) -> Response:
    errand = await _errand(request)
    typed = {"when": write_moment(errand.starts), "minutes": str(errand.minutes), "details": errand.details}
    every = {"every": request.query_params.get("alle", "")}
    return await _change(request, errand, Form[Changed](typed | every), Seen(errand.starts))


async def _errand(request: Request) -> Errand:
    which = ErrandId(request.path_params["errand"])
    errand = await parts_of(request).system.read(municipality_of(request), lambda store: store.errand(which))
    if not errand.active:
        raise Refused("Oppgaven er avsluttet og kan ikke endres.")
    return errand


async def _change(request: Request, errand: Errand, form: Form[Changed], seen: Seen, status: int = 200) -> Response:
    helpers = await parts_of(request).system.read(municipality_of(request), lambda store: store.helpers([errand.id]))
    return await page(
        request, "errand_form.html", status, form=form, seen=seen, recipients=[], kinds=[], lengths=lengths(form),
        errand={"id": errand.id, "taken": bool(helpers), "again": errand.series is not None}, helpers=[], ours=False,
    )  # fmt: skip


async def foresee_change(request: Request) -> Response:
    form = await read_form(request, Changed, TOLD)
    return HTMLResponse(render("errand_seen.html", seen=await _foresee_change(request, await _errand(request), form)))


def _start(request: Request, errand: Errand, form: Form[Changed]) -> Start:
    """When it begins after the change; what was not touched is as it was, also when it is past."""
    typed = form.value("when")
    return Start(errand.starts) if typed == write_moment(errand.starts) else read_start(typed, parts_of(request).now())


async def _foresee_change(request: Request, errand: Errand, form: Form[Changed]) -> Seen:
    start = _start(request, errand, form)
    if start.at is None:
        return seen_as(start, None)
    after = replace(
        errand, starts=start.at, minutes=start.minutes or minutes_in(form), details=form.value("details")
    )
    every = form.value("every") != ""
    return seen_as(start, await look_ahead(request, lambda turn: desk.foresee_change(turn, errand, after, every=every)))


async def changed(request: Request) -> Response:
    errand, form = await _errand(request), await read_form(request, Changed, TOLD)
    start = _start(request, errand, form)
    if start.trouble:
        form.wrong["when"] = start.trouble
    if start.at != errand.starts and (asks := asks_if_sure(start, form.value("sure"))):
        form.wrong["sure"] = asks
    seen = await _foresee_change(request, errand, form)
    if form.value("see"):
        form.wrong.clear()
        return await _change(request, errand, form, seen)
    if form.read is None or form.wrong:
        return await _change(request, errand, form, seen, 422)
    new, minutes = form.read, start.minutes or form.read.minutes
    starts = None if start.at == errand.starts and errand.postponed is None else start.at
    edit = desk.change_from if new.every and errand.series is not None else desk.edit
    try:
        await act_undoably(
            request, "errand.changed",
            lambda turn: edit(turn, errand.id, starts=starts, minutes=minutes, details=new.details), errand.id,
        )  # fmt: skip
    except Refused as why:
        form.wrong["when"] = str(why)
        return await _change(request, errand, form, seen, 422)
    return await go(request, f"/oppgaver/{errand.id}", "Oppgaven er endret.")


ROUTES = [
    Route("/oppgaver/{errand:int}/endre", change, methods=["GET"], name="errand.change"),
    Route("/oppgaver/{errand:int}/endre", changed, methods=["POST"], name="errand.changed"),
    Route("/oppgaver/{errand:int}/endre/se", foresee_change, methods=["POST"], name="errand.foresee_change"),
]
