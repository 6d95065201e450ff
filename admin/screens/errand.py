"""One errand: who was asked, when, what they answered, what was sent, and what a coordinator can do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.errands import ANSWERS, standing, title
from admin.views.giving import GiveTo, give_to
from admin.views.naming import called
from admin.views.needs import move_words
from admin.views.nobody_left import Left, left
from admin.views.timeline import Cast, Happening, coming, timeline
from admin.views.wishes import Facts, about
from bot import desk
from bot.errors import NotFound, Refused
from bot.flows.friend import slot
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, OfferState, PersonId, Status, Visit
from bot.storage.errand_lists import Helper
from bot.storage.needs import Need
from bot.storage.store import Store
from bot.waking import is_quiet, next_awake
from bot.when import write_clock, write_moment

PROPOSES = {"counter_offer": "foreslår noe annet", "postponed": "vil utsette"}
MOST_SAID = 250
"""As much of a greeting as goes in two messages."""


class Given(Fields):
    """To whom."""

    volunteer: int


class Greeting(Fields):
    """Words of the one who was helped."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One who was asked, as the page shows it."""

    id: PersonId
    name: str
    asked: datetime
    tone: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Whom a club sends: what its contact has called them, and whether a coordinator is to see to it."""

    contact: PersonId
    name: str
    unknown: bool
    namesake: bool
    """A volunteer has that name, who need not be the same."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows of an errand."""

    errand: Errand
    recipient: str
    helpers: Sequence[Helper]
    active: Sequence[Helper]
    events: Sequence[Happening]
    coming: Sequence[Happening]
    offers: Sequence[Asked]
    proposals: Sequence[tuple[str, str, int]]
    """What someone proposes, the words on the button that takes it, and its matter."""
    sent: Sequence[Sent]
    again: str
    """When it comes again, if it does."""
    wish: tuple[str, Facts] | None
    """What it was made of: the words, and who asked."""
    ends_here: bool
    """Whether it can be said here that it comes no more; what two people have together ends on their cards."""


def _which(request: Request) -> ErrandId:
    return ErrandId(request.path_params["errand"])


async def errand(request: Request) -> Response:
    return await _page(request, Form[Given]())


async def _page(request: Request, form: Form[Given], status: int = 200) -> Response:
    which, now = _which(request), parts_of(request).now()
    shown = await parts_of(request).system.read(municipality_of(request), lambda store: _shown(store, which, now))
    one = shown.errand
    taken, query = {helper.id for helper in shown.active}, request.query_params.get("hvem", "").strip()

    def look(turn: Turn) -> tuple[Left | None, GiveTo]:
        nobody = left(turn, one)
        return nobody, give_to(turn, one, taken, query, nobody) if one.active else GiveTo()

    nobody, to = await look_ahead(request, look)
    tone, words = ("warning", "Utsatt, og mangler en ny tid") if one.postponed else standing(one, shown.helpers)
    return await page(
        request, "errand.html", status, form=form, errand=one, what=title(one), tone=tone, standing=words,
        open=one.active, free=one.status is Status.OPEN, recipient=shown.recipient, helpers=shown.helpers,
        active=shown.active, events=shown.events, coming=shown.coming, offers=shown.offers,
        left=nobody, give_to=to, query=query, proposals=shown.proposals,
        between=_between(one), sent=shown.sent,
        again=shown.again, ends_here=shown.ends_here, wish=shown.wish,
    )  # fmt: skip


