"""Organisations from Frivillighetsregisteret: looked over one by one before any of them stands in the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.register import MOST, Organisation, Unanswered
from admin.undoing import act_undoably
from bot.life.turn import Turn

PATH = "/tilbud/register"
NEW, KNOWN, NO_CONTACT = "Ny", "Står i katalogen fra før", "Ny, men uten kontakt"
_READ = TypeAdapter(Organisation)


class Sought(Fields):
    """Where, and words of the name."""

    where: Annotated[str, Field(pattern=r"^\d{4}$")]
    name: Annotated[str, Field(max_length=60)] = ""


TOLD = {"where": "Skriv kommunenummeret, fire sifre. Hamar er 3403.", "name": "Skriv litt kortere."}


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation with its verdict; ``sent`` is what its box is sent with."""

    one: Organisation
    verdict: str
    sent: str


async def begin(request: Request) -> Response:
    return await _page(request, Form[Sought]())


async def _page(
    request: Request, form: Form[Sought], found: Sequence[Row] | None = None, status: int = 200
) -> Response:
    return await page(request, "register.html", status, form=form, rows=found, most=MOST, new=NEW)


async def look(request: Request) -> Response:
    form = await read_form(request, Sought, TOLD)
    if form.read is None:
        return await _page(request, form, status=422)
    try:
        found = await parts_of(request).register.organisations(form.read.where, form.read.name)
    except Unanswered:
        form.wrong["where"] = "Registeret svarer ikke nå. Prøv igjen litt senere."
        return await _page(request, form, status=503)
    known = await parts_of(request).system.read(municipality_of(request), lambda store: store.provision_numbers())
    rows = [Row(one, _verdict(one, known), json.dumps(asdict(one))) for one in found]
    return await _page(request, form, rows)


def _verdict(one: Organisation, known: frozenset[str]) -> str:
    return KNOWN if one.number in known else NEW if one.contact else NO_CONTACT


async def take_in(request: Request) -> Response:
    """Those that were ticked; one that stands there already is left as it is."""
    async with request.form(max_files=0, max_fields=MOST + 5) as sent:
        chosen = [_organisation(str(each)) for each in sent.getlist("take")]

    def job(turn: Turn) -> int:
        known = turn.store.provision_numbers()
        new = [one for one in chosen if one is not None and one.number not in known]
        for one in new:
            turn.store.add_provision(turn.now, checked=None, **asdict(one))
        return len(new)

    added = await act_undoably(request, "register.take_in", job)
    return await go(request, "/tilbud", f"{added} lagt inn. Ring og hør hva de tilbyr, og skriv det inn.")


def _organisation(sent: str) -> Organisation | None:
    try:
        return _READ.validate_json(sent)
    except ValidationError:
        return None


ROUTES = [
    Route(PATH, begin, methods=["GET"], name="register"),
    Route(PATH, look, methods=["POST"], name="register.look"),
    Route(f"{PATH}/inn", take_in, methods=["POST"], name="register.take_in"),
]
