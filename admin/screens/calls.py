"""Ringeliste: whom to ring, what to read aloud, and what they answered, which goes the same way as an SMS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.naming import called
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId
from bot.storage.needs import Need
from bot.storage.post import Message
from bot.storage.store import Store

YES_NO = ("JA", "NEI")
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "offer": YES_NO, "reminder": YES_NO, "changed": YES_NO, "welcome": YES_NO, "unclear": YES_NO, "check_in": YES_NO,
}  # fmt: skip
"""What can be answered with one press, by kind."""
ASKS = frozenset({*ANSWERS, "question", "which"})
"""Kinds that want an answer."""
TOLD, NO_REPLY = "told", "no_reply"
PROMISED = "Den som spurte, har fått vite at dere ringer."
ASK_CLUB = "Hør om de kan ta dette. Si først bare fornavn og sted."
DECIDED = "Det er vedtak på dette, og kommunen gjør det selv. " + PROMISED
TRIED_WITHIN, CAN_WAIT = timedelta(days=7), timedelta(days=1)


class Answered(Fields):
    """A press, or words of their own."""

    answer: Annotated[str, Field(max_length=20)] = ""
    words: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One to ring."""

    id: int
    person: PersonId | None
    name: str
    phone: str
    why: str
    text: str
    by: datetime | None
    late: bool
    answers: tuple[str, ...]
    asks: bool
    over: bool
    """It was about something that is settled: nothing to say."""
    tried: datetime | None
    wish: bool = False
    """What is to be talked about, in the words it was asked for, and not to be read aloud."""


async def calls(request: Request) -> Response:
    return await _page(request, Form[Answered]())


async def _page(request: Request, form: Form[Answered], status: int = 200) -> Response:
    now, first = parts_of(request).now(), request.query_params.get("na", "")
    listed = await parts_of(request).system.read(municipality_of(request), lambda store: _calls(store, now, first))
    return await page(request, "calls.html", status, calls=listed, form=form, first=first)


def _calls(store: Store, now: datetime, first: str) -> list[Call]:
    """Whoever is on the line first, then those not yet tried, by when it must be done; what has no time can wait."""
    read = store.to_be_read(now)
    people = {message.person for message in read if message.person is not None}
    names, ways, tried = called(store, people), store.ways(people), store.calls_tried(now - TRIED_WITHIN)
    errands, humans = store.errands_among(message.errand for message in read), store.with_humans()
    wishes = store.needs_among(message.need for message in read)
    listed = [
        _ring(one, one.person, wish, names, tried.get(one.id), now)
        for one in read if (wish := wishes.get(one.need or 0))
    ] + [
        _call(one, one.person, names, ways, errands, humans, tried.get(one.id), now)
        for one in read if one.person is not None and one.need not in wishes
    ]  # fmt: skip
    return sorted(
        listed,
        key=lambda one: (
            str(one.person) != first, one.over, one.tried is not None, one.tried or one.by or now + CAN_WAIT, one.id,
        ),
    )


def _call(
    message: Message, who: PersonId, names: Mapping[PersonId, str], ways: Mapping[PersonId, Mapping[str, str]],
    errands: Mapping[ErrandId, Errand], humans: frozenset[PersonId], tried: datetime | None, now: datetime,
) -> Call:  # fmt: skip
    errand = errands.get(message.errand) if message.errand is not None else None
    by = errand.starts if errand and not (message.reply or message.kind in {"check_in", "thanks", "solved"}) else None
    over = errand is not None and message.kind in {"offer", "reminder"} and (not errand.active or errand.starts <= now)
    return Call(
        message.id, who, names.get(who, ""), message.to, _why(message, ways.get(who, {}), who in humans), message.text,
        by, by is not None and by <= now, () if over else ANSWERS.get(message.kind, ()),
        message.kind in ASKS and not over, over, tried,
    )  # fmt: skip


def _ring(
    message: Message, who: PersonId | None, wish: Need, names: Mapping[PersonId, str], tried: datetime | None,
    now: datetime,
) -> Call:  # fmt: skip
    """Whoever asked for help has been told by when we ring; of a club it is heard whether it can help."""
    name, why = wish.given_to, DECIDED if wish.decided else PROMISED
    if who is not None:
        name = names.get(who, "")
    else:
        why = f"{ASK_CLUB} {message.text.partition('. ')[2]}".strip()
    return Call(
        message.id, who, name, message.to, why, wish.words, wish.promised,
        wish.promised is not None and wish.promised <= now, (), False, not wish.words, tried, wish=True,
    )  # fmt: skip


def _why(message: Message, ways: Mapping[str, str], human: bool) -> str:
    if message.reply:
        return "Svaret fra roboten."
    if "sms" not in ways:
        return "Har ikke mobil, eller SMS kommer ikke fram."
    if human:
        return "Roboten skriver ikke mens dere har samtalen."
    unanswered = {"reminder": "Har ikke svart på påminnelsen.", "check_in": "Har ikke svart på hvordan det gikk."}
    return unanswered.get(message.kind, "SMS kom ikke fram.")


async def answered(request: Request) -> Response:
    which = request.path_params["message"]
    form = await read_form(request, Answered, {"answer": "Velg et svar.", "words": "Skriv litt kortere."})
    if form.read is None or not (form.read.answer or form.read.words):
        form.wrong = {f"said-{which}": form.error("words") or "Skriv hva som ble sagt, eller trykk på et svar."}
        return await _page(request, form, 422)
    try:
        who, rung = await _take(request, which, form.read)
    except Refused as why:
        return await go(request, "/ringeliste", str(why), "warning")
    if form.read.answer == NO_REPLY:
        return await go(request, "/ringeliste", "Notert. Samtalen blir stående på lista.", "info")
    if form.read.answer == TOLD and rung:
        return await go(request, "/ringeliste", "Notert: dere har ringt om ønsket.")
    if form.read.answer == TOLD:
        return await go(request, "/ringeliste", "Beskjeden er notert som gitt.")
    said = "Svaret er tatt imot. Står det et svar fra roboten her, så les det høyt."
    return await go(request, f"/ringeliste?na={who}", said)


async def _take(request: Request, which: int, answered: Answered) -> tuple[PersonId | None, bool]:
    """Who it was, and whether they were rung about a wish."""
    runner, me = parts_of(request).system.runner, login_of(request).user.id

    def job(turn: Turn) -> tuple[PersonId | None, bool]:
        if answered.answer == NO_REPLY:
            desk.not_answered(turn, which)
        elif answered.answer == TOLD:
            desk.tell_call(turn, runner, which, me)
        else:
            desk.answer_call(turn, runner, which, answered.answer or answered.words)
        message = turn.store.message(which)
        return message.person, message.need is not None

    if answered.answer in {TOLD, NO_REPLY}:
        return await act_undoably(request, "calls.answer", job)
    # What they answered is answered at once, to be read to them while they are on the line.
    return await parts_of(request).system.act(municipality_of(request), job)


ROUTES = [
    Route("/ringeliste", calls, methods=["GET"], name="calls"),
    Route("/ringeliste/{message:int}", answered, methods=["POST"], name="calls.answer"),
]
