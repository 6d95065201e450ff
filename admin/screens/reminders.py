"""Påminnelser: a calendar of what will be sent and to whom, and a coordinator's own, without names or addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, parts_of
from admin.pages import go, page
from admin.roles import MAY
from admin.views.ahead import look_ahead
from admin.views.reminders import about_one, by_day, errands_between, planned
from bot.clock import OSLO
from bot.kinds import kind_of
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Status
from bot.storage import feeds

PATH = "/paminnelser"
WEEK = timedelta(days=7)
BACK, AHEAD = timedelta(days=30), timedelta(days=90)
"""How much of the past and the future stands in a coordinator's own calendar."""
STANDS = {Status.OPEN: "ledig", Status.FILLED: "avtalt", Status.DONE: "ferdig"}


async def reminders(request: Request) -> Response:
    return await _page(request)


async def _page(request: Request, link: str = "") -> Response:
    now, user = parts_of(request).now(), login_of(request).user
    first, only = _week(request, now), _person(request)

    def look(turn: Turn) -> dict[str, Any]:
        store = turn.store
        lines = planned(turn, max(first, now), first + WEEK, only)
        about = about_one(store, only) if only is not None else None
        return {"days": by_day(lines), "one": about, "held": store.municipality_row().held}

    seen = await look_ahead(request, look)
    feed = await parts_of(request).storage.ask(lambda db: feeds.of_user(db, user.id))
    weeks = {"before": first - WEEK if first > now else None, "after": first + WEEK}
    return await page(
        request, "reminders.html", first=first, last=first + WEEK - timedelta(days=1), weeks=weeks, only=only,
        feed=feed, link=link, **seen,
    )  # fmt: skip


def _week(request: Request, now: datetime) -> datetime:
    """The first moment of the seven days that are asked for; from today, when none are."""
    today = now.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        asked = datetime.strptime(request.query_params.get("fra", ""), "%Y-%m-%d").replace(tzinfo=OSLO)
    except ValueError:
        return today
    return asked if abs(asked - today) < timedelta(days=3660) else today


def _person(request: Request) -> PersonId | None:
    asked = request.query_params.get("hvem", "")
    return PersonId(int(asked)) if asked.isdecimal() and len(asked) < 9 else None


async def make_feed(request: Request) -> Response:
    """The address is shown once: only its hash is kept."""
    user, now = login_of(request).user, parts_of(request).real_now()
    secret = await parts_of(request).storage.write(lambda db: feeds.make(db, user.id, now))
    return await _page(request, f"{parts_of(request).public_url}/kalender/{secret}.ics")


async def end_feed(request: Request) -> Response:
    user = login_of(request).user
    await parts_of(request).storage.write(lambda db: feeds.end(db, user.id))
    return await go(request, PATH, "Adressen virker ikke lenger.")


async def feed(request: Request) -> Response:
    """What a calendar program asks for by itself.  Whoever has the address learns when, and nothing of whom."""
    secret, parts = request.path_params["secret"], parts_of(request)
    found = await parts.storage.ask(lambda db: feeds.owner(db, secret))
    if found is None or found[1] not in MAY["reminders"]:
        raise HTTPException(404)
    now, real_now = parts.now(), parts.real_now()
    await parts.storage.write(lambda db: feeds.used(db, secret, real_now))
    errands = await parts.system.read(found[0], lambda store: errands_between(store, now - BACK, now + AHEAD))
    content = calendar(errands, parts.public_url, int(found[0]), now)
    return Response(content, media_type="text/calendar; charset=utf-8")


def calendar(errands: list[Errand], address: str, town: int, now: datetime) -> bytes:
    # Imported when it is needed: it takes longer to load than the rest of the panel.
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Handslag//handslag//NO")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Håndslag")
    for one in errands:
        event = Event()
        event.add("uid", f"{town}-{one.id}@handslag")
        event.add("dtstamp", now)
        event.add("dtstart", one.starts)
        event.add("dtend", one.ends)
        event.add("summary", f"{kind_of(one.kind).name} ({STANDS[one.status]})")
        event.add("url", f"{address}/oppgaver/{one.id}")
        made.add_component(event)
    return bytes(made.to_ical())


ROUTES = [
    Route(PATH, reminders, methods=["GET"], name="reminders"),
    Route(f"{PATH}/kalender", make_feed, methods=["POST"], name="reminders.make_feed"),
    Route(f"{PATH}/kalender/bort", end_feed, methods=["POST"], name="reminders.end_feed"),
    Route("/kalender/{secret}.ics", feed, methods=["GET"], name="reminders.feed"),
]
