"""Post an errand, or change one, and see beforehand what the volunteer will read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page, render
from admin.views.errands import NOT_ASKED
from admin.views.people import by_name
from admin.views.starting import Start, read_start
from bot import desk
from bot.errors import Refused
from bot.kinds import KINDS
from bot.life.foreseeing import Foreseen
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId
from bot.sms_parts import parts as sms_parts
from bot.storage.store import Store
from bot.when import write_moment

Choices = list[tuple[str, str]]
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 360)
USUAL = 60
WEEK = timedelta(days=7)
REASONS = 4


class Changed(Fields):
    """What can be changed when an errand is out."""

    when: Annotated[str, Field(min_length=1, max_length=200)]
    minutes: Annotated[int, Field(ge=5, le=1440)] = USUAL
    details: Annotated[str, Field(max_length=600)] = ""


class Posted(Changed):
    """A new errand."""

    recipient: int
    kind: Annotated[str, Field(pattern="|".join(KINDS))]
    places: Annotated[int, Field(ge=1, le=50)] = 1
    urgent: str = ""
    ask_first: int | None = None


TOLD = {
    "recipient": "Velg hvem som skal få hjelp.",
    "kind": "Velg hva som skal gjøres.",
    "when": "Skriv når, for eksempel torsdag kl. 12.",
    "minutes": "Velg hvor lenge det varer.",
    "details": "Skriv litt kortere. Beskjeden skal få plass i en SMS eller to.",
    "places": "Skriv et antall, for eksempel 2.",
    "ask_first": "Velg en frivillig.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is shown beside the form while it is filled in."""

    when: datetime | None = None
    trouble: str = ""
    text: str = ""
    parts: int = 0
    fits: int | None = None
    asked_at: datetime | None = None
    why: tuple[str, ...] = ()
    """Why nobody suits, the commonest reasons first."""
    nobody: bool = False
    """Nobody is written to: nothing they have been told is different."""


def _seen(start: Start, foreseen: Foreseen | None, *, typed: bool = True) -> Seen:
    if foreseen is None:
        return Seen(start.at, start.trouble if typed else "")
    text = foreseen.text
    why = tuple(f"{many} {NOT_ASKED[reason]}" for reason, many in foreseen.not_asked[:REASONS] if not foreseen.fits)
    return Seen(start.at, "", text, sms_parts(text), foreseen.fits, foreseen.asked_at, why, nobody=not text)


async def new(request: Request) -> Response:
    """An empty form; for someone, or like another errand a week later."""
    like, whom = (request.query_params.get(name, "") for name in ("som", "innbygger"))
    if not like.isdecimal():
        return await _new(request, Form[Posted]({"minutes": str(USUAL), "places": "1", "recipient": whom}), Seen())
    which, now = ErrandId(int(like)), parts_of(request).now()
    before = await parts_of(request).system.read(municipality_of(request), lambda store: store.errand(which))
    starts = before.starts
    while starts <= now or starts == before.starts:
        starts += WEEK
    typed = {
        "recipient": str(before.recipient), "kind": before.kind, "when": write_moment(starts),
        "minutes": str(before.minutes), "places": str(before.places), "details": before.details,
    }  # fmt: skip
    return await _new(request, Form[Posted](typed), await _foresee(request, Form[Posted](typed)), like=which)


async def _new(
    request: Request, form: Form[Posted], seen: Seen, status: int = 200, like: ErrandId | None = None
) -> Response:
    def ask(store: Store) -> tuple[Choices, Choices]:
        helpers = store.helpers([like]).get(like, []) if like else []
        return _recipients(store), [(str(one.id), one.name) for one in helpers if one.name]

    recipients, helpers = await parts_of(request).system.read(municipality_of(request), ask)
    kinds = [(kind.code, kind.name) for kind in KINDS.values()]
    return await page(
        request, "errand_form.html", status, form=form, seen=seen, recipients=recipients, kinds=kinds,
        lengths=_lengths(form), errand=None, helpers=helpers,
    )  # fmt: skip


def _recipients(store: Store) -> Choices:
    choices = sorted(store.recipient_choices(), key=lambda one: by_name(one[1]))
    return [(str(who), f"{name}, {place}" if place else name) for who, name, place in choices if name]


def _lengths(form: Form[Any]) -> Choices:
    own = form.value("minutes")
    choices = sorted({*LENGTHS, *([int(own)] if own.isdecimal() and len(own) < 5 else [])})
    return [(str(minutes), _lasting(minutes)) for minutes in choices]


