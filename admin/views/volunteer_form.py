"""The form for a volunteer, new or known: what may be typed, and what it is kept as."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from admin.forms import Fields, Form
from admin.pages import page
from admin.views.people import LANGUAGES, Area, Language, read_area, read_phone, read_times, write_area, write_times
from admin.views.volunteers import FREQUENCY_CHOICES, KIND_CHOICES, TRANSPORT_CHOICES, how_often
from bot.clock import OSLO
from bot.kinds import KINDS
from bot.life.people import FREQUENCIES
from bot.model import Person, Policy, Volunteer


def known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError("no such kind")
    return kind


def _year(typed: str) -> int | None:
    return int(typed) if typed else None


Phone = Annotated[str, AfterValidator(read_phone)]
Where = Annotated[Area, BeforeValidator(read_area)]


class Typed(Fields):
    """What is known of a volunteer."""

    name: Annotated[str, Field(min_length=2, max_length=120)]
    phone: Phone = ""
    area: Where
    kinds: Annotated[tuple[Annotated[str, AfterValidator(known)], ...], Field(min_length=1)]
    times: Annotated[str, Field(max_length=300)] = ""
    frequency: Literal["week", "month", "seldom"]
    transport: Literal["car", "bus", "foot", "phone"]
    dislikes: Annotated[str, Field(max_length=300)] = ""
    language: Language = ""
    organisation: Annotated[str, Field(max_length=120)] = ""
    born: Annotated[Annotated[int, Field(ge=1900)] | None, BeforeValidator(_year)] = None


TOLD = {
    "name": "Skriv navnet på den frivillige, høyst 120 tegn.",
    "phone": "Skriv telefonnummeret med åtte sifre.",
    "area": "Skriv et postnummer eller et sted vi kjenner, for eksempel 2317.",
    "kinds": "Velg minst én ting som passer.",
    "times": "Skriv dager og tider, for eksempel tirsdag formiddag. Kan også stå tomt.",
    "frequency": "Velg hvor ofte vi kan spørre.",
    "transport": "Velg hvordan den frivillige kommer fram.",
    "dislikes": "Skriv litt kortere.",
    "language": "Velg et av språkene.",
    "organisation": "Skriv navnet på laget litt kortere.",
    "born": "Skriv året med fire sifre. Frivillige må ha fylt 18 år.",
}


async def show(request: Request, form: Form[Typed], volunteer: Person | None = None, status: int = 200) -> Response:
    return await page(
        request, "volunteer_form.html", status, form=form, volunteer=volunteer, kinds=KIND_CHOICES,
        frequencies=FREQUENCY_CHOICES, transports=TRANSPORT_CHOICES, languages=LANGUAGES,
    )  # fmt: skip


def values_of(form: Form[Typed], now: datetime, before: Volunteer | None = None) -> dict[str, Any]:
    """What to keep; what is wrong is written on the form.  What was not touched stays as it was."""
    read = form.read
    if read is None:
        return {}
    if read.born is not None and now.astimezone(OSLO).year - read.born < Policy().min_age:
        form.wrong["born"] = TOLD["born"]
    values: dict[str, Any] = {
        "skills": read.kinds, "postcode": read.area.postcode, "place": read.area.place, "transport": read.transport,
        "dislikes": read.dislikes, "born": read.born, "language": read.language,
        "organisation": read.organisation,
    }  # fmt: skip
    if before is None or read.frequency != how_often(before.frequency):
        values["frequency"] = FREQUENCIES[read.frequency]
    if before is None or read.times != _times(before):
        try:
            values["availability"] = read_times(read.times, now)
        except ValueError:
            form.wrong["times"] = TOLD["times"]
    return values


def filled(one: Volunteer, phone: str) -> Form[Typed]:
    """The form with what we know."""
    return Form({
        "name": one.person.name, "phone": phone, "area": write_area(one.postcode, one.place),
        "kinds": sorted(one.skills), "times": _times(one), "frequency": how_often(one.frequency),
        "transport": one.transport, "dislikes": one.dislikes, "born": str(one.born or ""),
        "language": one.person.language, "organisation": one.organisation,
    })  # fmt: skip


def _times(one: Volunteer) -> str:
    return write_times(one.availability) if one.availability else ""
