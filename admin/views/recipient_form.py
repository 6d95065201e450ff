"""The form for someone who gets help, new or known: what may be typed, and what it is kept as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from admin.forms import Chosen, Fields, Form
from admin.pages import page
from admin.views.people import LANGUAGES, Area, Language, read_area, read_phone, write_area
from admin.words import telephone
from bot.model import Kin, Person, Recipient, Tell
from bot.numbers import is_mobile

WAYS = [
    (Tell.SMS.value, "Innbyggeren, på SMS"),
    (Tell.CALL.value, "Innbyggeren, på telefon", "Beskjeden kommer på ringelista, og en koordinator leser den opp."),
    (Tell.KIN.value, "Pårørende, på SMS"),
    (Tell.NOBODY.value, "Ingen, dette er et sted", "For treff. Adressen er ingen hemmelighet: den sies med en gang."),
]
Phone = Annotated[str, AfterValidator(read_phone)]


class Typed(Fields):
    """What is known of someone who gets help."""

    name: Annotated[str, Field(min_length=2, max_length=120)]
    phone: Phone = ""
    street: Annotated[str, Field(max_length=120)] = ""
    area: Annotated[Area, BeforeValidator(read_area)]
    entry: Annotated[str, Field(max_length=200)] = ""
    tell: Tell
    kin_name: Annotated[str, Field(max_length=120)] = ""
    kin_phone: Phone = ""
    known_only: str = ""
    language: Language = ""
    need: Chosen = None
    """The wish they are taken in for: the errand it asks for comes next."""

    @property
    def kin(self) -> Kin:
        return Kin(self.kin_name, self.kin_phone)


TOLD = {
    "name": "Skriv navnet på den som skal få hjelp, høyst 120 tegn.",
    "phone": "Skriv telefonnummeret med åtte sifre.",
    "street": "Skriv adressen litt kortere.",
    "area": "Skriv et postnummer eller et sted vi kjenner, for eksempel 2317.",
    "entry": "Skriv litt kortere, høyst 200 tegn.",
    "tell": "Velg hvem som skal få vite hvem som kommer.",
    "kin_name": "Skriv navnet litt kortere.",
    "kin_phone": "Skriv telefonnummeret til den pårørende med åtte sifre.",
    "language": "Velg et av språkene.",
    "need": "Ønsket finnes ikke. Begynn på nytt fra lista over ønsker.",
}


@dataclass(frozen=True, slots=True)
class About:
    """Where someone lives and how one gets in, as it is kept."""

    street: str
    postcode: str
    place: str
    entry: str
    known_only: bool
    language: str


def about(read: Typed) -> About:
    where = read.street, read.area.postcode, read.area.place
    return About(*where, read.entry, bool(read.known_only), read.language)


def check(form: Form[Typed]) -> None:
    """Whoever is to be told must be possible to reach in that way."""
    if (read := form.read) is None:
        return
    if read.tell is Tell.SMS and not is_mobile(read.phone):
        form.wrong["phone"] = "Skriv et mobilnummer, eller velg at beskjeden gis på telefon eller til pårørende."
    if read.tell is Tell.CALL and not read.phone:
        form.wrong["phone"] = "Skriv nummeret vi skal ringe."
    if read.tell is Tell.KIN and not is_mobile(read.kin_phone):
        form.wrong["kin_phone"] = "Skriv mobilnummeret til den pårørende."


def filled(one: Recipient, phone: str) -> Form[Typed]:
    """The form with what we know."""
    return Form({
        "name": one.person.name, "phone": telephone(phone), "street": one.street,
        "area": write_area(one.postcode, one.place), "entry": one.entry, "tell": one.tell.value,
        "kin_name": one.kin.name, "kin_phone": telephone(one.kin.phone), "known_only": "on" if one.known_only else "",
        "language": one.person.language,
    })  # fmt: skip


async def show(request: Request, form: Form[Typed], recipient: Person | None = None, status: int = 200) -> Response:
    return await page(
        request, "recipient_form.html", status, form=form, recipient=recipient, ways=WAYS, languages=LANGUAGES
    )
