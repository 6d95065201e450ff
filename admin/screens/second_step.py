"""Codes from an app, and the recovery codes that come with them: made, renewed and taken away by their owner."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin import codes
from admin.auth import login_of, parts_of
from admin.entering import begin, finish, give_step, halfway
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from bot.errors import Refused
from bot.storage import proofs

MAKING = "totp"
TOLD = {"code": "Skriv de seks sifrene appen viser nå."}
WRONG = "Koden stemte ikke. Vent på neste kode i appen, og se at klokka på telefonen går riktig."


class First(Fields):
    """The first code, which shows that the app has the secret."""

    code: Annotated[str, Field(min_length=6, max_length=12)]


async def begin_codes(request: Request) -> Response:
    sealed = parts_of(request).keys.seal(codes.new_secret()).hex()
    secret = await begin(request, MAKING, {"sealed": sealed}, login_of(request).user.id)
    response = RedirectResponse("/konto/kode", 303)
    give_step(request, response, secret)
    return response


async def show(request: Request) -> Response:
    return await _page(request, Form[First]())


async def _page(request: Request, form: Form[First], status: int = 200) -> Response:
    sealed = await _sealed(request)
    if sealed is None:
        return RedirectResponse("/konto", 303)
    secret = parts_of(request).keys.unseal(sealed)
    picture = codes.picture_of(secret, login_of(request).user.email)
    return await page(request, "codes.html", status, form=form, secret=secret, picture=picture)


async def _sealed(request: Request) -> bytes | None:
    """The secret this browser was shown, when its user is the one who asks."""
    waiting = await halfway(request, MAKING)
    return bytes.fromhex(waiting.asked["sealed"]) if waiting and waiting.user == login_of(request).user.id else None


async def begun(request: Request) -> Response:
    form, sealed = await read_form(request, First, TOLD), await _sealed(request)
    if sealed is None:
        return RedirectResponse("/konto", 303)
    parts, user, now = parts_of(request), login_of(request).user.id, parts_of(request).real_now()
    step = None if form.read is None else codes.step_of(parts.keys.unseal(sealed), form.read.code, now)
    if step is None:
        form.wrong.setdefault("code", WRONG)
        return await _page(request, form, 422)
    await finish(request, MAKING)
    await parts.storage.write(lambda db: proofs.set_totp(db, user, sealed, step))
    return await _with_new_codes(request)


async def renew(request: Request) -> Response:
    user = login_of(request).user.id
    if not await parts_of(request).storage.ask(lambda db: proofs.has_second_step(db, user)):
        raise Refused(
            "Gjenopprettingskoder brukes sammen med koder fra app eller en nøkkel. Lag en nøkkel eller ta i bruk koder "
            "fra app først."
        )
    return await _with_new_codes(request)


async def _with_new_codes(request: Request) -> Response:
    """Shown once: only their hashes are kept."""
    parts, user, made = parts_of(request), login_of(request).user.id, codes.new_codes()
    look_ups = [codes.look_up(parts.keys, user, code) for code in made]
    await parts.storage.write(lambda db: proofs.give_codes(db, user, look_ups))
    return await page(request, "recovery.html", codes=made)


async def take_away(request: Request) -> Response:
    user = login_of(request).user.id
    await parts_of(request).storage.write(lambda db: proofs.set_totp(db, user, None))
    return await go(request, "/konto", "Koder fra app er tatt bort.")


ROUTES = [
    Route("/konto/kode/ny", begin_codes, methods=["POST"], name="account.codes.begin"),
    Route("/konto/kode", show, methods=["GET"], name="account.codes"),
    Route("/konto/kode", begun, methods=["POST"], name="account.codes.begun"),
    Route("/konto/kode/ta-bort", take_away, methods=["POST"], name="account.codes.take_away"),
    Route("/konto/gjenoppretting", renew, methods=["POST"], name="account.recovery"),
]