def _shown(store: Store, which: ErrandId, now: datetime) -> Shown:
    one, visits, offers = store.errand(which), store.visits_of(which), store.offers_of(which)
    notes, posted = store.notes(errand=which), store.messages_about(which)
    helpers = store.helpers([which]).get(which, [])
    everyone = {one.recipient, *(n.person for n in notes), *(m.person for m in posted), *(o.volunteer for o in offers)}
    wish = store.need_of(which)
    everyone |= {wish.person} if wish else set()
    cast = Cast(called(store, everyone), store.user_names(), one.first_name or "innbyggeren")
    asked = [Asked(o.volunteer, cast.name(o.volunteer), o.asked, *ANSWERS[o.state]) for o in offers]
    active = {visit.volunteer for visit in visits if visit.active}
    steps = coming(one, visits, now, store.municipality_row().policy, cast, asked=bool(asked)) if one.active else []
    unknown = {matter.person for matter in store.matters("sent_unknown") if matter.errand == which}
    again = store.series(one.series) if one.series is not None else None
    goes_on = again is not None and again.ended is None
    return Shown(
        one, cast.name(one.recipient), helpers, [helper for helper in helpers if helper.id in active],
        [*_wished(wish, cast), *timeline(notes, posted, cast)], steps, asked,
        _proposals(store, one, cast, now),
        [_sent(store, visit, visit.volunteer in unknown) for visit in visits if visit.active and visit.sends],
        slot(again, "nb") if again and goes_on else "", (wish.words, about(store, wish)) if wish else None,
        goes_on and store.pairing_in(one.series) is None,
    )  # fmt: skip


def _wished(wish: Need | None, cast: Cast) -> list[Happening]:
    """It began with a wish, in the words it was told in."""
    if wish is None:
        return []
    return [Happening(wish.received, "neutral", f"{cast.name(wish.person)} ønsket hjelp", wish.words or "(slettet)")]


def _sent(store: Store, visit: Visit, unknown: bool) -> Sent:
    named = visit.sends.casefold()
    return Sent(
        visit.volunteer, visit.sends, unknown, any(name.casefold() == named for _, name, _ in store.may_be_given())
    )


def _proposals(store: Store, one: Errand, cast: Cast, now: datetime) -> list[tuple[str, str, int]]:
    found = [matter for matter in store.matters("counter_offer", "postponed") if matter.errand == one.id]
    moves = [(matter, move_words(matter, one, cast.name(matter.person), now)) for matter in found]
    return [
        (f"{cast.name(matter.person)} {PROPOSES[matter.kind]}: «{matter.words}»", move, matter.id)
        for matter, move in moves
        if move
    ]


def _between(one: Errand) -> tuple[str, str] | None:
    return (write_clock(one.between[0]), write_clock(one.between[1])) if one.between else None


async def _do(request: Request, what: str, job: Callable[[Turn], object], said: str) -> Response:
    """Do something and show the errand again, or why it could not be done."""
    try:
        await act_undoably(request, what, job, _which(request))
    except Refused as why:
        return await go(request, f"/oppgaver/{_which(request)}", str(why), "warning")
    return await go(request, f"/oppgaver/{_which(request)}", said)


async def welcome(request: Request) -> Response:
    """A coordinator knows the one a club sends."""
    contact = PersonId(request.path_params["person"])
    which, said = _which(request), "Godtatt, og alle har fått beskjed."
    return await _do(request, "errand.welcome", lambda turn: desk.welcome(turn, which, contact), said)


async def take_proposed(request: Request) -> Response:
    """Move it to when someone could, and give it to them."""
    which, matter = _which(request), request.path_params["matter"]

    def job(turn: Turn) -> None:
        if turn.store.matter(matter).errand != which:
            raise NotFound("matter")
        desk.take_proposed(turn, matter)

    return await _do(request, "errand.take_proposed", job, "Oppgaven er flyttet, og alle det gjelder får beskjed.")


async def greet(request: Request) -> Response:
    """What the one who was helped says of it goes to those who came."""
    said = (await read_form(request, Greeting, {"said": "Skriv litt kortere."})).value("said")
    which = _which(request)
    greeting = said[:MOST_SAID]
    return await _do(request, "errand.greet", lambda turn: desk.pass_on(turn, which, greeting), "Hilsenen sendes.")


