"""Who may come in: the users, those invited, and a link for a new colleague."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, look_up_in, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.roles import DOES, LETS_IN, NAMES
from bot.errors import Refused
from bot.storage import accounts
from bot.storage.accounts import Role, User


class Invited(Fields):
    """What a colleague is to do here."""

    role: Role


async def users(request: Request) -> Response:
    return await _page(request, Form[Invited]())


async def _page(request: Request, form: Form[Invited], status: int = 200, link: str = "") -> Response:
    storage, now, at = parts_of(request).storage, parts_of(request).real_now(), login_of(request).user.municipality
    found = await storage.ask(lambda db: (accounts.users_of(db, at), accounts.invitations_of(db, at, now)))
    return await page(
        request, "users.html", status, form=form, users=found[0], invitations=found[1], link=link,
        roles=NAMES, does=DOES,
        lets_in=[role for role in NAMES if role in _lets_in(request)],
    )  # fmt: skip


def _lets_in(request: Request) -> frozenset[Role]:
    return LETS_IN[login_of(request).user.role]


async def invite(request: Request) -> Response:
    """Shows the link once: only its hash is kept."""
    user = login_of(request).user
    form = await read_form(request, Invited, {"role": "Velg hva kollegaen skal gjøre."})
    if form.read is None:
        return await _page(request, form, 422)
    role, expires = form.read.role, parts_of(request).real_now() + accounts.INVITATION_LASTS
    if role not in LETS_IN[user.role]:
        raise HTTPException(403)
    secret = await parts_of(request).storage.write(
        lambda db: accounts.invite(db, role, expires, user.municipality, user.id)
    )
    return await _page(request, Form[Invited](), link=f"{parts_of(request).public_url}/velkommen/{secret}")


async def withdraw(request: Request) -> Response:
    at, look_up, roles = login_of(request).user.municipality, look_up_in(request), _lets_in(request)
    gone = await parts_of(request).storage.write(lambda db: accounts.withdraw(db, at, look_up, roles))
    if not gone:
        raise HTTPException(404)
    return await go(request, "/brukere", "Lenken virker ikke lenger.")


async def close(request: Request) -> Response:
    user, who, now = login_of(request).user, request.path_params["user"], parts_of(request).real_now()
    if who == user.id:
        raise Refused("Du kan ikke stenge deg selv ute. Be en kollega om det.")
    await parts_of(request).storage.write(lambda db: let_out(db, who, user, now))
    return await go(request, "/brukere", "Brukeren slipper ikke inn lenger.")


def let_out(db: Connection, who: int, by: User, now: datetime) -> None:
    found = next((one for one in accounts.users_of(db, by.municipality) if one.id == who), None)
    if found is None:
        raise HTTPException(404)
    if found.role not in LETS_IN[by.role]:
        raise HTTPException(403)
    if accounts.is_last_manager(db, who, by.municipality):
        raise Refused("Det må alltid være minst én ansvarlig. Inviter en annen først.")
    accounts.close_user(db, who, by.municipality, now)


ROUTES = [
    Route("/brukere", users, methods=["GET"], name="users"),
    Route("/brukere", invite, methods=["POST"], name="users.invite"),
    Route("/brukere/lenker/{look_up}/trekk-tilbake", withdraw, methods=["POST"], name="users.withdraw"),
    Route("/brukere/{user:int}/steng", close, methods=["POST"], name="users.close"),
]
