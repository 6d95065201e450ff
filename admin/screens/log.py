"""Logg: who has looked at what and done what, as sentences, the newest first; of one person, of some days, a file."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin import sheets, trail
from admin.auth import login_of, municipality_of, parts_of
from admin.pages import attachment, page
from admin.views import log as views
from admin.views.paging import LINES, pager_for
from bot.life.turn import Turn
from bot.storage.store import Store

MOST = 20_000
"""So many lines in one file; who needs more asks for some days at a time."""
HEADS = ("Når", "Hvem", "Hva")
MORE = "Det finnes eldre linjer enn disse. Velg noen dager om gangen for å få med alle."


async def log(request: Request) -> Response:
    now = parts_of(request).now()

    def ask(store: Store) -> dict[str, Any]:
        query = views.read_query(store, request.query_params, now)
        total, about = store.count_access(query.asked), query.asked.about
        after = (pager_for(request, total).number - 1) * LINES
        tone, words = views.guarded(store.log_checked())
        return {
            "query": query, "total": total, "users": store.user_names(), "tone": tone, "guarded": words,
            "lines": views.lines(store, store.access_lines(query.asked, most=LINES, after=after)),
            "name": views.names_in(store, {about}).get(about, ""),
        }  # fmt: skip

    seen = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(request, "log.html", pager=pager_for(request, seen["total"]), **seen)


async def take_out(request: Request) -> Response:
    """The lines that are asked for.  That they were taken out, and about whom, is in the log before anyone has them."""
    parts, now, by = parts_of(request), parts_of(request).now(), login_of(request).user.id
    at = parts.real_now()
    async with request.form(max_files=0, max_fields=20) as sent:
        given = {name: value for name, value in sent.items() if isinstance(value, str)}

    def act(turn: Turn) -> list[tuple[str, ...]]:
        query = views.read_query(turn.store, given, now)
        seen = turn.store.access_lines(query.asked, most=MOST, after=0)
        lines = views.lines(turn.store, seen)
        rows: list[tuple[str, ...]] = [(views.written(line.at), line.who, line.what) for line in lines]
        if query.asked.about is not None:
            trail.each(turn, by, at, "log.taken_out", [query.asked.about])
        return rows + ([(MORE, "", "")] if len(seen) == MOST else [])

    rows = await parts.system.act(municipality_of(request), act)
    return attachment(sheets.write_csv(HEADS, rows), f"logg-{now:%Y-%m-%d}.csv", sheets.CSV)


ROUTES = [
    Route("/logg", log, methods=["GET"], name="log"),
    Route("/logg/fil", take_out, methods=["POST"], name="log.take_out"),
]