async def end_series(request: Request) -> Response:
    which = _which(request)

    def end(turn: Turn) -> None:
        again = turn.store.errand(which).series
        if again is None:
            raise Refused("Oppgaven gjentas ikke.")
        desk.end_series(turn, again)

    return await _do(request, "errand.end_series", end, "Oppgaven gjentas ikke lenger.")


async def ask_more(request: Request) -> Response:
    which, now = _which(request), parts_of(request).now()

    def job(turn: Turn) -> int:
        before = _open_to(turn, which)
        desk.ask_more(turn, which)
        return len(_open_to(turn, which) - before)

    try:
        asked = await act_undoably(request, "errand.ask_more", job, which)
    except Refused as why:
        return await go(request, f"/oppgaver/{which}", str(why), "warning")
    return await go(request, f"/oppgaver/{which}", *_asked_words(asked, now))


def _open_to(turn: Turn, which: ErrandId) -> set[PersonId]:
    return {offer.volunteer for offer in turn.store.offers_of(which) if offer.state is OfferState.OPEN}


def _asked_words(asked: int, now: datetime) -> tuple[str, str]:
    if asked:
        return ("En til blir spurt nå." if asked == 1 else f"{asked} til blir spurt nå."), "success"
    if is_quiet(now):
        return f"Folk har ro nå. Flere spørres {write_moment(next_awake(now))}.", "info"
    return "Ingen flere passer akkurat nå. Ring noen, og bruk «Gi til».", "warning"


async def give(request: Request) -> Response:
    """Give it to someone; when the one place it has is taken, in stead of who has it."""
    which, by = _which(request), login_of(request).user.id
    form = await read_form(request, Given, {"volunteer": "Velg den som skal få oppgaven."})
    if form.read is None:
        return await _page(request, form, 422)
    who = PersonId(form.read.volunteer)

    def job(turn: Turn) -> None:
        holders = [visit.volunteer for visit in turn.store.visits_of(which) if visit.active]
        if holders and who not in holders and turn.store.errand(which).places == 1:
            desk.move_to(turn, which, who, holders[0])
        else:
            desk.give(turn, which, who)
        turn.note("given", which, who, by=by)

    try:
        await act_undoably(request, "errand.give", job, which)
    except Refused as why:
        form.wrong["volunteer"] = str(why)
        return await _page(request, form, 422)
    return await go(request, f"/oppgaver/{which}", "Oppgaven er gitt bort, og alle det gjelder får beskjed.")


async def cannot_come(request: Request) -> Response:
    which, who, by = _which(request), PersonId(request.path_params["person"]), login_of(request).user.id
    said = "Avbudet er notert, og andre spørres."
    return await _do(request, "errand.cannot_come", lambda turn: desk.cannot_come(turn, which, who, by), said)


async def call_off(request: Request) -> Response:
    which = _which(request)
    said = "Oppgaven er avlyst, og alle som visste om den, får beskjed."
    return await _do(request, "errand.call_off", lambda turn: desk.call_off(turn, which), said)


ROUTES = [
    Route("/oppgaver/{errand:int}/hilsen", greet, methods=["POST"], name="errand.greet"),
    Route("/oppgaver/{errand:int}/forslag/{matter:int}", take_proposed, methods=["POST"], name="errand.take_proposed"),
    Route("/oppgaver/{errand:int}/godta/{person:int}", welcome, methods=["POST"], name="errand.welcome"),
    Route("/oppgaver/{errand:int}/ikke-gjenta", end_series, methods=["POST"], name="errand.end_series"),
    Route("/oppgaver/{errand:int}", errand, methods=["GET"], name="errand"),
    Route("/oppgaver/{errand:int}/spor-flere", ask_more, methods=["POST"], name="errand.ask_more"),
    Route("/oppgaver/{errand:int}/gi-til", give, methods=["POST"], name="errand.give"),
    Route("/oppgaver/{errand:int}/avbud/{person:int}", cannot_come, methods=["POST"], name="errand.cannot_come"),
    Route("/oppgaver/{errand:int}/avlys", call_off, methods=["POST"], name="errand.call_off"),
]
