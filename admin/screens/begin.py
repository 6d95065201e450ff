"""The first page of all: an example municipality to try things in, or an empty one to start for real."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import login_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from bot.storage import accounts
from bot.storage.accounts import Role


class Empty(Fields):
    """What the robot must know before it can write a word."""

    how: Literal["empty"]
    name: Annotated[str, Field(min_length=2, max_length=60)]
    phone: Annotated[str, Field(pattern=r"^(\+47)?[ 0-9]{3,14}$")]


TOLD = {
    "how": "Velg hvordan du vil starte.",
    "name": "Skriv navnet på kommunen, slik de frivillige kjenner den.",
    "phone": "Skriv et telefonnummer de frivillige kan ringe, for eksempel 62 00 00 00.",
}


async def begin(request: Request) -> Response:
    if login_of(request).user.municipality is not None:
        return RedirectResponse("/", 303)
    return await page(request, "begin.html", form=Form[Empty]())


async def choose(request: Request) -> Response:
    parts, user = parts_of(request), login_of(request).user
    form = await read_form(request, Empty, TOLD)
    example = form.value("how") == "example"
    if not example and form.read is None:
        return await page(request, "begin.html", 422, form=form)

    if example or form.read is None:
        made = await parts.begin_example()
    else:
        made = await parts.begin_empty(form.read.name, form.read.phone)
        if user.role is Role.MANAGER:
            await parts.system.act(made, lambda turn: turn.store.change_set_up(coordinator=user.name))
    await parts.storage.write(lambda db: accounts.place_in(db, user.id, made))
    said = "Eksempelkommunen er klar. Alle i den er oppdiktet." if example else "Da er dere i gang."
    return await go(request, "/", said)


ROUTES = [
    Route("/kom-i-gang", begin, methods=["GET"], name="begin"),
    Route("/kom-i-gang", choose, methods=["POST"], name="begin.choose"),
]
