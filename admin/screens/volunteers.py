"""Frivillige: find anyone by name, number, place or what they like; write someone up by hand."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views import volunteers as views
from admin.views.beginners import beginners
from admin.views.paging import Cut, Tab, cut
from admin.views.pledges import how_far, must_promise
from admin.views.volunteer_form import TOLD, Typed, show, values_of
from bot import desk
from bot.clock import OSLO
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.listing import VolunteerLine
from bot.storage.store import Store


async def volunteers(request: Request) -> Response:
    query, tab = request.query_params.get("q", "").strip(), request.query_params.get("vis", "alle")
    if tab not in (*views.SORTS, views.NOT_DONE):
        tab = "alle"
    now, lately = parts_of(request).now(), parts_of(request).lately
    today = now.astimezone(OSLO).date()

    def ask(store: Store) -> tuple[list[Tab], Cut[VolunteerLine] | Cut[views.Row], Sequence[views.Row]]:
        known = lately.found("volunteers", store, now, ("people",), lambda: views.known(store))
        lines, begun = views.found(known, query), beginners(store).values()
        new = views.begun(begun, query)
        must = must_promise(store)

        def among(name: str) -> list[VolunteerLine]:
            fits = views.SORTS[name][1]
            again = must if name == views.LACK_PLEDGE else ()
            return [one for one in lines if fits(one, today) or one.id in again]

        counted = {name: (label, len(among(name))) for name, (label, _) in views.SORTS.items()}
        tabs = [
            Tab(label, f"?{urlencode({'vis': name, 'q': query})}", number, name == tab)
            for name, (label, number) in {**counted, views.NOT_DONE: ("Ikke ferdige", len(new))}.items()
        ]
        if tab == views.NOT_DONE:
            some = cut(request, new)
            return tabs, some, some.rows
        part = cut(request, among(tab))
        pledges = how_far(store, [one.id for one in part.rows]) if tab == views.LACK_PLEDGE else {}
        return tabs, part, views.rows(part.rows, store.last_helped([one.id for one in part.rows]), pledges)

    tabs, part, rows = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "volunteers.html", tabs=tabs, tab=tab, query=query, rows=rows, pager=part.pager
    )


async def new(request: Request) -> Response:
    form = Form[Typed]({"frequency": "month", "transport": "car"})
    return await show(request, form)


async def register(request: Request) -> Response:
    parts, form = parts_of(request), await read_form(request, Typed, TOLD)
    values = values_of(form, parts.now())
    if form.read is None or form.wrong:
        return await show(request, form, status=422)
    name, phone = form.read.name, form.read.phone

    def write_up(turn: Turn) -> tuple[PersonId, bool]:
        who = desk.enrol(turn, parts.system.runner, name, phone, **values)
        return who, bool(turn.store.messages_to(who, last=1))

    try:
        who, asked = await act_undoably(request, "volunteers.register", write_up)
    except Refused as why:
        form.wrong["phone"] = str(why)
        return await show(request, form, status=422)
    said = "Den frivillige er registrert og blir spurt på SMS om det stemmer." if asked else (
        "Den frivillige er registrert. Roboten sender ingen SMS, så ring og avtal en prat.")  # fmt: skip
    return await go(request, f"/frivillige/{who}", said)


ROUTES = [
    Route("/frivillige", volunteers, methods=["GET"], name="volunteers"),
    Route("/frivillige/ny", new, methods=["GET"], name="volunteers.new"),
    Route("/frivillige/ny", register, methods=["POST"], name="volunteers.register"),
]