def _lasting(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    whole = f"{hours} {'time' if hours == 1 else 'timer'}"
    return f"{minutes} minutter" if not hours else f"{whole} og {left} minutter" if left else whole


async def foresee(request: Request) -> Response:
    """Only what stands beside the form, for the form to fetch while one types."""
    form = await read_form(request, Posted, TOLD)
    return HTMLResponse(render("errand_seen.html", seen=await _foresee(request, form)))


async def _foresee(request: Request, form: Form[Posted]) -> Seen:
    now = parts_of(request).now()
    start = read_start(form.value("when"), now)
    recipient, kind = form.value("recipient"), form.value("kind")
    if start.at is None or not recipient.isdecimal() or kind not in KINDS:
        return _seen(start, None, typed=bool(form.value("when")))
    starts, minutes = start.at, start.minutes or _minutes(form)

    def look(turn: Turn) -> Foreseen | None:
        whom = turn.store.recipient(PersonId(int(recipient)))
        if whom is None:
            return None
        return desk.foresee(turn, Errand(
            ErrandId(0), kind, whom.id, whom.person.name, starts, minutes, form.value("details"),
            places=_number(form.value("places")) or 1, postcode=whom.postcode, place=whom.place, created=now,
        ))  # fmt: skip

    return _seen(start, await _look(request, look))


async def _look(request: Request, job: Callable[[Turn], Foreseen | None]) -> Foreseen | None:
    """Run something that changes nothing, in a snapshot."""
    system, now = parts_of(request).system, parts_of(request).now()
    return await system.read(municipality_of(request), lambda store: job(Turn(store, now, system.runner.engine)))


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 5 else None


def _minutes(form: Form[Any]) -> int:
    return _number(form.value("minutes")) or USUAL


async def post(request: Request) -> Response:
    form = await read_form(request, Posted, TOLD)
    start = read_start(form.value("when"), parts_of(request).now())
    if start.trouble:
        form.wrong["when"] = start.trouble
    if form.value("see"):
        form.wrong.clear()
        return await _new(request, form, await _foresee(request, form))
    if form.read is not None and not await _gets_help(request, form.read.recipient):
        form.wrong["recipient"] = TOLD["recipient"]
    if form.read is not None and start.at is not None and not form.wrong:
        try:
            which = await _post(request, form.read, start.at, start.minutes)
            return await go(request, f"/oppgaver/{which}", "Oppgaven er lagt ut.")
        except Refused as why:
            form.wrong["when"] = str(why)
    return await _new(request, form, await _foresee(request, form), 422)


async def _gets_help(request: Request, who: int) -> bool:
    whom = PersonId(who)
    found = await parts_of(request).system.read(municipality_of(request), lambda store: store.recipient(whom))
    return found is not None and not found.stopped


async def _post(request: Request, new: Posted, starts: datetime, minutes: int | None) -> ErrandId:
    whom, by = PersonId(new.recipient), login_of(request).user.id

    def job(turn: Turn) -> ErrandId:
        for other in turn.store.errands_for(whom):
            if other.active and other.kind == new.kind and other.starts == starts:
                raise Refused("Den samme oppgaven er alt lagt ut. Trengs det flere, så endre antallet.")
        return desk.post(
            turn, kind=new.kind, recipient=whom, starts=starts, minutes=minutes or new.minutes, details=new.details,
            urgent=bool(new.urgent), places=new.places, by=by,
            ask_first=None if new.ask_first is None else PersonId(new.ask_first),
        )  # fmt: skip

    return await parts_of(request).system.act(municipality_of(request), job)


async def change(request: Request) -> Response:
    errand = await _errand(request)
    typed = {"when": write_moment(errand.starts), "minutes": str(errand.minutes), "details": errand.details}
    return await _change(request, errand, Form[Changed](typed), Seen(errand.starts))


async def _errand(request: Request) -> Errand:
    which = ErrandId(request.path_params["errand"])
    errand = await parts_of(request).system.read(municipality_of(request), lambda store: store.errand(which))
    if not errand.active:
        raise Refused("Oppgaven er avsluttet og kan ikke endres.")
    return errand


async def _change(request: Request, errand: Errand, form: Form[Changed], seen: Seen, status: int = 200) -> Response:
    helpers = await parts_of(request).system.read(municipality_of(request), lambda store: store.helpers([errand.id]))
    return await page(
        request, "errand_form.html", status, form=form, seen=seen, recipients=[], kinds=[], lengths=_lengths(form),
        errand={"id": errand.id, "taken": bool(helpers)}, helpers=[],
    )  # fmt: skip


async def foresee_change(request: Request) -> Response:
    form = await read_form(request, Changed, TOLD)
    return HTMLResponse(render("errand_seen.html", seen=await _foresee_change(request, await _errand(request), form)))


def _start(request: Request, errand: Errand, form: Form[Changed]) -> Start:
    """When it begins after the change; what was not touched is as it was, also when it is past."""
    typed = form.value("when")
    return Start(errand.starts) if typed == write_moment(errand.starts) else read_start(typed, parts_of(request).now())


async def _foresee_change(request: Request, errand: Errand, form: Form[Changed]) -> Seen:
    start = _start(request, errand, form)
    if start.at is None:
        return _seen(start, None)
    after = replace(
        errand, starts=start.at, minutes=start.minutes or _minutes(form), details=form.value("details")
    )
    return _seen(start, await _look(request, lambda turn: desk.foresee_change(turn, errand, after)))


async def changed(request: Request) -> Response:
    errand, form = await _errand(request), await read_form(request, Changed, TOLD)
    start = _start(request, errand, form)
    if start.trouble:
        form.wrong["when"] = start.trouble
    seen = await _foresee_change(request, errand, form)
    if form.value("see"):
        form.wrong.clear()
        return await _change(request, errand, form, seen)
    if form.read is None or form.wrong:
        return await _change(request, errand, form, seen, 422)
    new, minutes = form.read, start.minutes or form.read.minutes
    starts = None if start.at == errand.starts else start.at
    await parts_of(request).system.act(
        municipality_of(request),
        lambda turn: desk.edit(turn, errand.id, starts=starts, minutes=minutes, details=new.details),
    )
    return await go(request, f"/oppgaver/{errand.id}", "Oppgaven er endret.")


ROUTES = [
    Route("/oppgaver/ny", new, methods=["GET"], name="errand.new"),
    Route("/oppgaver/ny", post, methods=["POST"], name="errand.post"),
    Route("/oppgaver/ny/se", foresee, methods=["POST"], name="errand.foresee"),
    Route("/oppgaver/{errand:int}/endre", change, methods=["GET"], name="errand.change"),
    Route("/oppgaver/{errand:int}/endre", changed, methods=["POST"], name="errand.changed"),
    Route("/oppgaver/{errand:int}/endre/se", foresee_change, methods=["POST"], name="errand.foresee_change"),
]
