"""Prøv samtalen: simulated telephones side by side, and a clock to move.  Nothing leaves from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of, refreshes_itself
from admin.forms import Fields, Form, read_form
from admin.pages import attachment, go, page
from admin.stage import Stage, has_simulated_chats
from admin.views import golden, phones
from admin.views.phones import Phone
from bot.errors import NotFound, Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.nlu import Reader
from bot.storage.store import Store

MOST = 6
"""So many telephones lie out at a time."""
AT_FIRST = 3
CHATS = 7_000
"""What the numbers of chats begin at."""
LATEST = ("sist", "De som sist fikk en melding")
JUMPS = [("time", "En time"), ("morgen", "Til i morgen kl. 9"), ("neste", "Til det neste som skjer")]


class Wanted(Fields):
    """Whose telephone to take out; an unknown one when nothing is chosen."""

    number: str = ""


class Said(Fields):
    """What is written on a telephone, or stands on the button of a message that was pressed."""

    text: Annotated[str, Field(min_length=1, max_length=1600)]
    pressed: Annotated[str, Field(pattern=r"^\d{0,9}$")] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The telephones that lie out, and whose may be taken out."""

    phones: Sequence[Phone]
    people: Sequence[tuple[str, str]]
    example: bool


async def stage_of(request: Request) -> Stage:
    parts = parts_of(request)
    return await parts.stages.of(parts.system, municipality_of(request))


async def rehearsal(request: Request) -> Response:
    return await shown(request, await stage_of(request), Form[Said]())


async def shown(request: Request, stage: Stage, form: Form[Said], status: int = 200) -> Response:
    if stage.own:
        await stage.settle()
    now, live = stage.system.clock.now(), refreshes_itself(request)
    reader = stage.system.runner.reader
    table = await stage.system.read(stage.where, lambda store: _table(store, now, reader, live))
    return await page(
        request, "rehearsal.html", status, form=form, clock=now, phones=table.phones, people=[LATEST, *table.people],
        jumps=JUMPS if await stage.may_move() else [], own=stage.own, example=table.example,
        chats=table.example and has_simulated_chats(stage.system),
    )  # fmt: skip


def _table(store: Store, now: datetime, reader: Reader, live: bool) -> Table:
    """Whose telephones may be taken out is not asked each time a page refreshes what is said on one."""
    out = _out(store)
    found = [phones.shown(store, one, now, reader) for which in out if (one := _owner(store, which))]
    return Table(found, [] if live else phones.choices(store, out), store.municipality_row().example)


def _out(store: Store) -> list[str]:
    """Which telephones lie out; at first those of whoever last got a message.  Numbers are not kept here."""
    kept: list[str] | None = store.set_up().get("phones")
    return _latest(store) if kept is None else kept


def _latest(store: Store) -> list[str]:
    return [f"p{who}" for who in store.written_to(last=AT_FIRST)]


def _owner(store: Store, which: str) -> phones.Owner | None:
    """A telephone whose owner has been erased is not there any more."""
    try:
        return phones.owner(store, which)
    except NotFound:
        return None


async def take_out(request: Request) -> Response:
    form, stage = await read_form(request, Wanted, {}), await stage_of(request)
    wanted = form.value("number")

    def lay_out(store: Store) -> list[str]:
        if wanted == LATEST[0]:
            return _latest(store)
        which = wanted or _unused(store)
        phones.owner(store, which)
        return [which, *(one for one in _out(store) if one != which)][:MOST]

    await stage.system.act(stage.where, lambda turn: turn.store.change_set_up(phones=lay_out(turn.store)))
    return await go(request, "/prov")


def _unused(store: Store) -> str:
    """A telephone nobody has written from yet."""
    out = set(_out(store))
    for n in range(1, 100):
        which = f"ny-{n}"
        if which not in out and not phones.owner(store, which).people:
            return which
    raise Refused("Alle de ukjente telefonene er i bruk.")


async def put_away(request: Request) -> Response:
    stage, which = await stage_of(request), request.path_params["phone"]

    def left(store: Store) -> list[str]:
        return [one for one in _out(store) if one != which]

    await stage.system.act(stage.where, lambda turn: turn.store.change_set_up(phones=left(turn.store)))
    return await go(request, "/prov")


