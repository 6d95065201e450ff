"""Utsett på grunn av været: ice and snow move every errand of a day someone must go out for, after a second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, parts_of
from admin.forms import Fields, read_form
from admin.pages import go, page
from admin.trail import each
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.errands import title
from admin.words import local_day
from bot import desk
from bot.clock import OSLO
from bot.errors import Refused
from bot.kinds import kind_of
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, Status
from bot.storage.store import Store
from bot.when import write_day

PATH = "/oppgaver/ute"
AHEAD = 7
"""So many days it can be moved."""


class Moved(Fields):
    """Which, and to what day."""

    to: date
    chosen: tuple[int, ...] = ()


TOLD = {"to": "Velg en dag.", "chosen": "Velg minst én oppgave."}


@dataclass(frozen=True, slots=True)
class Line:
    """An errand that can be moved.  ``on``: whether it is ticked.  ``text``: what its volunteer will read, if it is."""

    id: ErrandId
    starts: datetime
    what: str
    whom: str
    on: bool
    text: str


def _day(typed: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return otherwise


async def outdoors(request: Request) -> Response:
    """The errands of a day; when some are chosen, what will be sent, and the button that does it."""
    asked, now = request.query_params, parts_of(request).now()
    today = local_day(now)
    day = _day(asked.get("dag", ""), today)
    to = _day(asked.get("til", ""), day + timedelta(days=1))
    chosen = frozenset(int(one) for one in asked.getlist("valgt") if one.isdecimal())

    def look(turn: Turn) -> list[Line]:
        return [_line(turn, one, to, chosen) for one in _outdoors(turn.store, day, now)]

    lines = await look_ahead(request, look)
    days = [day + timedelta(days=n) for n in range(1, AHEAD + 1)]
    near = ((today, "I dag"), (today + timedelta(days=1), "I morgen"))
    return await page(
        request, "outdoors.html", lines=lines, day=day, to=to, looked=bool(chosen),
        chosen=[one for one in lines if one.id in chosen], said_day=write_day(day), said_to=write_day(to),
        days=[(one.isoformat(), write_day(one)) for one in days], near=[(one.isoformat(), said) for one, said in near],
    )  # fmt: skip


def _outdoors(store: Store, day: date, now: datetime) -> Sequence[Errand]:
    """Those that are still to begin on that day, at somebody's home or out of doors."""
    begins = datetime.combine(day, time(), OSLO)
    coming = store.errands(Status.OPEN, Status.FILLED, since=max(begins, now))
    ends = begins + timedelta(days=1)
    return [one for one in coming if one.starts < ends and kind_of(one.kind).needs_travel and not one.postponed]


def _line(turn: Turn, one: Errand, to: date, chosen: frozenset[int]) -> Line:
    helpers = [visit.volunteer for visit in turn.store.visits_of(one.id) if visit.active]
    whom = ", ".join(turn.store.person(who).name for who in helpers)
    on = one.id in chosen if chosen else one.places == 1
    moved = replace(one, starts=desk.on_day(one, to))
    text = desk.foresee_change(turn, one, moved).text if one.id in chosen else ""
    return Line(one.id, one.starts, title(one), whom, on, text)


async def move(request: Request) -> Response:
    form = await read_form(request, Moved, TOLD)
    if form.read is None or not form.read.chosen:
        return await go(request, PATH, form.wrong.get("to", TOLD["chosen"]), "warning")
    to, which = form.read.to, [ErrandId(one) for one in form.read.chosen]
    by, at = login_of(request).user.id, parts_of(request).real_now()

    def job(turn: Turn) -> int:
        moved = desk.move_to_day(turn, which, to)
        each(turn, by, at, "outdoors.moved", errands=moved)
        return len(moved)

    try:
        moved = await act_undoably(request, "outdoors.move", job)
    except Refused as why:
        return await go(request, PATH, str(why), "warning")
    many = "En oppgave" if moved == 1 else f"{moved} oppgaver"
    return await go(request, "/oppgaver", f"{many} er flyttet til {write_day(to)}. Alle det gjelder, får beskjed.")


ROUTES = [
    Route(PATH, outdoors, methods=["GET"], name="outdoors"),
    Route(PATH, move, methods=["POST"], name="outdoors.move"),
]
