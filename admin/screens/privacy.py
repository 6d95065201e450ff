"""Innsyn og sletting: all that is kept about one person, to take home or to erase, and what is taken away by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import attachment, go, page, render
from admin.views import privacy as views
from admin.views.naming import called
from bot import desk
from bot.errors import NotFound, Refused
from bot.life import keeping
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.store import Store
from bot.storage.trail import Asked

NEXT = timedelta(days=30)
"""So far ahead the page says what will be taken away."""
TAKEN_OUT_WITHIN = timedelta(days=1)
"""So long before an erasure all must have been taken out for the archive."""


class Archived(Fields):
    """Whether anything of it belongs in the archive."""

    archived: Literal["taken", "nothing"]


TOLD = {"archived": "Velg om noe av dette skal i arkivet."}
FIRST = "Ta ut alt først, og legg det i arkivet. Etterpå har du ett døgn på deg til å slette."


def who(request: Request) -> PersonId:
    return PersonId(request.path_params["person"])


def present(store: Store, which: PersonId) -> str:
    """What someone is called who is here and has not been erased."""
    if store.erased(which) or not (names := called(store, [which])):
        raise NotFound("person")
    return names[which]


async def privacy(request: Request) -> Response:
    query, now = request.query_params.get("q", "").strip(), parts_of(request).now()
    one = request.query_params.get("person", "")
    searched = bool(query or one)

    def ask(store: Store) -> dict[str, Any]:
        set_up = store.set_up()
        found = views.lines(store, [PersonId(int(one))]) if one.isdecimal() else views.found(store, query)
        return {
            "found": found, "kept": views.kept_for(set_up, {} if searched else keeping.due(store, now, NEXT)),
            "last": views.last_tidied(set_up, now), "most": views.MOST,
        }  # fmt: skip

    seen = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(request, "privacy.html", query=query, searched=searched, left=views.LEFT, **seen)


async def take_out(request: Request) -> Response:
    """A file with a page to read and everything as data.  Its name says nothing of whose it is."""
    now = parts_of(request).now()

    def ask(store: Store) -> tuple[str, dict[str, list[dict[str, Any]]], list[dict[str, Any]], str]:
        name, rows = present(store, who(request)), store.all_about(who(request))
        return name, rows, views.sections(store, rows), store.municipality_row().spoken

    name, rows, shown, town = await parts_of(request).system.read(municipality_of(request), ask)
    text = render("privacy_copy.html", name=name, town=town, now=now, sections=shown)
    return attachment(views.archive(text, rows, town, now), f"innsyn-{who(request)}.zip", "application/zip")


async def leaving(request: Request) -> Response:
    return await _leaving(request, Form[Archived]())


async def _leaving(request: Request, form: Form[Archived], status: int = 200) -> Response:
    def ask(store: Store) -> tuple[str, int]:
        return present(store, who(request)), len(store.visits_by(who(request)))

    name, coming = await parts_of(request).system.read(municipality_of(request), ask)
    shown = {"form": form, "person": who(request), "name": name, "coming": coming, "left": views.LEFT}
    return await page(request, "privacy_erase.html", status, **shown)


async def erase(request: Request) -> Response:
    parts, form = parts_of(request), await read_form(request, Archived, TOLD)
    if form.read is None:
        return await _leaving(request, form, 422)
    user, archived, real_now = login_of(request).user.id, form.read.archived, parts.real_now()

    def act(turn: Turn) -> None:
        present(turn.store, who(request))
        if archived == "taken" and not _taken_out(turn.store, who(request), real_now):
            raise Refused(FIRST)
        turn.note("archived", None, who(request), by=user, archived=archived)
        desk.erase(turn, who(request))

    try:
        await parts.system.act(municipality_of(request), act)
    except Refused as why:
        form.wrong["archived"] = str(why)
        return await _leaving(request, form, 422)
    return await go(request, f"/innsyn/{who(request)}/kvittering")


def _taken_out(store: Store, which: PersonId, now: datetime) -> bool:
    since = now - TAKEN_OUT_WITHIN
    lines = store.access_lines(Asked(about=which, since=since), most=1000, after=0)
    return any(line.what == "privacy.take_out" and line.person == which for line in lines)


async def receipt(request: Request) -> Response:
    """What was erased and when, to print; without the name, which is gone."""

    def ask(store: Store) -> datetime | None:
        return store.erased_at(who(request))

    at = await parts_of(request).system.read(municipality_of(request), ask)
    if at is None:
        raise HTTPException(404)
    return await page(request, "privacy_receipt.html", person=who(request), at=at, left=views.LEFT)


ROUTES = [
    Route("/innsyn", privacy, methods=["GET"], name="privacy"),
    Route("/innsyn/{person:int}", take_out, methods=["POST"], name="privacy.take_out"),
    Route("/innsyn/{person:int}/slett", leaving, methods=["GET"], name="privacy.leaving"),
    Route("/innsyn/{person:int}/slett", erase, methods=["POST"], name="privacy.erase"),
    Route("/innsyn/{person:int}/kvittering", receipt, methods=["GET"], name="privacy.receipt"),
]