async def chat(request: Request) -> Response:
    """From here on someone is written to on Telegram; the conversation there lies beside their telephone."""
    stage, which = await stage_of(request), request.path_params["phone"]

    def join(turn: Turn) -> str:
        one = phones.shown(turn.store, phones.owner(turn.store, which), turn.now, stage.system.runner.reader)
        if one.may_chat is None or not turn.town.example or not has_simulated_chats(stage.system):
            raise Refused("Her kan ikke Telegram prøves.")
        turn.store.give_address(PersonId(one.may_chat), "telegram", str(CHATS + one.may_chat))
        beside = f"t{one.may_chat}"
        out = [which, beside, *(one for one in _out(turn.store) if one not in {which, beside})]
        turn.store.change_set_up(telegram=True, phones=out[:MOST])
        return beside

    beside = await stage.system.act(stage.where, join)
    await stage.system.look_around()
    return await go(request, f"/prov#phone-{beside}")


async def say(request: Request) -> Response:
    """What is typed goes the same way as an SMS from that number."""
    form = await read_form(request, Said, {"text": "Skriv noe først, høyst 1600 tegn.", "pressed": "Trykk på nytt."})
    stage, which = await stage_of(request), request.path_params["phone"]
    one = await stage.system.read(stage.where, lambda store: phones.owner(store, which))
    if form.read is None:
        form.wrong = {f"say-{which}": words for words in form.wrong.values()}
        return await shown(request, stage, form, 422)
    await _keep_out(stage, which)
    await stage.hear(one.number, form.read.text, one.channel, form.read.pressed)
    return await go(request, f"/prov#phone-{which}")


async def _keep_out(stage: Stage, which: str) -> None:
    """A telephone someone writes on stays out, though others get messages after it."""
    kept = await stage.system.read(stage.where, lambda store: store.set_up().get("phones"))
    if kept is None:
        await stage.system.act(stage.where, lambda turn: turn.store.change_set_up(phones=_out(turn.store)))


async def forward(request: Request) -> Response:
    """Move the clock; what falls due on the way happens at its own time."""
    async with request.form() as sent:
        by = sent.get("by")
    stage = await stage_of(request)
    if not await stage.may_move():
        raise Refused("Klokka kan bare flyttes i en eksempelkommune.")
    if by == "neste":
        happened = await stage.to_next()
        return await go(request, "/prov", "" if happened else "Det skjer ingenting mer av seg selv.", "info")
    await stage.forward(stage.tomorrow() if by == "morgen" else stage.system.clock.now() + timedelta(hours=1))
    return await go(request, "/prov")


async def as_test(request: Request) -> Response:
    """What has been played, as a text the tests can play again; never where anyone in it may be real."""
    stage = await stage_of(request)

    def write(store: Store) -> str:
        if not store.municipality_row().example:
            raise Refused("Bare en samtale i en eksempelkommune kan lagres. Her kan noen være virkelige.")
        return golden.written(store, [one for which in _out(store) if (one := _owner(store, which))])

    text = await stage.system.read(stage.where, write)
    if not text:
        return await go(request, "/prov", "Skriv noe på en av telefonene først.", "info")
    return attachment(text, "samtale.txt", "text/plain")


async def again(request: Request) -> Response:
    """Begin anew, where the rehearsal has a municipality of its own."""
    if not (await stage_of(request)).own:
        raise Refused("Dette er kommunens egne data, og de kan ikke begynne på nytt.")
    await parts_of(request).stages.again(municipality_of(request))
    return await go(request, "/prov", "Eksempelkommunen er ny igjen.")


ROUTES = [
    Route("/prov", rehearsal, methods=["GET"], name="rehearsal"),
    Route("/prov", take_out, methods=["POST"], name="rehearsal.take_out"),
    Route("/prov/klokke", forward, methods=["POST"], name="rehearsal.forward"),
    Route("/prov/samtale.txt", as_test, methods=["GET"], name="rehearsal.as_test"),
    Route("/prov/nytt", again, methods=["POST"], name="rehearsal.again"),
    Route("/prov/{phone}", say, methods=["POST"], name="rehearsal.say"),
    Route("/prov/{phone}/telegram", chat, methods=["POST"], name="rehearsal.chat"),
    Route("/prov/{phone}/legg-bort", put_away, methods=["POST"], name="rehearsal.put_away"),
]
