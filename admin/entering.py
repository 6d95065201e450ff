"""Coming in: what every way of logging in does at the end, and what a password or a code is worth."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin import codes, passwords
from admin.auth import cookie_name, give_cookie, parts_of
from admin.devices import device_of
from admin.trail import write
from bot.storage import accounts, proofs
from bot.storage.accounts import Login, User
from bot.storage.proofs import Ceremony
from bot.storage.trail import Access

CODE = "code"
"""The name of a login whose password was right and whose code is awaited."""


async def come_in(request: Request, user: int, way: str, after: str) -> Response:
    """In with a new secret; the one the browser came with is of no more use."""
    parts, now = parts_of(request), parts_of(request).real_now()
    old = request.cookies.get(cookie_name(request), "")

    def rotate(db: Connection) -> tuple[str, Login | None]:
        accounts.forget(db, old)
        secret = accounts.open_login(db, user, device_of(request.headers.get("user-agent", "")), now)
        return secret, accounts.login_by(db, secret, now)

    secret, login = await parts.storage.write(rotate)
    if login is not None and login.user.municipality is not None:
        await write(parts, login.user.municipality, Access(now, user, f"login.{way}"))
    response = RedirectResponse(after, 303)
    give_cookie(request, response, secret)
    return response


async def ask_for_code(request: Request, user: int, after: str) -> Response:
    secret = await begin(request, CODE, {}, user)
    response = RedirectResponse(f"/logg-inn/kode?neste={quote(after)}", 303)
    give_step(request, response, secret)
    return response


async def password_fits(request: Request, email: str, password: str) -> User | None:
    """The user when the password is theirs.  An unknown address takes as long as a wrong password."""
    storage, now = parts_of(request).storage, parts_of(request).real_now()
    found = await storage.ask(lambda db: accounts.user_by_email(db, email))
    kept, waits = (found[1] or passwords.NOBODYS, _waits(found[2], now)) if found else (passwords.NOBODYS, True)
    fits = await passwords.matches(kept, password)
    if found is None or waits:
        return None
    if not fits or not found[1]:
        await storage.write(lambda db: accounts.wrong_password(db, found[0].id, now))
        return None
    return found[0]


async def code_fits(request: Request, user: int, code: str) -> bool:
    """A wrong code counts as a wrong password does."""
    parts, now = parts_of(request), parts_of(request).real_now()

    def use(db: Connection) -> bool:
        if _waits(accounts.waits_until(db, user), now):
            return False
        fits = codes.use(db, parts.keys, user, code, now)
        if not fits:
            accounts.wrong_password(db, user, now)
        return fits

    return await parts.storage.write(use)


def _waits(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


async def begin(request: Request, what: str, asked: dict[str, str], user: int | None = None) -> str:
    parts, now = parts_of(request), parts_of(request).real_now()
    return await parts.storage.write(lambda db: proofs.begin(db, what, now, asked, user))


async def halfway(request: Request, what: str) -> Ceremony | None:
    """What this browser was asked, when it still may answer."""
    parts, now, secret = parts_of(request), parts_of(request).real_now(), request.cookies.get(step_name(request), "")
    return await parts.storage.ask(lambda db: proofs.halfway(db, secret, what, now))


async def finish(request: Request, what: str) -> Ceremony | None:
    """The same, once."""
    parts, now, secret = parts_of(request), parts_of(request).real_now(), request.cookies.get(step_name(request), "")
    return await parts.storage.write(lambda db: proofs.finish(db, secret, what, now))


def step_name(request: Request) -> str:
    return f"{cookie_name(request)}-step"


def give_step(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        step_name(request), secret, path="/", secure=parts_of(request).secure, httponly=True, samesite="lax",
        max_age=int(proofs.HALFWAY_LASTS.total_seconds()),
    )  # fmt: skip
