"""One's own page: the browsers one is logged in from, and one's password."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin import passwords
from admin.auth import login_of, look_up_in, parts_of
from admin.entering import password_fits
from admin.forms import Fields, Form, read_form, without_passwords
from admin.pages import go, page
from bot.storage import accounts, proofs


class NewPassword(Fields):
    """The old one shows that it is not someone else at an open screen."""

    old_password: Annotated[str, Field(min_length=1, max_length=passwords.LONGEST)]
    new_password: Annotated[str, Field(min_length=1)]


TOLD = {"old_password": "Skriv passordet du har nå.", "new_password": "Skriv et nytt passord."}


async def account(request: Request) -> Response:
    return await _page(request, Form[NewPassword]())


async def _page(request: Request, form: Form[NewPassword], status: int = 200) -> Response:
    this, now = login_of(request), parts_of(request).real_now()

    def ask(db: Connection) -> dict[str, Any]:
        of = this.user.id
        return {
            "logins": accounts.logins_of(db, of, now), "password": accounts.has_password(db, of),
            "app": proofs.totp_of(db, of)[0] is not None, "keys": proofs.passkeys_of(db, of),
            "recovery": proofs.count_codes(db, of), "tied": accounts.is_tied(db, of),
        }  # fmt: skip

    ways, oidc = await parts_of(request).storage.ask(ask), parts_of(request).oidc is not None
    return await page(request, "account.html", status, form=without_passwords(form), this=this, oidc=oidc, **ways)


async def change_password(request: Request) -> Response:
    form, this = await read_form(request, NewPassword, TOLD), login_of(request)
    if form.read is not None:
        form.wrong.update(await _wrong_with(request, form.read))
    if form.read is None or form.wrong:
        return await _page(request, form, 422)
    password = await passwords.hashed(form.read.new_password)

    def store(db: Connection) -> None:
        accounts.set_password(db, this.user.id, password)
        accounts.close_others(db, this.user.id, this.look_up)

    await parts_of(request).storage.write(store)
    return await go(request, "/konto", "Passordet er byttet. Du er logget ut alle andre steder.")


async def _wrong_with(request: Request, new: NewPassword) -> dict[str, str]:
    user = login_of(request).user
    if await password_fits(request, user.email, new.old_password) is None:
        return {"old_password": "Det stemte ikke med passordet du har nå."}
    weak = passwords.too_weak(new.new_password, user.name, user.email)
    return {"new_password": weak} if weak else {}


async def close(request: Request) -> Response:
    user, look_up = login_of(request).user.id, look_up_in(request)
    await parts_of(request).storage.write(lambda db: accounts.close_login(db, user, look_up))
    return await go(request, "/konto", "Den nettleseren er logget ut.")


async def close_others(request: Request) -> Response:
    this = login_of(request)
    await parts_of(request).storage.write(lambda db: accounts.close_others(db, this.user.id, this.look_up))
    return await go(request, "/konto", "Du er logget ut alle andre steder.")


ROUTES = [
    Route("/konto", account, methods=["GET"], name="account"),
    Route("/konto/passord", change_password, methods=["POST"], name="account.password"),
    Route("/konto/innlogginger/{look_up}/logg-ut", close, methods=["POST"], name="account.close"),
    Route("/konto/logg-ut-andre", close_others, methods=["POST"], name="account.close_others"),
]
