"""Ønsker om hjelp: each in its own words, until it ends as an errand, an organisation, an offer or a phone call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Chosen, Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.naming import called
from admin.views.need_form import DECIDED, KNOWS, TOLD, WHO_RANG, Asked, check
from admin.views.wishes import facts
from bot import desk
from bot.errors import Refused
from bot.life import needs, registering
from bot.life.passing_on import UNASKED
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.needs import Asker, Ending, Need, Reason, Through
from bot.storage.provisions import Provision
from bot.storage.store import Store

PATH = "/onsker"
WITH_US = "Hjemmetjenesten gjør dette. Den som spurte, får vite at du ringer."
ENDED = {
    Ending.ERRAND: "Oppgave", Ending.ORGANISATION: "Gitt til et lag", Ending.PROVISION: "Tilbud", Ending.CALL: "Ringes",
    Ending.NOTHING: "Ikke noe å gjøre",
}  # fmt: skip


WHY = {
    Reason.NONSENSE: "Tull", Reason.TWICE: "Står her to ganger", Reason.NOT_NEEDED: "Trengs ikke likevel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One wish as it stands on the page."""

    need: Need
    name: str
    facts: list[tuple[str, str]]
    ended: str


async def wishes(request: Request) -> Response:
    def ask(store: Store) -> tuple[list[Row], list[Row], list[Provision], list[tuple[PersonId, str]]]:
        waiting, ended = ([_row(store, one) for one in each] for each in (store.open_needs(), store.ended_needs()))
        return waiting, ended, store.provisions(), store.clubs()

    waiting, ended, offers, clubs = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "needs.html", waiting=waiting, ended=ended, offers=offers, clubs=clubs, who=WHO_RANG, why=WHY.items(),
        knows=KNOWS,
        town=municipality_of(request),
    )  # fmt: skip


def _row(store: Store, need: Need) -> Row:
    ended = ENDED.get(Ending(need.ending), "") if need.ending else "Tatt bort" if need.ended else ""
    name = called(store, [need.person])[need.person]
    return Row(need, name, facts(store, need), ", ".join(filter(None, (ended, need.given_to, _why(need)))))


def _why(need: Need) -> str:
    return WHY[Reason(need.reason)].lower() if need.reason else ""


async def new(request: Request) -> Response:
    return await _form(request, Form[Asked]({"asker": Asker.CARE.value}))


async def _form(request: Request, form: Form[Asked], status: int = 200) -> Response:
    return await page(request, "need_form.html", status, form=form, who=WHO_RANG, knows=KNOWS, decided=DECIDED)


async def register(request: Request) -> Response:
    """What someone said on the telephone, written down in their words; what is decided by law is not kept waiting."""
    me = login_of(request).user.id
    form = await read_form(request, Asked, TOLD)
    check(form)
    if form.read is None or form.wrong:
        return await _form(request, form, 422)
    try:
        await act_undoably(request, "needs.register", receiving(form.read, Through.PANEL, me))
    except Refused as why:
        form.wrong["phone"] = str(why)
        return await _form(request, form, 422)
    said = WITH_US if form.read.decided == "yes" else "Ønsket er skrevet opp."
    return await go(request, PATH, said)


def receiving(asked: Asked, through: Through, by: int) -> Callable[[Turn], int]:
    def job(turn: Turn) -> int:
        who = registering.person_for(turn, asked.name, asked.phone)
        other = asked.asker is not Asker.SELF
        which = needs.receive(
            turn, who, asked.words, through, asker=asked.asker, whom=asked.whom if other else "",
            knows=asked.knows if other else "",
        )  # fmt: skip
        if asked.decided:
            needs.decide(turn, which, asked.decided == "yes", by)
        return which

    return job


class Corrected(Fields):
    """Who asks and for whom, as a coordinator has heard it is."""

    asker: Annotated[Asker, Field(min_length=1)] = Asker.SELF
    whom: Annotated[str, Field(max_length=80)] = ""
    knows: Annotated[str, Field(pattern="^(|yes|no)$")] = ""


async def correct(request: Request) -> Response:
    which, me = request.path_params["need"], login_of(request).user.id
    form = await read_form(request, Corrected, TOLD)
    if form.read is None:
        return await go(request, f"{PATH}#onske-{which}", next(iter(form.wrong.values())), "warning")
    read = form.read

    def job(turn: Turn) -> None:
        needs.correct(turn, which, me, asker=read.asker, whom=read.whom, knows=read.knows)

    await act_undoably(request, "needs.correct", job)
    return await go(request, f"{PATH}#onske-{which}", "Rettet.")


class Answer(Fields):
    """Whether home care must do it by decision."""

    decided: Literal["yes", "no"]


