"""What a coordinator writes in a talk they have, and taking it back until it leaves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import read_form
from admin.pages import go
from admin.screens.talks import FIELD, Answer, talk_page, who_in
from admin.undoing import act_undoably
from admin.views.talks import to_write_again
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn


async def answer(request: Request) -> Response:
    """Only whoever has the talk may answer: two who answer at once say different things."""
    who, me = who_in(request), login_of(request).user.id
    form = await read_form(request, Answer, {"text": "Skriv et svar, høyst tusen tegn."})
    if form.read is None:
        return await talk_page(request, who, form, 422)
    words = form.read.text

    def job(turn: Turn) -> None:
        human = turn.store.human_has(who)
        if human is None or human[1] != me:
            raise Refused("Ta over samtalen før du svarer.")
        if turn.store.person(who).stopped or not turn.store.addresses(who):
            raise Refused("Hit kan vi ikke skrive.")
        desk.say(turn, who, words, me)

    try:
        await act_undoably(request, "talk.answer", job)
    except Refused as why:
        form.wrong["text"] = str(why)
        return await talk_page(request, who, form, 422)
    return await go(request, f"/samtaler/{who}#{FIELD}")


async def take_back(request: Request) -> Response:
    """The words are in the field again, so that they can be put right."""
    who, me, which = who_in(request), login_of(request).user.id, int(request.path_params["message"])
    try:
        written = await parts_of(request).system.act(
            municipality_of(request), lambda turn: desk.take_back_reply(turn, who, which, me)
        )
    except Refused as why:
        return await go(request, f"/samtaler/{who}", str(why), "warning")
    again = to_write_again(message.id for message in written)
    return await go(request, f"/samtaler/{who}?{again}#{FIELD}", "Angret. Ingenting er sendt.")


ROUTES = [
    Route("/samtaler/{person:int}/svar", answer, methods=["POST"], name="talk.answer"),
    Route("/samtaler/{person:int}/svar/{message:int}/angre", take_back, methods=["POST"], name="talk.take_back"),
]
