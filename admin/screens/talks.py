"""Samtaler: read any talk, take it over in one act, answer, and hand it back to the robot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.views.bubbles import Bubble, bubbles
from admin.views.naming import called
from admin.views.paging import LINES, Pager, Tab, pager_for
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.overview import TalkLine
from bot.storage.store import Store

CANNED = (
    "Takk for at du sier fra. Jeg ringer deg i dag.",
    "Takk! Jeg finner ut av det og skriver til deg.",
    "Det går helt fint. Takk for at du ga beskjed!",
)
CARDS = {"volunteer": "/frivillige", "recipient": "/innbyggere"}
SHORT = 60
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
class Line:
    """One line of the list."""

    id: PersonId
    name: str
    last: str
    state: str
    here: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk that is open."""

    id: PersonId
    name: str
    first: str
    facts: str
    human: str
    holder: int | None
    mine: bool
    waits: bool
    """The robot has handed it over, and nobody has taken it."""
    messages: Sequence[Bubble]
    earlier: bool
    quiet: str
    hint: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows."""

    tabs: Sequence[Tab]
    people: Sequence[Line]
    pager: Pager
    talk: Talk | None


async def talks(request: Request) -> Response:
    return await _page(request, None, Form[Answer]())


async def talk(request: Request) -> Response:
    return await _page(request, _who(request), Form[Answer]())


def _who(request: Request) -> PersonId:
    return PersonId(request.path_params["person"])


async def _page(request: Request, who: PersonId | None, form: Form[Answer], status: int = 200) -> Response:
    me, most = login_of(request).user.id, 1000 if request.query_params.get("alt") else FEW

    def ask(store: Store) -> Shown:
        one = _talk(store, who, me, most) if who is not None else None
        humans, every = store.count_talks()
        tab = request.query_params.get("vis") or ("venter" if humans or not every else "alle")
        pager = pager_for(request, humans if tab == "venter" else every)
        lines = store.talk_lines(human=tab == "venter", most=LINES, after=(pager.number - 1) * LINES)
        tabs = [Tab("Hos dere", "/samtaler?vis=venter", humans, tab == "venter"),
                Tab("Alle", "/samtaler?vis=alle", every, tab != "venter")]  # fmt: skip
        return Shown(tabs, _lines(store, lines, who, me), pager, one)

    shown = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "talks.html", status, form=form, tabs=shown.tabs, people=shown.people, pager=shown.pager,
        talk=shown.talk, canned=CANNED,
    )  # fmt: skip


def _lines(store: Store, lines: Sequence[TalkLine], here: PersonId | None, me: int) -> list[Line]:
    names = called(store, [line.person for line in lines])
    unread, users = {event.person for event in store.unread()}, store.user_names()
    return [
        Line(
            line.person, names.get(line.person, line.name), _cut(line.last),
            _state(line, line.person in unread, users, me), line.person == here,
        )
        for line in lines
    ]  # fmt: skip


def _state(line: TalkLine, unread: bool, users: dict[int, str], me: int) -> str:
    if line.human_since is None:
        return "hos roboten"
    who = "venter på et menneske" if line.human is None else _holder(line.human, users, me)
    return f"{who}, ulest" if unread and line.human is not None else who


def _holder(human: int, users: dict[int, str], me: int) -> str:
    return f"hos {'deg' if human == me else users.get(human, 'en kollega')}"


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()} …"


def _talk(store: Store, who: PersonId, me: int, most: int) -> Talk:
    person, human, users = store.person(who), store.human_has(who), store.user_names()
    name, ways = called(store, [who])[who], store.ways([who])[who]
    role, holder = store.roles_of([who]).get(who, ""), human[1] if human else None
    first = person.first_name or name
    said = bubbles(store.messages_to(who, last=most + 1), store.heard_from(who, last=most + 1), first, users)
    return Talk(
        who, name, first, f"{CARDS[role]}/{who}" if role else "",
        users.get(holder, "En kollega") if holder is not None else "", holder, holder == me,
        bool(human) and holder is None,
        said[-most:], len(said) > most, _quiet(person.stopped, bool(ways), name),
        "" if "sms" in ways else "Har ikke mobil: svaret kommer på ringelista.",
    )  # fmt: skip


def _quiet(stopped: bool, reachable: bool, name: str) -> str:
    if stopped:
        return f"{name} har sagt STOPP. Vi skriver ikke, men du kan ringe."
    return "" if reachable else "Vi har ikke noe nummer å svare på."


async def take_over(request: Request) -> Response:
    who, me, form = _who(request), login_of(request).user.id, await read_form(request, From, {"instead_of": ""})
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
    who, runner = _who(request), parts_of(request).system.runner

    def job(turn: Turn) -> None:
        turn.store.person(who)
        if turn.store.human_has(who) is not None:
            desk.hand_back(turn, runner, who)

    await parts_of(request).system.act(municipality_of(request), job)
    return await go(request, f"/samtaler/{who}", "Roboten har samtalen igjen.")


async def answer(request: Request) -> Response:
    """Only whoever has the talk may answer: two who answer at once say different things."""
    who, me = _who(request), login_of(request).user.id
    told = {"text": "Skriv et svar, høyst tusen tegn."}
    form = await read_form(request, Answer, told)
    if form.read is None:
        return await _page(request, who, form, 422)
    words = form.read.text

    def job(turn: Turn) -> None:
        human = turn.store.human_has(who)
        if human is None or human[1] != me:
            raise Refused("Ta over samtalen før du svarer.")
        if turn.store.person(who).stopped or not turn.store.addresses(who):
            raise Refused("Hit kan vi ikke skrive.")
        desk.say(turn, who, words, me)

    try:
        await parts_of(request).system.act(municipality_of(request), job)
    except Refused as why:
        form.wrong["text"] = str(why)
        return await _page(request, who, form, 422)
    return await go(request, f"/samtaler/{who}#{FIELD}")


ROUTES = [
    Route("/samtaler", talks, methods=["GET"], name="talks"),
    Route("/samtaler/{person:int}", talk, methods=["GET"], name="talk"),
    Route("/samtaler/{person:int}/ta-over", take_over, methods=["POST"], name="talk.take_over"),
    Route("/samtaler/{person:int}/gi-tilbake", hand_back, methods=["POST"], name="talk.hand_back"),
    Route("/samtaler/{person:int}/svar", answer, methods=["POST"], name="talk.answer"),
]
