"""Several volunteers at once: chosen in the list, looked over, then one act of it all that can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin import sheets
from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import attachment, go, page
from admin.roles import MAY
from admin.undoing import act_undoably
from admin.views.days import read_day
from admin.views.sheet_people import Volunteers
from admin.views.volunteers import status
from admin.words import full_day
from bot import desk
from bot.clock import OSLO
from bot.life.free_text import cheap
from bot.life.turn import Turn
from bot.model import PersonId, Stage, Volunteer
from bot.storage.store import Store

PATH, MOST, LONGEST = "/frivillige/flere", 200, 300
NONE, TOO_LATE = "Velg minst én frivillig.", "Ingen av dem kan endres nå."
ACTS: Mapping[str, str] = {"skriv": "Skriv til disse?", "pause": "Gi disse pause?", "kurs": "Har disse vært på kurs?"}
"""What may be done to several, and what is asked before it is."""


class Together(Fields):
    """Which, what is to be done to them, and what was typed."""

    chosen: Annotated[frozenset[int], Field(min_length=1, max_length=MOST)]
    act: Literal["skriv", "pause", "kurs"]
    words: str = ""
    day: str = ""


class Chosen(Fields):
    """Which."""

    chosen: Annotated[frozenset[int], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Line:
    """One of those that were chosen."""

    id: PersonId
    name: str
    tone: str
    status: str


async def look(request: Request) -> Response:
    """Who it is, before anything is done."""
    asked = request.query_params
    chosen, act = [int(one) for one in asked.getlist("valgt") if one.isdecimal()][:MOST], asked.get("gjor", "")
    return await _shown(request, chosen, act, Form[Together]())


async def _shown(
    request: Request, chosen: Sequence[int], act: str, form: Form[Together], code: int = 200
) -> Response:
    lines = await parts_of(request).system.read(municipality_of(request), lambda store: _lines(store, chosen))
    may_take_out = login_of(request).user.role in MAY["volunteers.take_out"]
    if not lines or act not in ({*ACTS, "ut"} if may_take_out else ACTS):
        return await go(request, "/frivillige", NONE, "warning")
    heading = ACTS.get(act, "Ta ut disse til regneark?")
    return await page(request, "volunteers_together.html", code, lines=lines, act=act, form=form, heading=heading)


def _lines(store: Store, chosen: Sequence[int]) -> list[Line]:
    found = [one for which in dict.fromkeys(chosen) if (one := _there(store, which)) is not None]
    return [Line(one.id, one.person.name or "Uten navn", *_status(one)) for one in found]


def _status(one: Volunteer) -> tuple[str, str]:
    return status(one, stopped=one.person.stopped, pledged=one.approval.pledge is not None)


def _there(store: Store, which: int) -> Volunteer | None:
    one = store.volunteer(PersonId(which))
    return None if one is None or one.stage is Stage.LEFT else one


async def do(request: Request) -> Response:
    form = await read_form(request, Together, {"chosen": NONE, "act": NONE})
    if form.read is None:
        return await go(request, "/frivillige", NONE, "warning")
    read, today = form.read, parts_of(request).now().astimezone(OSLO).date()
    words, day = cheap(read.words).strip(), read_day(read.day, parts_of(request).now(), past=read.act == "kurs")
    form.wrong |= _wrong(read, words, day, today)
    if form.wrong:
        return await _shown(request, sorted(read.chosen), read.act, form, 422)
    by = login_of(request).user.id

    def job(turn: Turn) -> int:
        return sum(_done(turn, PersonId(one), read.act, words, day, by) for one in sorted(read.chosen))

    many = await act_undoably(request, "volunteers.together", job)
    if not many:
        return await go(request, "/frivillige", TOO_LATE, "warning")
    return await go(request, "/frivillige", _said(read.act, many, day))


def _wrong(read: Together, words: str, day: date | None, today: date) -> dict[str, str]:
    if read.act == "skriv":
        return {} if 0 < len(words) <= LONGEST else {"words": f"Skriv en melding, høyst {LONGEST} tegn."}
    if read.act == "pause":
        ahead = not read.day or (day is not None and day >= today)
        return {} if ahead else {"day": "Skriv en dag fram i tid, for eksempel 1. februar."}
    return {} if day is not None and day <= today else {"day": "Skriv dagen kurset var, for eksempel 27.11.2026."}


def _done(turn: Turn, who: PersonId, act: str, words: str, day: date | None, by: int) -> bool:
    """Whether it could be done: a colleague may have come first, or they have said STOPP."""
    one = _there(turn.store, who)
    if one is None:
        turn.store.person(who)
        return False
    match act:
        case "skriv":
            return desk.greet(turn, who, words, by)
        case "pause":
            desk.pause(turn, who, day)
        case _:
            desk.see(turn, who, replace(one.approval, course=day), by)
    return True


def _said(act: str, many: int, day: date | None) -> str:
    which = "Én frivillig" if many == 1 else f"{many} frivillige"
    match act:
        case "skriv":
            return f"{which} får meldingen. Gjelder det mange, må du se over dem under Utsending først."
        case "pause":
            return f"{which} har pause{f' til og med {full_day(day)}' if day else ' til noen sier fra'}."
        case _:
            return f"{which} har vært på kurs {full_day(day)}." if day else ""


async def take_out(request: Request) -> Response:
    """Those that were chosen, in a spreadsheet."""
    form = await read_form(request, Chosen, {"chosen": NONE})
    if form.read is None:
        return await go(request, "/frivillige", NONE, "warning")
    chosen, sheet = form.read.chosen, Volunteers()
    rows = await parts_of(request).system.read(municipality_of(request), lambda store: list(sheet.out(store, chosen)))
    content = await asyncio.to_thread(sheets.write_csv, list(sheet.heads.values()), rows)
    return attachment(content, f"{sheet.code}.csv", sheets.CSV)


ROUTES = [
    Route(PATH, look, methods=["GET"], name="volunteers.chosen"),
    Route(PATH, do, methods=["POST"], name="volunteers.together"),
    Route(f"{PATH}/ut", take_out, methods=["POST"], name="volunteers.take_out"),
]
