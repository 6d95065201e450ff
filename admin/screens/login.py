"""Logging in and out, and the link that lets a new user in once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin import passwords
from admin.auth import cookie_name, find_login, give_cookie, local, login_of, parts_of, take_cookie
from admin.devices import device_of
from admin.forms import Fields, Form, read_form, without_passwords
from admin.pages import open_page
from admin.trail import write
from bot.errors import Refused
from bot.storage import accounts
from bot.storage.accounts import Login
from bot.storage.trail import Access

REFUSED = (
    "Feil e-postadresse eller passord. Etter fem feil på rad må du vente litt mellom hvert forsøk, "
    "også om passordet er riktig."
)


def _address(given: str) -> str:
    before, _, after = given.partition("@")
    if not before or "." not in after or any(c.isspace() for c in given):
        raise ValueError("not an address")
    return given.lower()


Email = Annotated[str, Field(max_length=200), AfterValidator(_address)]


class Entry(Fields):
    """Who wants in."""

    email: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=passwords.LONGEST)]


class NewUser(Fields):
    """Who was invited."""

    name: Annotated[str, Field(min_length=2, max_length=120)]
    email: Email
    password: Annotated[str, Field(min_length=1)]


ENTRY_TOLD = {"email": "Skriv e-postadressen din.", "password": "Skriv passordet ditt."}
NEW_USER_TOLD = {
    "name": "Skriv navnet ditt, slik de frivillige skal se det.",
    "email": "Skriv e-postadressen din, for eksempel ingrid@eksempel.no.",
    "password": "Lag et passord.",
}


async def login(request: Request) -> Response:
    if await find_login(request):
        return RedirectResponse("/", 303)
    return _login_page(request, Form[Entry]())


def _login_page(request: Request, form: Form[Entry], status: int = 200) -> Response:
    after = local(request.query_params.get("neste", "/"))
    return open_page(request, "login.html", status, form=without_passwords(form), after=after)


async def login_try(request: Request) -> Response:
    form = await read_form(request, Entry, ENTRY_TOLD)
    if form.read is None:
        return _login_page(request, form, 422)
    let_in = await _let_in(request, form.read)
    if let_in is None:
        form.wrong["email"] = REFUSED
        return _login_page(request, form, 422)
    return await _open(request, let_in, local(request.query_params.get("neste", "/")))


async def _let_in(request: Request, entry: Entry) -> int | None:
    """The user's id when the password fits.  An unknown address takes as long as a wrong password."""
    storage, now = parts_of(request).storage, parts_of(request).real_now()
    found = await storage.ask(lambda db: accounts.user_by_email(db, entry.email))
    kept, waits = (found[1], _waits(found[2], now)) if found else (passwords.NOBODYS, True)
    fits = await passwords.matches(kept, entry.password)
    if found is None or waits:
        return None
    user = found[0].id
    if not fits:
        await storage.write(lambda db: accounts.wrong_password(db, user, now))
    return user if fits else None


def _waits(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


async def _open(request: Request, user: int, after: str) -> Response:
    """In with a new secret; the one the browser came with is of no more use."""
    parts, now = parts_of(request), parts_of(request).real_now()
    old = request.cookies.get(cookie_name(request), "")
    device = device_of(request.headers.get("user-agent", ""))

    def rotate(db: Connection) -> tuple[str, Login | None]:
        accounts.forget(db, old)
        secret = accounts.open_login(db, user, device, now)
        return secret, accounts.login_by(db, secret, now)

    secret, login = await parts.storage.write(rotate)
    if login is not None and login.user.municipality is not None:
        await write(parts, login.user.municipality, Access(now, user, "login.password"))
    response = RedirectResponse(after, 303)
    give_cookie(request, response, secret)
    return response


async def logout(request: Request) -> Response:
    this = login_of(request)
    await parts_of(request).storage.write(lambda db: accounts.close_login(db, this.user.id, this.look_up))
    response = RedirectResponse("/logg-inn", 303)
    take_cookie(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def welcome(request: Request) -> Response:
    await _invited(request)
    return open_page(request, "welcome.html", form=Form[NewUser]())


async def welcome_accept(request: Request) -> Response:
    await _invited(request)
    form = await read_form(request, NewUser, NEW_USER_TOLD)
    weak = form.read and passwords.too_weak(form.read.password, form.read.name, form.read.email)
    if weak:
        form.wrong["password"] = weak
    if form.read is None or form.wrong:
        return open_page(request, "welcome.html", 422, form=without_passwords(form))
    try:
        return await _open(request, await _made(request, form.read), "/")
    except Refused as why:
        form.wrong["email"] = str(why)
        return open_page(request, "welcome.html", 422, form=without_passwords(form))


async def _invited(request: Request) -> None:
    storage, now, secret = parts_of(request).storage, parts_of(request).real_now(), request.path_params["secret"]
    if await storage.ask(lambda db: accounts.invitation_by(db, secret, now)) is None:
        raise HTTPException(410)


async def _made(request: Request, new: NewUser) -> int:
    storage, now, secret = parts_of(request).storage, parts_of(request).real_now(), request.path_params["secret"]
    password = await passwords.hashed(new.password)
    made = await storage.write(lambda db: accounts.accept(db, secret, new.name, new.email, password, now))
    if made is None:
        raise HTTPException(410)
    return made


ROUTES = [
    Route("/logg-inn", login, methods=["GET"], name="login"),
    Route("/logg-inn", login_try, methods=["POST"], name="login.try"),
    Route("/logg-ut", logout, methods=["POST"], name="logout"),
    Route("/velkommen/{secret}", welcome, methods=["GET"], name="welcome"),
    Route("/velkommen/{secret}", welcome_accept, methods=["POST"], name="welcome.accept"),
]
