"""Making, using and taking away passkeys.  A script carries questions and answers between us and the browser."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin import passkeys
from admin.auth import local, login_of, look_up_in, parts_of
from admin.devices import device_of
from admin.entering import begin, come_in, finish, give_step
from admin.pages import go
from admin.passkeys import WRONG, Asked
from bot.errors import Refused
from bot.storage import accounts, proofs
from bot.storage.proofs import Passkey

MAKING, USING = "new passkey", "passkey"


async def login_begin(request: Request) -> Response:
    return await _ask(request, USING, passkeys.to_use(parts_of(request)))


async def login_try(request: Request) -> Response:
    try:
        key = await _used(request)
    except Refused as why:
        return JSONResponse({"said": str(why)}, 422)
    let_in = await come_in(request, key.user, "passkey", local(request.query_params.get("neste", "/")))
    response = JSONResponse({"go": let_in.headers["location"]})
    response.headers["set-cookie"] = let_in.headers["set-cookie"]
    return response


async def confirm_begin(request: Request) -> Response:
    has = await _of(request)
    return await _ask(request, USING, passkeys.to_use(parts_of(request), has), login_of(request).user.id)


async def confirm_try(request: Request) -> Response:
    this, now = login_of(request), parts_of(request).real_now()
    try:
        key = await _used(request)
    except Refused as why:
        return JSONResponse({"said": str(why)}, 422)
    if key.user != this.user.id:
        return JSONResponse({"said": WRONG}, 422)
    await parts_of(request).storage.write(lambda db: accounts.prove(db, this.look_up, now))
    return JSONResponse({"go": local(request.query_params.get("neste", "/"))})


async def make_begin(request: Request) -> Response:
    user, has = login_of(request).user, await _of(request)
    return await _ask(request, MAKING, passkeys.to_make(parts_of(request), user, has), user.id)


async def make(request: Request) -> Response:
    parts, user, now = parts_of(request), login_of(request).user.id, parts_of(request).real_now()
    answer, asked = await _answer(request), await finish(request, MAKING)
    if asked is None or asked.user != user:
        return JSONResponse({"said": WRONG}, 422)
    try:
        key, public, signs = passkeys.made(parts, answer, asked.asked["challenge"])
    except Refused as why:
        return JSONResponse({"said": str(why)}, 422)
    device = device_of(request.headers.get("user-agent", ""))
    await parts.storage.write(lambda db: proofs.add_passkey(db, user, key, public, signs, device, now))
    await go(request, "/konto", "Nøkkelen er klar. Neste gang kan du logge inn med den.")
    return JSONResponse({"go": "/konto"})


async def take_away(request: Request) -> Response:
    user, key = login_of(request).user.id, look_up_in(request)
    gone = await parts_of(request).storage.write(lambda db: proofs.drop_passkey(db, user, key))
    return await go(request, "/konto", "Nøkkelen virker ikke lenger." if gone else "")


async def _of(request: Request) -> list[Passkey]:
    user = login_of(request).user.id
    return await parts_of(request).storage.ask(lambda db: proofs.passkeys_of(db, user))


async def _ask(request: Request, what: str, asked: Asked, user: int | None = None) -> Response:
    secret = await begin(request, what, {"challenge": asked.challenge}, user)
    response = Response(asked.options, media_type="application/json")
    give_step(request, response, secret)
    return response


async def _used(request: Request) -> Passkey:
    """The key that answered what this browser was asked."""
    parts, now = parts_of(request), parts_of(request).real_now()
    answer, asked = await _answer(request), await finish(request, USING)
    which = passkeys.id_in(answer)
    key = await parts.storage.ask(lambda db: proofs.passkey_by(db, which))
    if asked is None or key is None:
        raise Refused(WRONG)
    signs = passkeys.used(parts, answer, asked.asked["challenge"], key)
    await parts.storage.write(lambda db: proofs.used_passkey(db, key.id, signs, now))
    return key


async def _answer(request: Request) -> dict[str, Any]:
    try:
        answer = await request.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


ROUTES = [
    Route("/logg-inn/nokkel/start", login_begin, methods=["POST"], name="login.key.begin"),
    Route("/logg-inn/nokkel", login_try, methods=["POST"], name="login.key.try"),
    Route("/bekreft/nokkel/start", confirm_begin, methods=["POST"], name="confirm.key.begin"),
    Route("/bekreft/nokkel", confirm_try, methods=["POST"], name="confirm.key.try"),
    Route("/konto/nokler/start", make_begin, methods=["POST"], name="account.keys.begin"),
    Route("/konto/nokler", make, methods=["POST"], name="account.keys.made"),
    Route("/konto/nokler/{look_up}/ta-bort", take_away, methods=["POST"], name="account.keys.take_away"),
]
