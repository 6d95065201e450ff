"""Fast besøksvenn: two people who keep meeting, tried out first, with a substitute, breaks, and an end with care."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Chosen, Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.days import read_day
from admin.views.decided import ANSWER, stopped_by
from admin.views.errand_form import USUAL, lengths
from admin.views.friends import Choices, ready
from admin.views.people import by_name
from admin.views.starting import read_start
from bot import desk
from bot.errors import Refused
from bot.life.recurring import EVERY
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.store import Store

OFTEN = (("weekly", "Hver uke"), ("biweekly", "Annenhver uke"))


class Made(Fields):
    """Who, how often, from when; and when the first visit is tried."""

    recipient: int
    volunteer: int
    often: Annotated[str, Field(pattern="weekly|biweekly")] = "weekly"
    when: Annotated[str, Field(min_length=1, max_length=200)]
    minutes: Annotated[int, Field(ge=5, le=1440)] = USUAL
    trial: Annotated[str, Field(max_length=200)] = ""
    along: str = ""
    substitute: Chosen = None


class Changed(Fields):
    """One thing that is done about it."""

    until: Annotated[str, Field(max_length=100)] = ""
    substitute: Chosen = None
    how: str = ""


TOLD = {
    "recipient": "Velg hvem som får besøk.",
    "volunteer": "Velg hvem som kommer.",
    "often": "Velg hvor ofte.",
    "when": "Skriv første faste gang, for eksempel torsdag kl. 12.",
    "minutes": "Velg hvor lenge det varer.",
    "trial": "Skriv når prøvebesøket er, for eksempel tirsdag kl. 12.",
    "substitute": "Velg en vikar.",
    "decided": ANSWER,
    "until": "Skriv en dag fram i tid, for eksempel 1. februar.",
}


async def new(request: Request) -> Response:
    typed = {"recipient": request.query_params.get("innbygger", ""), "minutes": str(USUAL), "often": "weekly"}
    return await _show(request, Form[Made](typed | {"volunteer": request.query_params.get("frivillig", "")}))


async def _show(request: Request, form: Form[Made], status: int = 200, *, ours: bool = False) -> Response:
    def ask(store: Store) -> tuple[Choices, Choices]:
        helped = sorted(store.recipient_choices(), key=lambda one: by_name(one[1]))
        return [(str(who), f"{name}, {place}" if place else name) for who, name, place in helped if name], ready(store)

    recipients, volunteers = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "friend_form.html", status, form=form, recipients=recipients, volunteers=volunteers,
        lengths=lengths(form), often=OFTEN, ours=ours,
    )  # fmt: skip


async def make(request: Request) -> Response:
    form, now, by = await read_form(request, Made, TOLD), parts_of(request).now(), login_of(request).user.id
    first, tried = read_start(form.value("when"), now), read_start(form.value("trial"), now)
    if first.trouble:
        form.wrong["when"] = first.trouble
    if form.value("trial") and tried.trouble:
        form.wrong["trial"] = tried.trouble
    if stopped_by(form):
        form.wrong.clear()
        return await _show(request, form, 422, ours=True)
    if form.read is not None and first.at is not None and not form.wrong:
        read, at = form.read, first.at

        def pair(turn: Turn) -> None:
            desk.pair(
                turn, volunteer=PersonId(read.volunteer), recipient=PersonId(read.recipient), starts=at,
                minutes=read.minutes, weeks=EVERY[read.often], trial=tried.at, along=bool(read.along), by=by,
                substitute=None if read.substitute is None else PersonId(read.substitute),
            )  # fmt: skip

        try:
            await act_undoably(request, "friends.make", pair)
            return await go(request, f"/innbyggere/{read.recipient}", "Lagret. Begge får beskjed.")
        except Refused as why:
            form.wrong["volunteer"] = str(why)
    form.wrong = {name: form.wrong[name] for name in TOLD if name in form.wrong}
    return await _show(request, form, 422)


async def pause(request: Request) -> Response:
    form, now = await read_form(request, Changed, TOLD), parts_of(request).now()
    typed = form.value("until")
    until: date | None = read_day(typed, now) if typed else None
    if typed and until is None:
        return await _back(request, TOLD["until"], "warning")
    return await _do(
        request, "friends.pause", lambda turn, which: desk.pause_pairing(turn, which, until), "Besøkene har pause."
    )


async def go_on(request: Request) -> Response:
    return await _do(request, "friends.go_on", desk.go_on, "Besøkene begynner igjen.")


async def substitute(request: Request) -> Response:
    form = await read_form(request, Changed, TOLD)
    who = PersonId(form.read.substitute) if form.read and form.read.substitute is not None else None
    return await _do(
        request, "friends.substitute", lambda turn, which: desk.set_substitute(turn, which, who), "Vikaren er lagret."
    )


async def end(request: Request) -> Response:
    quietly = (await read_form(request, Changed, TOLD)).value("how") == "quietly"
    alone = "Avsluttet. Roboten skriver ikke til noen. Ring dem som skal vite det."
    said = alone if quietly else "Avsluttet, og begge får beskjed."
    return await _do(
        request, "friends.end", lambda turn, which: desk.end_pairing(turn, which, quietly=quietly), said
    )


async def _do(request: Request, name: str, what: Callable[[Turn, int], None], said: str) -> Response:
    which = request.path_params["pairing"]
    try:
        await act_undoably(request, name, lambda turn: what(turn, which))
    except Refused as why:
        return await _back(request, str(why), "warning")
    return await _back(request, said)


async def _back(request: Request, said: str, tone: str = "success") -> Response:
    """To the card of the one who gets visits."""
    which = request.path_params["pairing"]
    one = await parts_of(request).system.read(municipality_of(request), lambda store: store.pairing(which))
    return await go(request, f"/innbyggere/{one.recipient}#besoksvenn", said, tone)


ROUTES = [
    Route("/besoksvenner/ny", new, methods=["GET"], name="friends.new"),
    Route("/besoksvenner/ny", make, methods=["POST"], name="friends.make"),
    Route("/besoksvenner/{pairing:int}/pause", pause, methods=["POST"], name="friends.pause"),
    Route("/besoksvenner/{pairing:int}/igjen", go_on, methods=["POST"], name="friends.go_on"),
    Route("/besoksvenner/{pairing:int}/vikar", substitute, methods=["POST"], name="friends.substitute"),
    Route("/besoksvenner/{pairing:int}/avslutt", end, methods=["POST"], name="friends.end"),
]
