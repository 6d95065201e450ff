"""Pages: a template with the menu and the messages around it, whole or as the piece a page asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin.auth import login_of, municipality_of, parts_of
from admin.menu import Menu, counts, menu_for
from admin.nynorsk import Nynorsk
from admin.roles import MAY
from admin.trail import SENTENCES
from admin.undoing import TELLS
from admin.words import FILTERS
from bot.storage import accounts
from bot.storage.accounts import Login
from bot.storage.undoing import Undo

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(language: str = "nb") -> Environment:
    """What makes a page of a template."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[Nynorsk] if language == "nn" else [],
    )
    made.filters.update(FILTERS)
    made.globals["language"] = language
    return made


def render(template: str, language: str = "nb", /, **context: Any) -> str:
    return environment(language).get_template(template).render(context)


async def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page for someone who is logged in; only its main part when the page itself asked for it."""
    login = login_of(request)
    partial = "hx-request" in request.headers
    beside, flash, last = (dict[str, int](), None, None) if partial else await _around(request, login)
    now = parts_of(request).now()
    body = render(
        template,
        layout="piece.html" if partial else "page.html",
        asset=request.app.state.assets.url,
        user=login.user,
        may_open=lambda route: login.user.role in MAY[route],
        menu=_menu(request, login, beside, request.url.path),
        path=request.url.path,
        flash=flash,
        undo=last,
        undone=_undone(last) if last else "",
        undo_holds=last is not None and last.what in TELLS,
        undo_seconds=round((last.until - now).total_seconds()) if last else 0,
        now=now,
        **context,
    )
    return HTMLResponse(body, status, headers={"Vary": "HX-Request"})


def _undone(last: Undo) -> str:
    """What may be taken back, in the log's words: by then one may be on quite another page."""
    errand = "en oppgave" if last.errand is None else f"oppgave {last.errand}"
    return f"Du {SENTENCES[last.what].format(errand=errand, person='noen')}."


def _menu(request: Request, login: Login, beside: Mapping[str, int], path: str) -> Menu:
    """Whoever has no municipality yet is sent to choose one from every line of it."""
    if login.user.municipality is None:
        return Menu()
    return menu_for(login.user.role, request.app.state.routes, beside, path)


async def menu_alone(request: Request, path: str) -> HTMLResponse:
    """The menu of a page, with how much waits now."""
    login = login_of(request)
    waiting = await parts_of(request).system.read(municipality_of(request), counts)
    return HTMLResponse(render("menu.html", menu=_menu(request, login, waiting, path), path=path))


async def _around(
    request: Request, login: Login
) -> tuple[Mapping[str, int], dict[str, str] | None, Undo | None]:
    """How much waits, what was said after the last act, and that act while it may be taken back."""
    storage, user = parts_of(request).storage, login.user
    if login.flash:
        await storage.write(lambda db: accounts.say_next(db, login.look_up, None))
    if user.municipality is None:
        return {}, login.flash, None
    now = parts_of(request).now()
    waiting, last = await parts_of(request).system.read(
        user.municipality, lambda store: (counts(store), store.last_undo(user.id, now))
    )
    return waiting, login.flash, last


def open_page(
    request: Request, template: str, status: int = 200, *, language: str = "nb", **context: Any
) -> HTMLResponse:
    """A page for anyone, in the municipality's own language: no menu, no name."""
    language = "nn" if language == "nn" else "nb"
    asset = request.app.state.assets.url
    return HTMLResponse(render(template, language, layout="outside.html", asset=asset, **context), status)


def attachment(content: bytes | str, name: str, media_type: str) -> Response:
    """A file to be kept, under that name."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def go(request: Request, path: str, said: str = "", tone: str = "success") -> Response:
    """After something was done: to the page that shows it, with a sentence at the top.  No names in it."""
    if said:
        words, look_up = {"text": said, "tone": tone}, login_of(request).look_up
        await parts_of(request).storage.write(lambda db: accounts.say_next(db, look_up, words))
    return RedirectResponse(path, 303)
