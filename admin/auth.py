"""Who may come in: the cookie, the login it stands for, and the guard before every route."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from admin.held import BUTTONS, GO_ON, hold, let_go
from admin.parts import Parts
from admin.roles import FRESH, MAY, OPEN
from admin.trail import Endpoint, followed
from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.storage import accounts
from bot.storage.accounts import Login

NOTED_EVERY = timedelta(minutes=1)
EVENTS = "text/event-stream"
"""What a page that waits for news asks for."""


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def login_of(request: Request) -> Login:
    """The login of a request that has passed the guard."""
    login: Login = request.state.login
    return login


def municipality_of(request: Request) -> MunicipalityId:
    """Where they work.  The guard has sent whoever has none to choose one."""
    municipality = login_of(request).user.municipality
    if municipality is None:
        raise HTTPException(404)
    return municipality


def guarded(route: Route) -> Route:
    """The same route, behind its line in the table of roles."""
    if route.name in OPEN:
        return route
    if route.name not in MAY:
        raise SetupError(f"the route {route.name} is missing in admin/roles.py")
    return Route(route.path, _guard(route), methods=list(route.methods or ()), name=route.name)


def _guard(route: Route) -> Endpoint:
    endpoint: Endpoint = route.endpoint
    may = MAY[route.name]

    async def guard(request: Request) -> Response:
        login = await find_login(request)
        if login is None and ("hx-request" in request.headers or _waits_for_news(request)):
            return Response(status_code=401, headers={"HX-Refresh": "true"})
        if login is None:
            return RedirectResponse(f"/logg-inn?neste={quote(coming_back_to(request))}", 303)
        request.state.login = login
        if login.user.role not in may:
            raise HTTPException(403)
        first = _first(request, route.name, login)
        if first:
            return _lead(request, await _holding(request, route.name, login, first))
        response = await followed(request, route.name, login, parts_of(request), endpoint)
        if route.name in BUTTONS:
            await let_go(parts_of(request), login)
        return response

    return guard


def _first(request: Request, name: str, login: Login) -> str:
    """Where they must go before this: to begin, to make a second step, or to show once more who they are."""
    if login.user.municipality is None and not name.startswith(("begin", "logout", "account", "confirm")):
        return "/kom-i-gang"
    if login.too_weak and not name.startswith(("begin", "logout", "account", "confirm")):
        return "/konto"
    if name in FRESH and not login.is_fresh(parts_of(request).real_now()):
        return f"/bekreft?neste={quote(coming_back_to(request) if request.method == 'GET' else came_from(request))}"
    return ""


async def _holding(request: Request, name: str, login: Login, first: str) -> str:
    """Where they go first; what they sent is carried along where that is to show who they are."""
    to_confirm = first.startswith("/bekreft")
    carried = to_confirm and await hold(request, parts_of(request), login, name, came_from(request))
    return f"/bekreft?neste={GO_ON}" if carried else first


def _lead(request: Request, where: str) -> Response:
    """Also when htmx asked for a piece of a page, which would follow a redirect by itself and show its piece."""
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


def came_from(request: Request) -> str:
    """The page of ours whose button was pressed; the first page when that cannot be opened by its address."""
    parts = urlsplit(request.headers.get("referer", ""))
    ours = parts.netloc in {request.headers.get("host"), urlsplit(parts_of(request).public_url).netloc}
    opens = any(route.matches(_get(parts.path))[0] is Match.FULL for route in request.app.routes)
    return local(parts.path + (f"?{parts.query}" if parts.query else "")) if ours and opens else "/"


def _get(path: str) -> Scope:
    return {"type": "http", "method": "GET", "path": path}


async def find_login(request: Request) -> Login | None:
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        return None
    parts, now = parts_of(request), parts_of(request).real_now()
    login = await parts.storage.ask(lambda db: accounts.login_by(db, secret, now))
    if login and now - login.used > NOTED_EVERY and not refreshes_itself(request):
        seen = login.look_up
        await parts.storage.write(lambda db: accounts.used_login(db, seen, now))
    return login


def refreshes_itself(request: Request) -> bool:
    """A page left open asks again by itself, and must not keep its user logged in."""
    return "x-live" in request.headers or _waits_for_news(request)


def _waits_for_news(request: Request) -> bool:
    return request.headers.get("accept", "") == EVENTS


def cookie_name(request: Request) -> str:
    return "__Host-handslag" if parts_of(request).secure else "handslag"


def give_cookie(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        cookie_name(request), secret, path="/", secure=parts_of(request).secure, httponly=True, samesite="lax"
    )


def take_cookie(request: Request, response: Response) -> None:
    response.delete_cookie(
        cookie_name(request), path="/", secure=parts_of(request).secure, httponly=True, samesite="lax"
    )


def look_up_in(request: Request) -> bytes:
    """The hash of a login or a link, as its page wrote it in the address."""
    try:
        return bytes.fromhex(request.path_params["look_up"])
    except ValueError:
        raise HTTPException(404) from None


def coming_back_to(request: Request) -> str:
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def local(path: str) -> str:
    """The path when it stays with us, else the first page."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if stays else "/"
