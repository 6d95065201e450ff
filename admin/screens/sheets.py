"""Regneark: lists out to a spreadsheet and in from one, with a verdict for each row before anything is written."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin import sheets
from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Form
from admin.pages import attachment, go, page
from admin.trail import each
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.importing import SHEETS, TOGETHER, Keeper, brought, carried, job_in, stop
from admin.views.rows import Sheet, Verdict, columns, counted, judged, left_out
from bot import desk
from bot.errors import Refused
from bot.life import importing
from bot.life.turn import Turn

PATH = "/regneark"
NONE = "Velg en fil fra maskinen din først."
FOREIGN = "Vi finner ingen av overskriftene våre i fila. Last ned malen, og bruk den."


def sheet_of(request: Request) -> Sheet:
    found = SHEETS.get(request.path_params["what"])
    if found is None:
        raise HTTPException(404)
    return found


async def choose(request: Request) -> Response:
    return await _page(request, Form())


async def _page(request: Request, form: Form[Any], status: int = 200) -> Response:
    def look(turn: Turn) -> dict[str, Any]:
        job, waiting = job_in(turn.store.set_up()), importing.may_be_asked(turn)
        return {"job": job, "runs": job is not None and job.runs(turn.now), "waiting": len(waiting)}

    seen = await look_ahead(request, look)
    return await page(request, "sheets.html", status, form=form, sheets=SHEETS.values(), **seen)


async def take_out(request: Request) -> Response:
    sheet = sheet_of(request)
    rows = await parts_of(request).system.read(municipality_of(request), lambda store: list(sheet.out(store)))
    async with request.form(max_files=0, max_fields=2) as sent:
        as_csv = sent.get("as") != "xlsx"
    return await _file(sheet, rows, sheet.code, as_csv=as_csv)


async def template(request: Request) -> Response:
    """A file to fill in, with an example."""
    sheet = sheet_of(request)
    return await _file(sheet, [sheet.example], f"mal-{sheet.code}", as_csv=False)


async def _file(sheet: Sheet, rows: list[Any], name: str, *, as_csv: bool) -> Response:
    heads = list(sheet.heads.values())
    if as_csv:
        return attachment(await asyncio.to_thread(sheets.write_csv, heads, rows), f"{name}.csv", sheets.CSV)
    content = await asyncio.to_thread(sheets.write_xlsx, sheet.label, heads, rows)
    return attachment(content, f"{name}.xlsx", sheets.XLSX)


async def look(request: Request) -> Response:
    """What each row of a file would do.  Nothing is written."""
    sheet = sheet_of(request)
    async with request.form(max_files=1, max_fields=2) as sent:
        file = sent.get("file")
        data = await file.read(sheets.MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
    try:
        if not data:
            raise sheets.Unreadable(NONE)
        lines = await asyncio.to_thread(sheets.read, data)
        if not columns(sheet, lines[0]):
            raise sheets.Unreadable(FOREIGN)
    except sheets.Unreadable as why:
        return await _page(request, Form({}, {f"file-{sheet.code}": str(why)}), 422)
    verdicts = await _judged(request, sheet, lines)
    first = sorted(verdicts, key=lambda one: one.good)
    return await page(
        request, "sheet_look.html", sheet=sheet, verdicts=first, counted=counted(verdicts), rows=carried(lines),
        good=sum(one.good for one in verdicts), left_out=left_out(sheet, lines[0]), heads=sheet.heads.values(),
        columns=tuple(sheet.heads[name] for name in sheet.beside),
    )  # fmt: skip


async def _judged(request: Request, sheet: Sheet, lines: list[list[str]]) -> list[Verdict]:
    now = parts_of(request).now()
    return await parts_of(request).system.read(municipality_of(request), lambda store: judged(sheet, store, lines, now))


async def keep(request: Request) -> Response:
    """Keep what has been seen; each row is judged anew, as the world may be another."""
    sheet, by, system = sheet_of(request), login_of(request).user.id, parts_of(request).system
    async with request.form(max_files=0, max_fields=2) as sent:
        lines = brought(str(sent.get("rows", "")))
    if not 1 < len(lines) <= sheets.MOST_ROWS + 1:
        raise HTTPException(422)
    good = [one for one in await _judged(request, sheet, lines) if one.good]
    where = municipality_of(request)
    if not good:
        return await go(request, PATH, "Det var ingenting nytt i fila.")
    first, rest = good[:TOGETHER], good[TOGETHER:]
    keeper = Keeper(system, where, by, parts_of(request).real_now)
    job = await keeper.begin(sheet, len(good), first)
    answer = await go(request, PATH)
    answer.background = BackgroundTask(keeper.go_on, job, rest)
    return answer


async def end(request: Request) -> Response:
    await parts_of(request).system.act(municipality_of(request), stop)
    return await go(request, PATH, "Importen er stanset. Det som alt er lagt inn, blir stående.")


async def ask(request: Request) -> Response:
    """A human says that those who came out of a file may be asked whether it is right."""
    runner = parts_of(request).system.runner

    by, at = login_of(request).user.id, parts_of(request).real_now()

    def job(turn: Turn) -> int:
        people = importing.may_be_asked(turn)
        if not people:
            raise Refused("Ingen venter på å bli spurt.")
        for who in people:
            desk.ask_enrolled(turn, runner, who)
        each(turn, by, at, "sheets.asked", people)
        return len(people)

    many = await act_undoably(request, "sheets.ask", job)
    return await go(request, PATH, f"{many} får en SMS. Gjelder det mange, må du se over dem under Utsending først.")


ROUTES = [
    Route(PATH, choose, methods=["GET"], name="sheets"),
    Route(f"{PATH}/stopp", end, methods=["POST"], name="sheets.stop"),
    Route(f"{PATH}/spor", ask, methods=["POST"], name="sheets.ask"),
    Route(f"{PATH}/{{what}}", look, methods=["POST"], name="sheets.look"),
    Route(f"{PATH}/{{what}}/mal", template, methods=["GET"], name="sheets.template"),
    Route(f"{PATH}/{{what}}/ut", take_out, methods=["POST"], name="sheets.take_out"),
    Route(f"{PATH}/{{what}}/inn", keep, methods=["POST"], name="sheets.keep"),
]
