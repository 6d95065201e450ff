"""Post an errand, and see beforehand what the volunteer will read, whom it suits and when they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Form, read_form
from admin.pages import go, page, render
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.decided import stopped_by
from admin.views.errand_form import (
    REPEATS,
    TOLD,
    USUAL,
    Choices,
    Posted,
    Seen,
    lengths,
    minutes_in,
    number_in,
    seen_as,
)
from admin.views.people import by_name
from admin.views.starting import Start, asks_if_sure, read_start
from admin.views.wishes import Facts, about
from bot import desk
from bot.clock import OSLO
from bot.errors import Refused
from bot.kinds import KINDS
from bot.life import passing_on
from bot.life.foreseeing import Foreseen
from bot.life.needs import day_named
from bot.life.recurring import EVERY
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId
from bot.storage.needs import Ending, Need
from bot.storage.store import Store
from bot.when import write_clock, write_moment

WEEK = timedelta(days=7)


async def new(request: Request) -> Response:
    """An empty form; for someone, or like another errand: a week later, or as it was when it was taken back."""
    like, whom, wish, undone = (request.query_params.get(name, "") for name in ("som", "innbygger", "onske", "angret"))
    if wish.isdecimal() and not like.isdecimal():
        where, which = municipality_of(request), int(wish)
        typed = await parts_of(request).system.read(where, lambda store: _from(store.need(which)))
        typed["recipient"] = whom or typed["recipient"]
        return await _new(request, Form[Posted](typed), await _foresee(request, Form[Posted](typed)))
    if not like.isdecimal():
        return await _new(request, Form[Posted]({"minutes": str(USUAL), "places": "1", "recipient": whom}), Seen())
    which, now = ErrandId(int(like)), parts_of(request).now()
    before = await parts_of(request).system.read(municipality_of(request), lambda store: store.errand(which))
    starts = first = before.starts.astimezone(OSLO)
    while starts <= now or (starts == first and not undone):
        starts += WEEK
    typed = {
        "recipient": str(before.recipient), "kind": before.kind, "when": _when(before, starts - first),
        "minutes": str(before.minutes), "places": str(before.places), "details": before.details,
        "need": wish if wish.isdecimal() else "", "urgent": "on" if before.urgent and undone else "",
        "repeat": request.query_params.get("gjenta", ""),
    }  # fmt: skip
    return await _new(request, Form[Posted](typed), await _foresee(request, Form[Posted](typed)), like=which)


def _when(one: Errand, later: timedelta) -> str:
    """As a coordinator would type it; on the clock of Oslo, also over the night the clock is changed."""
    if one.between is None:
        return write_moment(one.starts.astimezone(OSLO) + later)
    opens, closes = (each.astimezone(OSLO) + later for each in one.between)
    return f"når som helst {write_moment(opens)}-{write_clock(closes)}"


def _from(need: Need) -> dict[str, str | list[str]]:
    """What the reader made of a wish, to be looked over."""
    named = day_named(need.words, need.received)
    return {
        "need": str(need.id), "recipient": str(need.about or ""), "kind": need.kind, "minutes": str(USUAL),
        "places": "1", "when": write_moment(need.starts) if need.starts else named,
    }  # fmt: skip


async def _new(
    request: Request, form: Form[Posted], seen: Seen, status: int = 200, like: ErrandId | None = None, *,
    ours: bool = False,
) -> Response:  # fmt: skip
    def ask(store: Store) -> tuple[Choices, Choices, Wish | None]:
        helpers = store.helpers([like]).get(like, []) if like else []
        wish = _wish(store, int(form.value("need"))) if form.value("need").isdecimal() else None
        return _recipients(store), [(str(one.id), one.name) for one in helpers if one.name], wish

    recipients, helpers, wish = await parts_of(request).system.read(municipality_of(request), ask)
    kinds = [(kind.code, kind.name) for kind in KINDS.values()]
    return await page(
        request, "errand_form.html", status, form=form, seen=seen, recipients=recipients, kinds=kinds,
        lengths=lengths(form), errand=None, helpers=helpers, repeats=REPEATS, wish=wish, ours=ours,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What an errand is made from.  ``unasked`` is who should have been asked, and has not."""

    words: str
    whom: str
    facts: Facts
    unasked: str


def _wish(store: Store, which: int) -> Wish:
    need = store.need(which)
    whom = need.whom or (store.person(need.about).first_name if need.about else "") or "den det gjelder,"
    return Wish(need.words, need.whom, about(store, need), "" if passing_on.may_be_shared(need) else whom)


def _recipients(store: Store) -> Choices:
    choices = sorted(store.recipient_choices(), key=lambda one: by_name(one[1]))
    return [(str(who), f"{name}, {place}" if place else name) for who, name, place in choices if name]


