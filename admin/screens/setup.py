"""Oppsett: who the robot writes for, when someone is at work, and whether everything works."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.stage import has_simulated_phones
from admin.views.health import Health, Signs, health
from admin.views.hours import checked, spans, write_span
from admin.views.people import LANGUAGES, Language, read_phone
from admin.words import telephone
from bot import desk
from bot.model import Municipality
from bot.numbers import is_mobile
from bot.when import weekday

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = [(name, weekday(number).capitalize()) for number, name in enumerate(DAYS)]


def _mobile(typed: str) -> str:
    number = read_phone(typed)
    if number and not is_mobile(number):
        raise ValueError("not a mobile")
    return number


def _required(number: str) -> str:
    if not number:
        raise ValueError("missing")
    return number


Hours = Annotated[str, Field(max_length=60), AfterValidator(checked)]
Mobile = Annotated[str, AfterValidator(_mobile)]


class SetUp(Fields):
    """How the municipality wants it."""

    name: Annotated[str, Field(min_length=2, max_length=60)]
    coordinator: Annotated[str, Field(min_length=2, max_length=60)]
    phone: Annotated[str, AfterValidator(read_phone), AfterValidator(_required)]
    standin: Mobile = ""
    night: Mobile = ""
    language: Language = ""
    telegram: Literal["", "on"] = ""
    vouch: Literal["", "on"] = ""
    robot: Annotated[str, Field(pattern=r"^(@?[A-Za-z0-9_]{3,32})?$")] = ""
    undo: Annotated[int, Field(ge=0, le=300)] | None = None
    """Seconds."""
    monday: Hours = ""
    tuesday: Hours = ""
    wednesday: Hours = ""
    thursday: Hours = ""
    friday: Hours = ""
    saturday: Hours = ""
    sunday: Hours = ""


TOLD = {
    "name": "Skriv navnet på kommunen, slik de frivillige kjenner den.",
    "coordinator": "Skriv navnet de frivillige får se, for eksempel Ingrid Lie.",
    "phone": "Skriv et telefonnummer de frivillige kan ringe, med åtte sifre.",
    "standin": "Skriv et norsk mobilnummer, eller la feltet stå tomt.",
    "night": "Skriv et norsk mobilnummer, eller la feltet stå tomt.",
    "language": "Velg et av språkene.",
    "telegram": "Kryss av, eller la ruta stå tom.",
    "vouch": "Kryss av, eller la ruta stå tom.",
    "robot": "Skriv navnet roboten har på Telegram, for eksempel @HamarHjelp_bot.",
    "undo": "Skriv et tall fra 0 til 300.",
    **{name: f"{words}: skriv for eksempel 8-16 eller 8-12, 13-15." for name, words in WEEKDAYS},
}

TAKEN = (
    "Roboten på Telegram er i bruk et annet sted, og kan bare skrive for én kommune. "
    "Snakk med den som drifter Håndslag."
)


async def setup(request: Request) -> Response:
    town = await parts_of(request).system.read(municipality_of(request), lambda store: store.municipality_row())
    return await _page(request, filled(town))


def filled(town: Municipality) -> Form[SetUp]:
    hours = {name: ", ".join(write_span(a, b) for d, a, b in town.duty.hours if d == n) for n, name in enumerate(DAYS)}
    return Form({
        "name": town.name, "coordinator": town.coordinator, "phone": telephone(town.phone),
        "standin": telephone(town.standin), "night": telephone(town.night), "language": town.language,
        "telegram": "on" if town.telegram else "", "robot": town.robot,
        "vouch": "on" if town.vouch else "", "undo": str(round(town.policy.undo.total_seconds())), **hours,
    })  # fmt: skip


async def _page(request: Request, form: Form[SetUp], status: int = 200) -> Response:
    signs = await _signs(request)
    return await page(
        request, "setup.html", status, form=form, health=signs, days=WEEKDAYS, languages=LANGUAGES,
        telegram="telegram" in parts_of(request).system.channels,
    )  # fmt: skip


async def _signs(request: Request) -> list[Health]:
    parts, system = parts_of(request), parts_of(request).system
    town, last, counts, log = await system.read(
        municipality_of(request),
        lambda store: (store.municipality_row(), store.last_received(), store.counts(), store.log_checked()),
    )
    return health(Signs(
        town, not has_simulated_phones(system), last, system.watch.how_late(), system.watch.can_store,
        municipality_of(request) in system.watch.failing, counts,
        parts.now() - parts.real_now(), parts.now(), log,
    ))  # fmt: skip


async def save(request: Request) -> Response:
    form = await read_form(request, SetUp, TOLD)
    if form.read is not None and form.read.telegram and not await _may_have_robot(request):
        form.wrong["telegram"] = TAKEN
    if form.read is None or form.wrong:
        return await _page(request, form, 422)
    read = form.read
    chosen = {"language": read.language} if read.language else {}
    undo = None if read.undo is None else timedelta(seconds=read.undo)
    duty = [(day, *span) for day, name in enumerate(DAYS) for span in spans(getattr(read, name))]
    await parts_of(request).system.act(
        municipality_of(request),
        lambda turn: desk.set_up(
            turn, name=read.name, coordinator=read.coordinator, phone=read.phone, standin=read.standin,
            night=read.night, duty=duty, telegram=read.telegram == "on", robot=read.robot,
            vouch=read.vouch == "on", undo=undo, **chosen,
        ),
    )  # fmt: skip
    await parts_of(request).system.listen()
    return await go(request, "/oppsett", "Lagret.")


async def _may_have_robot(request: Request) -> bool:
    system = parts_of(request).system
    await system.look_around()
    return system.senders.may_have_robot(municipality_of(request))


ROUTES = [
    Route("/oppsett", setup, methods=["GET"], name="setup"),
    Route("/oppsett", save, methods=["POST"], name="setup.save"),
]
