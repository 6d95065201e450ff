"""The confidentiality pledge: sent to a volunteer as a question, who answers JA."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of
from admin.pages import go
from admin.undoing import act_undoably
from bot import desk
from bot.errors import NotFound, Refused
from bot.life.turn import Turn
from bot.model import PersonId, Stage


async def send(request: Request) -> Response:
    who, by = PersonId(request.path_params["volunteer"]), login_of(request).user.id

    def job(turn: Turn) -> None:
        volunteer = turn.store.volunteer(who)
        if volunteer is None or volunteer.stage is Stage.LEFT:
            raise NotFound("volunteer")
        desk.send_pledge(turn, who, by)

    try:
        await act_undoably(request, "volunteer.pledge", job)
    except Refused as why:
        return await go(request, f"/frivillige/{who}", str(why), "warning")
    return await go(request, f"/frivillige/{who}", "Taushetsløftet er sendt. Svaret kommer på kortet.")


ROUTES = [Route("/frivillige/{volunteer:int}/loefte", send, methods=["POST"], name="volunteer.pledge")]
