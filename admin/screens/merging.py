"""Slå sammen: two entries that are one person, found, seen side by side, and made one in one act."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views import merging as views
from admin.views.naming import called
from bot import desk
from bot.errors import NotFound, Refused
from bot.life.merging import is_there, plan
from bot.model import PersonId
from bot.storage.store import Store

DONE = "De er slått sammen. Alt om dem står på dette kortet."


class Choice(Fields):
    """The number to write to, where both have one."""

    number: str = ""


def who(request: Request) -> PersonId:
    return PersonId(request.path_params["person"])


def other(request: Request) -> PersonId:
    return PersonId(request.path_params["other"])


async def find(request: Request) -> Response:
    query = request.query_params.get("q", "").strip()

    def ask(store: Store) -> dict[str, Any]:
        if not is_there(store, who(request)):
            raise NotFound("person")
        name = called(store, [who(request)])[who(request)]
        return {"one": who(request), "name": name, "card": views.card(store, who(request)), "query": query,
                "found": views.candidates(store, who(request), query)}  # fmt: skip

    return await page(request, "merging.html", **await parts_of(request).system.read(municipality_of(request), ask))


async def look(request: Request) -> Response:
    """What each has, and what the one will have; whoever has been merged already is shown as they are now."""

    def ask(store: Store) -> str | dict[str, Any]:
        if store.became(who(request)) == other(request) or store.became(other(request)) == who(request):
            return views.card(store, store.became(who(request)) or who(request))
        done = plan(store, who(request), other(request))
        names = called(store, [done.kept, done.gone])
        first = done.will.used.get("sms", {}).get("value", "")
        return {
            "one": who(request), "other": other(request), "kept": names[done.kept], "gone": names[done.gone],
            "lines": views.beside(store, done), "happens": views.happens(store, done), "why_not": done.why_not,
            "form": Form[Choice]({"number": first}), "numbers": views.numbers(store, done),
        }  # fmt: skip

    shown = await parts_of(request).system.read(municipality_of(request), ask)
    if isinstance(shown, str):
        return RedirectResponse(shown, 303)
    return await page(request, "merge.html", **shown)


async def do(request: Request) -> Response:
    form, by = await read_form(request, Choice, {"number": "Velg et nummer."}), login_of(request).user.id
    one, two, number = who(request), other(request), form.value("number")
    try:
        kept = await act_undoably(request, "merge.do", lambda turn: desk.merge(turn, one, two, by, number))
    except Refused as why:
        return await go(request, f"/slaa-sammen/{one}/{two}", str(why), "warning")
    card = await parts_of(request).system.read(municipality_of(request), lambda store: views.card(store, kept))
    return await go(request, card, DONE)


ROUTES = [
    Route("/slaa-sammen/{person:int}", find, methods=["GET"], name="merge.find"),
    Route("/slaa-sammen/{person:int}/{other:int}", look, methods=["GET"], name="merge.look"),
    Route("/slaa-sammen/{person:int}/{other:int}", do, methods=["POST"], name="merge.do"),
]
