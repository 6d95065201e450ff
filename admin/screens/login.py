"""Logging in and out, and the link that lets a new user in once."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin import passwords
from admin.auth import find_login, local, login_of, parts_of, take_cookie
from admin.entering import CODE, ask_for_code, code_fits, come_in, finish, halfway, password_fits
from admin.forms import Fields, Form, read_form, without_passwords
from admin.pages import open_page
from bot.errors import Refused
from bot.storage import accounts, proofs

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


class Code(Fields):
    """The second step."""

    code: Annotated[str, Field(min_length=6, max_length=40)]


CODE_TOLD = {"code": "Skriv koden fra appen, eller en av gjenopprettingskodene dine."}
WRONG_CODE = "Koden stemte ikke. Vent på neste kode i appen og prøv igjen. Etter fem feil på rad må du vente litt."
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
    oidc, towns = parts_of(request).oidc is not None, parts_of(request).system.municipalities()
    town = towns[0] if len(towns) == 1 else None
    return open_page(
        request, "login.html", status, form=without_passwords(form), after=after, oidc=oidc, town=town
    )  # fmt: skip


async def login_try(request: Request) -> Response:
    form, after = await read_form(request, Entry, ENTRY_TOLD), local(request.query_params.get("neste", "/"))
    if form.read is None:
        return _login_page(request, form, 422)
    user = await password_fits(request, form.read.email, form.read.password)
    if user is None:
        form.wrong["email"] = REFUSED
        return _login_page(request, form, 422)
    if await parts_of(request).storage.ask(lambda db: proofs.has_second_step(db, user.id)):
        return await ask_for_code(request, user.id, after)
    return await come_in(request, user.id, "password", after)


async def code(request: Request) -> Response:
    if await halfway(request, CODE) is None:
        return RedirectResponse("/logg-inn", 303)
    return open_page(request, "code.html", form=Form[Code]())


async def code_try(request: Request) -> Response:
    waiting, form = await halfway(request, CODE), await read_form(request, Code, CODE_TOLD)
    if waiting is None or waiting.user is None:
        return RedirectResponse("/logg-inn", 303)
    if form.read is not None and await code_fits(request, waiting.user, form.read.code):
        await finish(request, CODE)
        return await come_in(request, waiting.user, "code", local(request.query_params.get("neste", "/")))
    form.wrong.setdefault("code", WRONG_CODE)
    return open_page(request, "code.html", 422, form=Form[Code](wrong=form.wrong))


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
        return await come_in(request, await _made(request, form.read), "password", "/")
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
    Route("/logg-inn/kode", code, methods=["GET"], name="login.code"),
    Route("/logg-inn/kode", code_try, methods=["POST"], name="login.code_try"),
    Route("/logg-ut", logout, methods=["POST"], name="logout"),
    Route("/velkommen/{secret}", welcome, methods=["GET"], name="welcome"),
    Route("/velkommen/{secret}", welcome_accept, methods=["POST"], name="welcome.accept"),
]
