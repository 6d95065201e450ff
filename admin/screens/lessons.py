"""Lær roboten: say what was meant with a message it did not understand, and let it learn from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.intents import INTENTS
from admin.views.lessons import CHOICES, WHY, guesses, outcome
from bot.errors import NotFound, Refused
from bot.life import lessons
from bot.life.turn import Turn
from bot.nlu import FALLBACK
from bot.storage.lessons import Lesson
from bot.storage.store import Store

PATH = "/laer-roboten"
LAST = 20
"""So many of those already told are shown, to be taken away again."""
MOST = 300


def _known(code: str) -> str:
    if code and (code not in INTENTS or code == FALLBACK):
        raise ValueError("no such intent")
    return code


Code = Annotated[str, AfterValidator(_known)]


class Told(Fields):
    """The message as it is to be kept, and what was meant: by a button, or from the list."""

    text: Annotated[str, Field(min_length=1, max_length=MOST)]
    intent: Code = ""
    other: Code = ""


TOLD = {
    "text": f"La noe av meldingen stå, høyst {MOST} tegn.",
    "intent": "Velg hva som var ment.",
    "other": "Velg hva som var ment.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The one that is asked about now, how many wait, and those told last."""

    lesson: Lesson | None
    waiting: int
    told: int
    last: Sequence[Lesson]


async def show(request: Request) -> Response:
    return await _page(request, Form[Told]())


async def _page(request: Request, form: Form[Told], which: int | None = None, status: int = 200) -> Response:
    after = request.query_params.get("etter", "")

    def ask(store: Store) -> Shown:
        waiting, told = store.count_lessons()
        queue = store.waiting_lessons(most=200)
        one = store.lesson(which) if which is not None else _next(queue, after)
        return Shown(one, waiting, told, store.told_lessons(most=LAST))

    parts = parts_of(request)
    shown = await parts.system.read(municipality_of(request), ask)
    trainer, lesson = parts.trainer, shown.lesson
    if lesson is not None and not form.typed:
        form.typed = {"text": lesson.text}
    return await page(
        request, "lessons.html", status, form=form, lesson=lesson, waiting=shown.waiting, told=shown.told,
        last=[(each, INTENTS.get(each.intent or "", "")) for each in shown.last], choices=CHOICES, why=WHY,
        guesses=guesses(parts.system.runner.reader, lesson) if lesson is not None else [],
        can_learn=trainer is not None, busy=trainer is not None and trainer.busy,
        failed=trainer is not None and trainer.failed,
        outcome=outcome(trainer.report() if trainer is not None else None),
    )  # fmt: skip


def _next(queue: Sequence[Lesson], after: str) -> Lesson | None:
    """The newest, or the one that comes after it; from the end one begins again."""
    at = next((n for n, each in enumerate(queue) if str(each.id) == after), -1)
    return next(iter(queue[at + 1 :] or queue), None)


async def tell(request: Request) -> Response:
    which, me, form = request.path_params["lesson"], login_of(request).user.id, await read_form(request, Told, TOLD)
    intent = form.read.intent or form.read.other if form.read else ""
    if form.read and not intent:
        form.wrong["other"] = TOLD["other"]
    if form.read is None or not intent:
        return await _page(request, form, which, 422)
    text = form.read.text

    def job(turn: Turn) -> None:
        lessons.told(turn, which, text, intent, me)

    return await _done(request, "lessons.tell", job, "Takk! Det kan roboten lære av.")


async def drop(request: Request) -> Response:
    which = request.path_params["lesson"]
    said = "Meldingen er slettet herfra."
    return await _done(request, "lessons.drop", lambda turn: turn.store.drop_lesson(which), said)


async def _done(request: Request, what: str, job: lessons.Act, said: str) -> Response:
    """Someone else may have answered meanwhile, or the one who wrote it been erased: then the next is shown."""
    try:
        await act_undoably(request, what, job)
    except (NotFound, Refused):
        return await go(request, PATH, "Noen har allerede svart på denne, eller så er den slettet.", "warning")
    return await go(request, PATH, said)


async def train(request: Request) -> Response:
    trainer = parts_of(request).trainer
    if trainer is None:
        raise NotFound("trainer")
    await trainer.begin()
    return await go(request, PATH, "Roboten øver. Det tar noen minutter. Last siden på nytt for å se hvordan det gikk.")


ROUTES = [
    Route(PATH, show, methods=["GET"], name="lessons"),
    Route(f"{PATH}/tren", train, methods=["POST"], name="lessons.train"),
    Route(f"{PATH}/{{lesson:int}}", tell, methods=["POST"], name="lessons.tell"),
    Route(f"{PATH}/{{lesson:int}}/bort", drop, methods=["POST"], name="lessons.drop"),
]
