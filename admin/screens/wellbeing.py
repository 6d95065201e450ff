"""Ensomhet og fellesskap: asked in person, before and after, on a yes of its own; shown of many, never of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.nynorsk import say, say_all
from admin.pages import go, page
from admin.roles import MAY
from admin.undoing import act_undoably
from admin.views.wellbeing import CONSENT, RING, changes, first_lines
from bot.errors import NotFound, Refused
from bot.life import company
from bot.life.turn import Turn
from bot.model import PersonId
from bot.scales import scale
from bot.storage.store import Store

PATH = "/fellesskap"
Item = Annotated[int, Field(ge=1, le=3)]
Words = Annotated[str, Field(max_length=200)]


class Answers(Fields):
    """What someone has said, read aloud to them and ticked by who asked."""

    agreed: Literal["on"]
    first: Item
    second: Item
    third: Item
    rings: Literal["yes", "no"]


class Wording(Fields):
    """The municipality's own words for the three items; empty is ours."""

    first: Words = ""
    second: Words = ""
    third: Words = ""


ITEMS = ("first", "second", "third")
TOLD = {
    "agreed": "Uten et ja til å svare kan vi ikke lagre noe.",
    **dict.fromkeys(ITEMS, "Velg et svar. Vil de ikke svare på alt, lagrer vi ingenting."),
    "rings": "Spør om de vil at noen ringer.",
}
KEPT = {
    "before": "Lagret.",
    "after": "Lagret. Svarene sammenlignes med de første, for å se hva som er endret.",
    "again": "Rettet. Svarene fra tidligere i dag er byttet ut med disse.",
}
TOO_LONG = dict.fromkeys(ITEMS, "Skriv spørsmålet litt kortere.")


def who(request: Request) -> PersonId:
    return PersonId(request.path_params["recipient"])


def name_of(store: Store, which: PersonId) -> str:
    one = store.recipient(which)
    if one is None or store.erased(which) or one.is_place:
        raise NotFound("recipient")
    return one.person.name


async def shown(request: Request) -> Response:
    return await _shown(request)


async def _shown(request: Request, form: Form[Wording] | None = None, status: int = 200) -> Response:
    one, now = scale(), parts_of(request).now()
    names = login_of(request).user.role in MAY["wellbeing.ask"]

    def ask(store: Store) -> dict[str, Any]:
        own = dict(zip(ITEMS, store.set_up().get("scales", {}).get(one.code, ("", "", "")), strict=True))
        groups = store.groups(one.code)
        due = store.to_ask_again(one.code, now - company.BETWEEN) if names else []
        return {
            "first": first_lines(groups, now), "changed": changes(groups), "due": due,
            "form": form or Form[Wording](own),
        }  # fmt: skip

    seen = await parts_of(request).system.read(municipality_of(request), ask)
    items = list(zip(ITEMS, one.items, strict=True))
    return await page(request, "wellbeing.html", status, scale=one, items=items, **seen)


async def ask(request: Request) -> Response:
    return await _ask(request, Form[Answers]())


async def _ask(request: Request, form: Form[Answers], status: int = 200) -> Response:
    one, now = scale(), parts_of(request).now()

    def look(store: Store) -> dict[str, Any]:
        language = store.person(who(request)).language
        items = say_all(zip(ITEMS, one.asked(store.set_up().get("scales", {})), strict=True), language)
        aloud = {"consent": say(CONSENT, language), "ring": say(RING, language)}
        choices = [(n, say(words, language)) for n, words in enumerate(one.answers, 1)]
        return {
            "name": name_of(store, who(request)), "items": items, "choices": choices, **aloud,
            "consented": store.has_consented(who(request)), **_which_time(store, who(request), now),
        }  # fmt: skip

    seen = await parts_of(request).system.read(municipality_of(request), look)
    return await page(request, "wellbeing_ask.html", status, form=form, recipient=who(request), **seen)


def _which_time(store: Store, which: PersonId, now: datetime) -> dict[str, str]:
    """Whether it is the first time or a later one, or why it cannot be now."""
    try:
        phase = company.phase_now(store.last_answer(which, scale().code), now)
    except Refused as why:
        return {"phase": "", "wait": str(why)}
    return {"phase": phase, "wait": ""}


async def keep(request: Request) -> Response:
    form, by = await read_form(request, Answers, TOLD), login_of(request).user.id
    if form.read is None:
        return await _ask(request, form, 422)
    read = form.read

    def act(turn: Turn) -> str:
        name_of(turn.store, who(request))
        answers, rings = (read.first, read.second, read.third), read.rings == "yes"
        language = "nn" if turn.store.person(who(request)).language == "nn" else "nb"
        consent = say(CONSENT, language)
        return company.keep(turn, who(request), consent, answers, rings=rings, by=by, language=language)

    phase = await act_undoably(request, "wellbeing.keep", act)
    then = "Saken om å ringe står på siden «I dag»." if read.rings == "yes" else "Takk for at du spurte."
    return await go(request, PATH, f"{KEPT[phase]} {then}")


async def withdraw(request: Request) -> Response:
    def act(turn: Turn) -> None:
        name_of(turn.store, who(request))
        company.withdraw(turn, who(request))

    await parts_of(request).system.act(municipality_of(request), act)
    return await go(request, f"/innbyggere/{who(request)}", "Samtykket er trukket tilbake, og svarene er slettet.")


async def word(request: Request) -> Response:
    form = await read_form(request, Wording, TOO_LONG)
    if form.read is None:
        return await _shown(request, form, 422)
    words = [form.read.first, form.read.second, form.read.third]

    def act(turn: Turn) -> None:
        others = {code: own for code, own in turn.store.set_up().get("scales", {}).items() if code != scale().code}
        turn.store.change_set_up(scales=others | ({scale().code: words} if any(words) else {}))

    await act_undoably(request, "wellbeing.word", act)
    return await go(request, PATH, "Lagret.")


ROUTES = [
    Route(PATH, shown, methods=["GET"], name="wellbeing"),
    Route(f"{PATH}/ord", word, methods=["POST"], name="wellbeing.word"),
    Route(f"{PATH}/{{recipient:int}}", ask, methods=["GET"], name="wellbeing.ask"),
    Route(f"{PATH}/{{recipient:int}}", keep, methods=["POST"], name="wellbeing.keep"),
    Route(f"{PATH}/{{recipient:int}}/trekk", withdraw, methods=["POST"], name="wellbeing.withdraw"),
]
