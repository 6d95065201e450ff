"""Tekster: what the robot says, worded as the municipality wants it, and how it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.auth import login_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page, render
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.people import LANGUAGES
from admin.views.wording import GROUPS, fields, group_of, listed, name_of, template_of
from bot.errors import Refused
from bot.life import wording
from bot.life.samples import counted
from bot.life.turn import Turn
from bot.life.wording import Worded
from bot.storage.wordings import Reworded

FIRST = "onboarding"
PUBLISHED = frozenset({"pledge.words"})
"""What is not said before it has been published."""
SAVED, NOT_YET = "Lagret. Roboten skriver slik fra nå av.", "Lagret. Ordene gjelder når de er publisert."


class Typed(Fields):
    """The text as it is to be; what is wrong with it is found by ``wording.judge``."""

    text: Annotated[str, Field(max_length=2000)] = ""
    look: str = ""


TOLD = {"text": "Teksten er for lang.", "look": ""}


@dataclass(frozen=True, slots=True)
class Opened:
    """One text: as we wrote it, as it is, as it would be, and all that has been done to it."""

    ours: str
    now: str
    seen: Worded
    history: Sequence[Reworded]
    users: dict[int, str]


async def texts(request: Request) -> Response:
    asked = request.query_params
    language = asked.get("sprak", "nb") if asked.get("sprak") in dict(LANGUAGES) else "nb"
    group = asked.get("om", FIRST) if asked.get("om") in GROUPS else FIRST
    query, changed = asked.get("q", "").strip()[:100], bool(asked.get("endret"))
    lines = await look_ahead(request, lambda turn: listed(
        language, turn.store.wording(turn.town.wording), counted(turn.engine), group=group, query=query, changed=changed
    ))  # fmt: skip
    return await page(
        request, "texts.html", lines=lines, language=language, languages=LANGUAGES, group=group, groups=GROUPS,
        query=query, changed=changed,
    )  # fmt: skip


def _which(request: Request) -> tuple[str, str]:
    return request.path_params["text"], request.path_params["language"]


async def text(request: Request) -> Response:
    return await _page(request, None)


async def _page(request: Request, form: Form[Typed] | None, status: int = 200) -> Response:
    key, language = _which(request)
    one = wording.text_called(key, language)

    def job(turn: Turn) -> Opened:
        own = turn.store.wording(turn.town.wording)
        now = template_of(one, language, own)
        seen = wording.judge(turn, key, language, now if form is None else form.value("text"))
        history = turn.store.rewordings(language, key)
        return Opened(one.ours(language), now, seen, history, turn.store.user_names())

    opened = await look_ahead(request, job)
    shown = form or Form[Typed]({"text": opened.now.strip()})
    return await page(
        request, "text.html", status, form=shown, opened=opened, address=f"/tekster/{language}/{key}",
        seen=opened.seen, group=GROUPS[group_of(key)], name=name_of(one, language),
        back=f"/tekster?sprak={language}&om={group_of(key)}", language=dict(LANGUAGES)[language],
        fields=fields(one, language), published=key in PUBLISHED,
    )  # fmt: skip


async def look(request: Request) -> Response:
    """Only what stands beside the form, for the form to fetch while one types."""
    form, (key, language) = await read_form(request, Typed, TOLD), _which(request)
    seen = await look_ahead(request, lambda turn: wording.judge(turn, key, language, form.value("text")))
    return HTMLResponse(render("text_seen.html", seen=seen))


async def save(request: Request) -> Response:
    form, (key, language) = await read_form(request, Typed, TOLD), _which(request)
    by = login_of(request).user.id
    wording.text_called(key, language)
    if form.value("look"):
        return await _page(request, form)
    if form.read is not None:
        try:
            await act_undoably(
                request, "text.save", lambda turn: wording.reword(turn, key, language, form.value("text"), by)
            )
            return await go(request, f"/tekster/{language}/{key}", NOT_YET if key in PUBLISHED else SAVED)
        except Refused as why:
            form.wrong["text"] = str(why)
    return await _page(request, form, 422)


async def use_ours(request: Request) -> Response:
    (key, language), by = _which(request), login_of(request).user.id
    await act_undoably(request, "text.use_ours", lambda turn: wording.use_ours(turn, key, language, by))
    return await go(request, f"/tekster/{language}/{key}", "Nå skriver roboten det slik vi skrev det.")


ROUTES = [
    Route("/tekster", texts, methods=["GET"], name="texts"),
    Route("/tekster/{language}/{text}", text, methods=["GET"], name="text"),
    Route("/tekster/{language}/{text}", save, methods=["POST"], name="text.save"),
    Route("/tekster/{language}/{text}/se", look, methods=["POST"], name="text.look"),
    Route("/tekster/{language}/{text}/var", use_ours, methods=["POST"], name="text.use_ours"),
]
