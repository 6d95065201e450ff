"""Oppgaver: every errand, by how it stands, found by name, kind or place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.pages import page
from admin.views.errands import standing
from admin.views.naming import ERASED
from admin.views.paging import LINES, Pager, Tab, pager_for
from bot.clock import OSLO
from bot.kinds import KINDS, ErrandKind, kind_of
from bot.model import ErrandId, Status
from bot.storage.errand_lists import ErrandLine, Helper, Sought
from bot.storage.store import Store

MOST_WORDS = 5
TABS: Mapping[str, tuple[str, tuple[Status, ...]]] = {
    "ledige": ("Ledige", (Status.OPEN,)),
    "avtalt": ("Avtalt", (Status.FILLED,)),
    "ferdige": ("Ferdige", (Status.DONE, Status.FAILED, Status.MISSED)),
    "avlyste": ("Avlyste", (Status.CANCELLED,)),
}
"""What is still to come has the soonest first; what is over, the latest."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it."""

    id: ErrandId
    starts: datetime
    what: str
    urgent: bool
    recipient: str
    place: str
    asked: int
    tone: str
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the page shows."""

    warning: str
    tabs: Sequence[Tab]
    rows: Sequence[Row]
    pager: Pager


async def errands(request: Request) -> Response:
    query, tab = request.query_params.get("q", "").strip(), request.query_params.get("vis", "ledige")
    tab = tab if tab in TABS else "ledige"
    now = parts_of(request).now()

    def ask(store: Store) -> Found:
        counts, statuses = store.errand_counts(), TABS[tab][1]
        words = _meant(store, query.casefold().split()[:MOST_WORDS])
        total = store.count_errands(statuses, words) if words else sum(counts.get(one, 0) for one in statuses)
        pager = pager_for(request, total)
        lines = store.errand_lines(
            statuses, words, newest=tab in {"ferdige", "avlyste"}, most=LINES, after=(pager.number - 1) * LINES
        )
        helpers = store.helpers([line.id for line in lines])
        rows = [_row(line, helpers.get(line.id, ())) for line in lines]
        return Found(_warning(store, now), _tabs(counts, tab, query), rows, pager)

    found = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "errands.html", warning=found.warning, tabs=found.tabs, tab=tab, query=query, rows=found.rows,
        pager=found.pager,
    )  # fmt: skip


def _meant(store: Store, words: Sequence[str]) -> list[Sought]:
    named, places = store.people_named(words), store.places() if words else ()
    return [
        Sought(
            named[word],
            frozenset(kind.code for kind in KINDS.values() if word in _said_of(kind)),
            frozenset(place for place in places if word in place.casefold()),
        )
        for word in words
    ]


def _said_of(kind: ErrandKind) -> str:
    return f"{kind.name} {kind.phrase.format(name='')}".casefold()


def _tabs(counts: Mapping[Status, int], here: str, query: str) -> list[Tab]:
    return [
        Tab(label, f"?{urlencode({'vis': name, 'q': query})}", sum(counts.get(one, 0) for one in which), name == here)
        for name, (label, which) in TABS.items()
    ]


def _row(line: ErrandLine, helpers: Sequence[Helper]) -> Row:
    tone, status = standing(line, helpers)
    what, recipient = kind_of(line.kind).name, line.recipient or ERASED
    return Row(line.id, line.starts, what, line.urgent, recipient, line.place, line.asked, tone, status)


def _warning(store: Store, now: datetime) -> str:
    """What there is least time for: today and tomorrow."""
    tomorrow = now.astimezone(OSLO).date() + timedelta(days=1)
    free = store.count_free(now, datetime.combine(tomorrow + timedelta(days=1), time(), OSLO))
    what = "En oppgave" if free == 1 else f"{free} oppgaver"
    return f"{what} i dag eller i morgen mangler frivillig." if free else ""


ROUTES = [Route("/oppgaver", errands, methods=["GET"], name="errands")]
