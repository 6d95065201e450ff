"""Samtaler: read any talk, take it over in one act, and hand it back to the robot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, M, read_form
from admin.pages import go, page
from admin.views.canned import canned
from admin.views.paging import LINES, Pager, Tab, pager_for
from admin.views.talks import AGAIN, Line, Talk, lines_of, sought, talk_with, withdrawn
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.store import Store

FIELD = "f-text"
"""Where one writes an answer: the address that ends in it puts the focus there."""
FEW = 30
"""So many of the last messages are shown at first."""


class Answer(Fields):
    """A coordinator's own words."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]


class From(Fields):
    """Whose the talk was when the button was shown."""

    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows."""

    tabs: Sequence[Tab]
    people: Sequence[Line]
    pager: Pager
    tab: str
    talk: Talk | None
    canned: Sequence[str]


async def talks(request: Request) -> Response:
    return await talk_page(request, None, Form[Answer]())


async def talk(request: Request) -> Response:
    """What was taken back, or fetched from the list of answers, stands in the field."""
    who, chosen = who_in(request), request.query_params.get("svar", "")
    back = [int(one) for one in request.query_params.getlist(AGAIN) if one.isdecimal()]

    def words(store: Store) -> str:
        answers = canned(store.set_up()) if chosen.isdecimal() else ()
        return "".join(answers[int(chosen[:3]) - 1 :][:1]) if answers else withdrawn(store, who, back)

    text = await parts_of(request).system.read(municipality_of(request), words)
    return await talk_page(request, who, Form[Answer]({"text": text}))


def who_in(request: Request) -> PersonId:
    return PersonId(request.path_params["person"])


async def talk_page(request: Request, who: PersonId | None, form: Form[M], status: int = 200) -> Response:
    me, most = login_of(request).user.id, 1000 if request.query_params.get("alt") else FEW
    query = request.query_params.get("q", "").strip()

    def ask(store: Store) -> Shown:
        one = talk_with(store, who, me, most) if who is not None else None
        humans, every = store.count_talks()
        hits = sought(store, query) if query else None
        waits = hits is None and (request.query_params.get("vis") or _first(humans, every)) == "venter"
        pager = pager_for(request, humans if waits else every if hits is None else len(hits))
        found = store.talk_lines(human=waits, most=LINES, after=(pager.number - 1) * LINES, among=hits)
        tabs = [Tab("Hos dere", "/samtaler?vis=venter", humans, waits),
                Tab("Alle", "/samtaler?vis=alle", every, not waits)]  # fmt: skip
        tab, lines = "venter" if waits else "alle", lines_of(store, found, who, me)
        return Shown(tabs, lines, pager, tab, one, canned(store.set_up()))

    shown = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "talks.html", status, form=form, tabs=shown.tabs, people=shown.people, pager=shown.pager,
        tab=shown.tab, talk=shown.talk, canned=shown.canned, query=query,
    )  # fmt: skip


def _first(humans: int, every: int) -> str:
    """Which list is shown to who has not chosen one."""
    return "venter" if humans or not every else "alle"


async def take_over(request: Request) -> Response:
    who, me, form = who_in(request), login_of(request).user.id, await read_form(request, From, {"instead_of": ""})
    had = form.read.instead_of if form.read else None

    def job(turn: Turn) -> None:
        turn.store.person(who)
        desk.take_over(turn, who, me, instead_of=had)

    try:
        await parts_of(request).system.act(municipality_of(request), job)
    except Refused as why:
        return await go(request, f"/samtaler/{who}", str(why), "warning")
    return await go(request, f"/samtaler/{who}#{FIELD}", "Du har samtalen. Roboten tier til du gir den tilbake.")


async def hand_back(request: Request) -> Response:
    """What a colleague has taken meanwhile is theirs: an old page does not set the robot on whom they write with."""
    who, me, runner = who_in(request), login_of(request).user.id, parts_of(request).system.runner

    def job(turn: Turn) -> None:
        turn.store.person(who)
        human = turn.store.human_has(who)
        if human is not None and human[1] not in (None, me):
            raise Refused("En kollega har nettopp tatt samtalen.")
        if human is not None:
            desk.hand_back(turn, runner, who)

    try:
        await parts_of(request).system.act(municipality_of(request), job)
    except Refused as why:
        return await go(request, f"/samtaler/{who}", str(why), "warning")
    return await go(request, f"/samtaler/{who}", "Roboten har samtalen igjen.")


ROUTES = [
    Route("/samtaler", talks, methods=["GET"], name="talks"),
    Route("/samtaler/{person:int}", talk, methods=["GET"], name="talk"),
    Route("/samtaler/{person:int}/ta-over", take_over, methods=["POST"], name="talk.take_over"),
    Route("/samtaler/{person:int}/gi-tilbake", hand_back, methods=["POST"], name="talk.hand_back"),
]