async def foresee(request: Request) -> Response:
    """Only what stands beside the form, for the form to fetch while one types."""
    form = await read_form(request, Posted, TOLD)
    return HTMLResponse(render("errand_seen.html", seen=await _foresee(request, form)))


async def _foresee(request: Request, form: Form[Posted]) -> Seen:
    now = parts_of(request).now()
    start = read_start(form.value("when"), now)
    recipient, kind = form.value("recipient"), form.value("kind")
    if start.at is None or not recipient.isdecimal() or kind not in KINDS:
        return seen_as(start, None, typed=bool(form.value("when")))
    starts, minutes = start.at, start.minutes or minutes_in(form)

    def look(turn: Turn) -> Foreseen | None:
        whom = turn.store.recipient(PersonId(int(recipient)))
        if whom is None:
            return None
        return desk.foresee(turn, Errand(
            ErrandId(0), kind, whom.id, whom.person.name, starts, minutes, form.value("details"),
            places=number_in(form.value("places")) or 1, postcode=whom.postcode, place=whom.place, created=now,
            between=start.between,
        ))  # fmt: skip

    return seen_as(start, await look_ahead(request, look))


async def post(request: Request) -> Response:
    form = await read_form(request, Posted, TOLD)
    start = read_start(form.value("when"), parts_of(request).now())
    if start.trouble:
        form.wrong["when"] = start.trouble
    if asks := asks_if_sure(start, form.value("sure")):
        form.wrong["sure"] = asks
    if await _unasked(request, form):
        form.wrong["agreed"] = TOLD["agreed"]
    if start.between and form.value("repeat"):
        form.wrong["repeat"] = "Det som gjentas, må ha et fast klokkeslett."
    if form.value("see"):
        form.wrong.clear()
        return await _new(request, form, await _foresee(request, form))
    if not form.value("need") and stopped_by(form):
        form.wrong.clear()
        return await _new(request, form, await _foresee(request, form), 422, ours=True)
    if form.read is not None and not await _gets_help(request, form.read.recipient):
        form.wrong["recipient"] = TOLD["recipient"]
    if form.read is not None and start.at is not None and not form.wrong:
        try:
            which = await _post(request, form.read, start)
            return await go(request, f"/oppgaver/{which}", "Oppgaven er lagt ut.")
        except Refused as why:
            form.wrong["when"] = str(why)
    form.wrong = {name: form.wrong[name] for name in TOLD if name in form.wrong}
    return await _new(request, form, await _foresee(request, form), 422)


async def _unasked(request: Request, form: Form[Posted]) -> bool:
    """Whether nobody has said that whoever a wish is about knows of it."""
    which = form.read.need if form.read is not None and not form.read.agreed else None
    if which is None:
        return False
    wish = await parts_of(request).system.read(municipality_of(request), lambda store: store.need(which))
    return not passing_on.may_be_shared(wish)


async def _gets_help(request: Request, who: int) -> bool:
    whom = PersonId(who)
    found = await parts_of(request).system.read(municipality_of(request), lambda store: store.recipient(whom))
    return found is not None and not found.stopped


async def _post(request: Request, new: Posted, start: Start) -> ErrandId:
    whom, by, runner = PersonId(new.recipient), login_of(request).user.id, parts_of(request).system.runner

    def job(turn: Turn) -> ErrandId:
        for other in turn.store.errands_for(whom):
            if other.active and other.kind == new.kind and other.starts == start.at:
                raise Refused("Den samme oppgaven er alt lagt ut. Trengs det flere, så endre antallet.")
        told: dict[str, Any] = {
            "kind": new.kind, "recipient": whom, "starts": start.at, "minutes": start.minutes or new.minutes,
            "details": new.details, "urgent": bool(new.urgent), "places": new.places, "by": by,
            "ask_first": None if new.ask_first is None else PersonId(new.ask_first),
        }  # fmt: skip
        if new.repeat:
            which = desk.repeat(turn, weeks=EVERY[new.repeat], **told)
        else:
            which = desk.post(turn, between=start.between, **told)
        if new.need is not None:
            passing_on.settle(turn, new.need, whom, by, agreed=bool(new.agreed))
            desk.end_need(turn, runner, new.need, Ending.ERRAND, by, errand=which)
        return which

    return await act_undoably(request, "errand.post", job)


ROUTES = [
    Route("/oppgaver/ny", new, methods=["GET"], name="errand.new"),
    Route("/oppgaver/ny", post, methods=["POST"], name="errand.post"),
    Route("/oppgaver/ny/se", foresee, methods=["POST"], name="errand.foresee"),
]
