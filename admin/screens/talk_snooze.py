"""Minn meg på dette: a talk that can wait goes away from I dag until the time that is written, and comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, parts_of
from admin.forms import Fields, read_form
from admin.pages import go
from admin.screens.talks import talk_page, who_in
from admin.undoing import act_undoably
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.when import write_moment

TOLD = {"when": "Skriv når, for eksempel i morgen, mandag eller kl. 14."}


class Later(Fields):
    """When to be reminded, in one's own words."""

    when: Annotated[str, Field(min_length=1, max_length=100)]


async def snooze(request: Request) -> Response:
    who, me = who_in(request), login_of(request).user.id
    form = await read_form(request, Later, TOLD)
    until = desk.read_until(form.read.when, parts_of(request).now()) if form.read else None
    if until is None:
        form.wrong["when"] = TOLD["when"]
        return await talk_page(request, who, form, 422)

    def job(turn: Turn) -> None:
        turn.store.person(who)
        desk.snooze(turn, who, until, me)

    try:
        await act_undoably(request, "talk.snooze", job)
    except Refused as why:
        form.wrong["when"] = str(why)
        return await talk_page(request, who, form, 422)
    return await go(request, f"/samtaler/{who}", f"Samtalen står på I dag igjen {write_moment(until)}.")


async def let_be(request: Request) -> Response:
    who, me = who_in(request), login_of(request).user.id

    def job(turn: Turn) -> None:
        turn.store.person(who)
        desk.let_be(turn, who, me)

    await act_undoably(request, "talk.let_be", job)
    return await go(request, f"/samtaler/{who}", "Du blir ikke minnet på samtalen.")


ROUTES = [
    Route("/samtaler/{person:int}/minn-meg", snooze, methods=["POST"], name="talk.snooze"),
    Route("/samtaler/{person:int}/minn-meg/nei", let_be, methods=["POST"], name="talk.let_be"),
]
