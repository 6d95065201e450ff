"""Showing once more who one is, before data is taken out, much is sent, or a way of coming in is changed."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin import passwords
from admin.auth import local, login_of, parts_of
from admin.entering import code_fits, password_fits
from admin.forms import Fields, Form, read_form, without_passwords
from admin.held import GO_ON, held
from admin.pages import go, page
from bot.storage import accounts, proofs

TOLD = {"password": "Passordet er for langt.", "code": "Koden er for lang."}
AGAIN = "Takk. Se over, og trykk på knappen en gang til."


class Proof(Fields):
    """What is asked for depends on how they come in."""

    password: str = Field("", max_length=passwords.LONGEST)
    code: str = Field("", max_length=40)


async def confirm(request: Request) -> Response:
    return await _page(request, Form[Proof]())


async def _page(request: Request, form: Form[Proof], status: int = 200) -> Response:
    user, after = login_of(request).user, local(request.query_params.get("neste", "/"))

    def ask(db: Connection) -> dict[str, bool]:
        return {
            "needs_code": proofs.has_second_step(db, user.id), "password": accounts.has_password(db, user.id),
            "keys": bool(proofs.passkeys_of(db, user.id)), "tied": accounts.is_tied(db, user.id),
        }  # fmt: skip

    ways = await parts_of(request).storage.ask(ask)
    return await page(
        request, "confirm.html", status, form=without_passwords(form), after=after,
        carried=after == GO_ON, **ways,
    )  # fmt: skip


async def confirm_try(request: Request) -> Response:
    form, this = await read_form(request, Proof, TOLD), login_of(request)
    if form.read is not None:
        form.wrong.update(await _wrong_with(request, form.read))
    if form.read is None or form.wrong:
        return await _page(request, form, 422)
    now = parts_of(request).real_now()
    await parts_of(request).storage.write(lambda db: accounts.prove(db, this.look_up, now))
    after = local(request.query_params.get("neste", "/"))
    return await go(request, after, "" if after == GO_ON else AGAIN)


async def go_on(request: Request) -> Response:
    """What they were about to do, as they had filled it in; the first page when there is nothing."""
    waits = await held(parts_of(request), login_of(request))
    return await page(request, "confirmed.html", held=waits) if waits else RedirectResponse("/", 303)


async def _wrong_with(request: Request, proof: Proof) -> dict[str, str]:
    user = login_of(request).user
    if await password_fits(request, user.email, proof.password) is None:
        return {"password": "Passordet stemte ikke. Etter fem feil på rad må du vente litt."}
    needs_code = await parts_of(request).storage.ask(lambda db: proofs.has_second_step(db, user.id))
    if needs_code and not await code_fits(request, user.id, proof.code):
        return {"code": "Koden stemte ikke. Vent på neste kode i appen og prøv igjen."}
    return {}


ROUTES = [
    Route("/bekreft", confirm, methods=["GET"], name="confirm"),
    Route("/bekreft", confirm_try, methods=["POST"], name="confirm.try"),
    Route(GO_ON, go_on, methods=["GET"], name="confirm.go_on"),
]
