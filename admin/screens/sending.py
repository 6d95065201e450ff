"""Utsending: what waits to be sent, a button that stops all of it, and the second look at what goes to many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.pages import go, page
from admin.trail import each
from admin.undoing import act_undoably
from admin.views.naming import called
from bot.errors import NotFound
from bot.life import holding
from bot.life.lateness import LATE
from bot.life.turn import Turn
from bot.model import Note, PersonId
from bot.storage.post import Message
from bot.storage.store import Store

MOST, SAMPLE = 100, 5
MOST_LATE, LATE_SHOWN_FOR = 20, timedelta(days=1)
TOO_LATE = "For sent: meldingen er sendt."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that has not left.  ``at`` is None when it waits for a human."""

    id: int
    name: str
    text: str
    at: datetime | None
    wanted: datetime | None
    """When it was to leave, if it is late."""


@dataclass(frozen=True, slots=True)
class Late:
    """A message that left, and when it should have."""

    name: str
    wanted: datetime
    left: datetime


@dataclass(frozen=True, slots=True)
class Mass:
    """What one act would send to many: how many there are, who some of them are, and what one of them reads."""

    matter: int
    many: int
    names: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows.  ``held`` is why nothing is sent, or empty."""

    held: str
    masses: Sequence[Mass]
    waiting: Sequence[Waiting]
    more: bool
    late: Sequence[Late]


async def sending(request: Request) -> Response:
    now = parts_of(request).now()
    shown = await parts_of(request).system.read(municipality_of(request), lambda store: _shown(store, now))
    return await page(request, "sending.html", shown=shown)


def _shown(store: Store, now: datetime) -> Shown:
    held, found = store.municipality_row().held, store.waiting_messages(MOST + 1)
    staged = {matter.id: store.queued_about(matter.id) for matter in store.matters("mass")}
    late = store.left_late(now - LATE_SHOWN_FOR, MOST_LATE)
    people = {m.person for messages in (found, *staged.values()) for m in messages} | {one.person for one in late}
    names = called(store, [who for who in people if who is not None])
    masses = [_mass(which, messages, names) for which, messages in staged.items() if messages]
    waiting = [_waiting(message, names, held, now) for message in found[:MOST] if message.not_before < holding.NOT_YET]
    left = [Late(_name(one, names), datetime.fromisoformat(one.data["wanted"]), one.at) for one in late]
    return Shown(held, masses, waiting, len(found) > MOST, left)


def _mass(which: int, messages: Sequence[Message], names: Mapping[PersonId, str]) -> Mass:
    to = list(dict.fromkeys(_name(message, names) for message in messages))
    return Mass(which, len({message.person for message in messages}), to[:SAMPLE], messages[0].text)


def _waiting(message: Message, names: Mapping[PersonId, str], held: str, now: datetime) -> Waiting:
    goes_by_itself = not held and message.not_before > now
    wanted = message.owed or message.not_before
    late = wanted if not held and now - wanted > LATE else None
    at = message.not_before if goes_by_itself else None
    return Waiting(message.id, _name(message, names), message.text, at, late)


def _name(message: Message | Note, names: Mapping[PersonId, str]) -> str:
    return names.get(message.person, "Vakttelefonen") if message.person is not None else "Vakttelefonen"


async def _act(request: Request, job: Callable[[Turn], object]) -> None:
    await parts_of(request).system.act(municipality_of(request), job)


def _mass_matter(turn: Turn, which: int) -> int:
    if turn.store.matter(which).kind != "mass":
        raise NotFound("mass")
    return which


def _of_each(
    request: Request, which: int, act: Callable[[Turn, int, int], object], what: str
) -> Callable[[Turn], None]:
    """It is done to all that waits for one look, and the log has a line for each whom it was to."""
    by, at = login_of(request).user.id, parts_of(request).real_now()

    def job(turn: Turn) -> None:
        people = {message.person for message in turn.store.queued_about(_mass_matter(turn, which))}
        act(turn, which, by)
        each(turn, by, at, what, sorted(who for who in people if who is not None))

    return job


async def stop(request: Request) -> Response:
    await _act(request, lambda turn: holding.hold(turn, "stopped"))
    return await go(request, "/utsending", "Ingenting sendes før du starter igjen.", "warning")


async def start(request: Request) -> Response:
    await _act(request, holding.release)
    return await go(request, "/utsending", "Utsendingen er i gang igjen.")


async def send(request: Request) -> Response:
    which = request.path_params["matter"]
    await act_undoably(request, "sending.send", _of_each(request, which, holding.send, "sending.sent"))
    return await go(request, "/utsending", "Meldingene sendes nå.")


async def drop(request: Request) -> Response:
    which = request.path_params["matter"]
    await act_undoably(request, "sending.drop", _of_each(request, which, holding.drop, "sending.dropped"))
    return await go(request, "/utsending", "Meldingene blir ikke sendt.")


async def take_back(request: Request) -> Response:
    which = request.path_params["message"]

    def job(turn: Turn) -> bool:
        return holding.take_back(turn, turn.store.message(which))

    taken = await act_undoably(request, "sending.take_back", job)
    return await go(request, "/utsending", "Meldingen blir ikke sendt." if taken else TOO_LATE,
                    "success" if taken else "warning")  # fmt: skip


ROUTES = [
    Route("/utsending", sending, methods=["GET"], name="sending"),
    Route("/utsending/stans", stop, methods=["POST"], name="sending.stop"),
    Route("/utsending/start", start, methods=["POST"], name="sending.start"),
    Route("/utsending/mange/{matter:int}/send", send, methods=["POST"], name="sending.send"),
    Route("/utsending/mange/{matter:int}/dropp", drop, methods=["POST"], name="sending.drop"),
    Route("/utsending/{message:int}/dropp", take_back, methods=["POST"], name="sending.take_back"),
]
