"""Coming in through someone who vouches for us: only those who have tied their user here to it."""

from __future__ import annotations

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import find_login, local, login_of, parts_of
from admin.entering import begin, come_in, finish, give_step
from admin.oidc import BACK, WRONG, Provider
from admin.pages import open_page
from bot.errors import Refused
from bot.storage import accounts
from bot.storage.accounts import Login
from bot.storage.proofs import Ceremony

AWAITED = "oidc"
UNKNOWN = (
    "Vi kjenner deg ikke ennå. Har du en bruker her, logg inn som før og velg Koble til felles innlogging under Din "
    "konto. Har du ingen, be en ansvarlig hos dere om en lenke."
)
TIED = "Nå logger du inn med felles innlogging. Passordet er tatt bort."


def provider_of(request: Request) -> Provider:
    provider = parts_of(request).oidc
    if provider is None:
        raise HTTPException(404)
    return provider


async def login(request: Request) -> Response:
    return await _leave(request, "login", local(request.query_params.get("neste", "/")))


async def tie(request: Request) -> Response:
    return await _leave(request, "tie", "/konto", login_of(request).user.id)


async def confirm(request: Request) -> Response:
    return await _leave(request, "confirm", local(request.query_params.get("neste", "/")), login_of(request).user.id)


async def _leave(request: Request, why: str, after: str, user: int | None = None) -> Response:
    begun = await provider_of(request).begin(again=why != "login")
    at = parts_of(request).real_now().isoformat()
    secret = await begin(request, AWAITED, {**begun.asked, "why": why, "after": after, "at": at}, user)
    response = RedirectResponse(begun.address, 303)
    give_step(request, response, secret)
    return response


async def back(request: Request) -> Response:
    provider, asked = provider_of(request), await finish(request, AWAITED)
    if asked is None:
        raise Refused(WRONG)
    why, after = asked.asked["why"], local(asked.asked["after"])
    since = None if why == "login" else datetime.fromisoformat(asked.asked["at"])
    subject = await provider.subject(request.query_params, asked.asked, since)
    if why == "login":
        return await _let_in(request, subject, after)
    await _add(request, await _same(request, asked), why, subject)
    return RedirectResponse(after, 303)


async def _let_in(request: Request, subject: str, after: str) -> Response:
    user = await parts_of(request).storage.ask(lambda db: accounts.user_by_subject(db, subject))
    if user is None:
        return open_page(request, "error.html", 403, heading="Du slipper ikke inn ennå", text=UNKNOWN, back="")
    return await come_in(request, user, "oidc", after)


async def _same(request: Request, asked: Ceremony) -> Login:
    """The login of whoever left from here, who must still be in."""
    login = await find_login(request)
    if login is None or login.user.id != asked.user:
        raise Refused(WRONG)
    return login


async def _add(request: Request, login: Login, why: str, subject: str) -> None:
    storage, now, words = parts_of(request).storage, parts_of(request).real_now(), {"text": TIED, "tone": "success"}
    if why == "tie":
        await storage.write(lambda db: accounts.tie(db, login.user.id, subject))
        await storage.write(lambda db: accounts.say_next(db, login.look_up, words))
    elif await storage.ask(lambda db: accounts.user_by_subject(db, subject)) != login.user.id:
        raise Refused(WRONG)
    await storage.write(lambda db: accounts.prove(db, login.look_up, now))


ROUTES = [
    Route("/logg-inn/felles", login, methods=["GET"], name="login.oidc"),
    Route(BACK, back, methods=["GET"], name="login.oidc.back"),
    Route("/konto/felles", tie, methods=["GET"], name="account.oidc"),
    Route("/bekreft/felles", confirm, methods=["GET"], name="confirm.oidc"),
]