async def decide(request: Request) -> Response:
    which, me = request.path_params["need"], login_of(request).user.id
    form = await read_form(request, Answer, {"decided": "Svar ja eller nei."})
    if form.read is None:
        raise Refused("Svar ja eller nei på om det er vedtak.")
    by_decision = form.read.decided == "yes"

    def job(turn: Turn) -> None:
        needs.decide(turn, which, by_decision, me)

    await act_undoably(request, "needs.decide", job)
    return await go(request, f"{PATH}#onske-{which}", WITH_US if by_decision else "Da kan det gis videre.")


class Ended(Fields):
    """What it ends as, when that is not an errand."""

    ending: Literal["organisation", "call", "provision"]
    to: Annotated[str, Field(max_length=120)] = ""
    known: Annotated[str, Field(pattern="^(|(lag|tilbud):[0-9]+)$")] = ""
    """A club that is known here, or an entry of the catalogue that says whom to ask."""
    provision: Chosen = None


async def end(request: Request) -> Response:
    which, me = request.path_params["need"], login_of(request).user.id
    form = await read_form(request, Ended, {"ending": "Velg.", "to": "Skriv litt kortere.", "provision": "Velg.",
                                             "known": "Velg."})  # fmt: skip
    if form.read is None or (form.read.ending == "organisation" and not (form.read.to or form.read.known)):
        return await go(request, f"{PATH}#onske-{which}", "Skriv hvilket lag eller hvilken forening som tar det.",
                        "warning")  # fmt: skip
    read, runner = form.read, parts_of(request).system.runner

    def job(turn: Turn) -> None:
        desk.end_need(turn, runner, which, Ending(read.ending), me, **_taken_by(turn.store, read))

    try:
        await act_undoably(request, "needs.end", job)
    except Refused as why:
        if str(why) != UNASKED:
            raise
        return await go(request, f"{PATH}#onske-{which}", str(why), "warning")
    by_us = read.ending == "call" or (read.ending == "organisation" and not read.known.startswith("lag"))
    to_ring = "Det står på ringelista. " if by_us else ""
    return await go(request, PATH, f"Ordnet. {to_ring}Den som spurte, får vite det.")


def _taken_by(store: Store, ended: Ended) -> dict[str, Any]:
    """Who is to see to it, and how they are reached."""
    which = int(ended.known.partition(":")[2] or ended.provision or 0)
    if ended.ending == "organisation" and ended.known.startswith("lag"):
        names = dict(store.clubs())
        if which not in names:
            raise Refused("Laget er ikke med lenger.")
        return {"club": PersonId(which), "to": names[PersonId(which)]}
    if ended.ending == "provision" or ended.known:
        offer = store.provision(which)
        return {"offer": offer, "to": offer.name}
    return {"to": ended.to}


class Dropped(Fields):
    """Which there is nothing to do about, and why."""

    need: tuple[int, ...] = ()
    reason: Reason


async def drop(request: Request) -> Response:
    """Nobody is told: a number a stranger has typed is not written to because of it."""
    me, runner = login_of(request).user.id, parts_of(request).system.runner
    form = await read_form(request, Dropped, {"need": "Velg ønsker fra lista.", "reason": "Velg hvorfor."})
    if form.read is None or not form.read.need:
        return await go(request, PATH, "Kryss av for ønskene det gjelder.", "warning")
    read = form.read
    await act_undoably(request, "needs.drop", lambda turn: desk.drop_needs(turn, runner, read.need, read.reason, me))
    return await go(request, PATH, "Tatt av lista. Ingen får beskjed.")


class Used(Fields):
    """Whether they who were told of an offer had use of it."""

    used: Literal["yes", "no"]


async def used(request: Request) -> Response:
    which, form = request.path_params["need"], await read_form(request, Used, {"used": "Svar ja eller nei."})
    if form.read is None:
        raise Refused("Svar ja eller nei på om tilbudet ble brukt.")
    was_used = form.read.used == "yes"

    def job(turn: Turn) -> None:
        if turn.store.need(which).ending != Ending.PROVISION:
            raise Refused("Dette ønsket endte ikke med et tilbud.")
        turn.store.change_need(which, used=was_used)

    await act_undoably(request, "needs.used", job)
    return await go(request, f"{PATH}#ordnet", "Skrevet ned. Det telles på siden til møtet.")


ROUTES = [
    Route(PATH, wishes, methods=["GET"], name="needs"),
    Route(f"{PATH}/nytt", new, methods=["GET"], name="needs.new"),
    Route(f"{PATH}/nytt", register, methods=["POST"], name="needs.register"),
    Route(f"{PATH}/{{need:int}}/hvem", correct, methods=["POST"], name="needs.correct"),
    Route(f"{PATH}/bort", drop, methods=["POST"], name="needs.drop"),
    Route(f"{PATH}/{{need:int}}/vedtak", decide, methods=["POST"], name="needs.decide"),
    Route(f"{PATH}/{{need:int}}/slutt", end, methods=["POST"], name="needs.end"),
    Route(f"{PATH}/{{need:int}}/brukt", used, methods=["POST"], name="needs.used"),
]
