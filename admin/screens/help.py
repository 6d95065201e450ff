"""The open pages: anyone may ask for help in plain words, and see what the voluntary sector offers."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import parts_of
from admin.forms import Form, read_form
from admin.nynorsk import say_all
from admin.pages import open_page
from admin.views.need_form import DECIDED, KNOWS, TOLD, WHO, Asked, check
from bot.life import needs
from bot.life.turn import Turn
from bot.model import Municipality, MunicipalityId, PersonId
from bot.numbers import is_mobile
from bot.storage.needs import Asker, Through

MOST_AN_HOUR, MOST_FROM_ONE, MOST_A_DAY = 60, 6, 3
"""Wishes an hour from the open page in one municipality and from one place on the net; a day from one number."""
SUBNET = 64
"""So many bits of an address of the new kind are one household's or one office's."""


async def where(request: Request) -> Response:
    """Which municipality; straight on where there is one."""
    parts = parts_of(request)
    towns = [await _town(request, town) for town in parts.system.municipalities()]
    if len(towns) == 1:
        return RedirectResponse(f"/hjelp/{towns[0].id}", 303)
    language = "nn" if {town.language for town in towns} == {"nn"} else "nb"
    return open_page(request, "help_where.html", language=language, towns=towns)


async def _town(request: Request, town: MunicipalityId) -> Municipality:
    return await parts_of(request).system.read(town, lambda store: store.municipality_row())


def _asked_for(request: Request) -> MunicipalityId:
    town = MunicipalityId(request.path_params["town"])
    if town not in parts_of(request).system.municipalities():
        raise HTTPException(404)
    return town


async def form(request: Request) -> Response:
    return await _form(request, Form[Asked]({"asker": Asker.SELF.value}))


async def _form(request: Request, form: Form[Asked], status: int = 200, *, full: bool = False) -> Response:
    town = await _town(request, _asked_for(request))
    form.wrong = dict(say_all(form.wrong.items(), town.language))
    choices = {n: say_all(pairs, town.language) for n, pairs in (("who", WHO), ("knows", KNOWS), ("decided", DECIDED))}
    return open_page(request, "help.html", status, language=town.language, form=form, town=town, full=full, **choices)


async def ask(request: Request) -> Response:
    """Nothing is said about whether a number is known here, and nothing is sent to it before a human has read it."""
    town, form = _asked_for(request), await read_form(request, Asked, TOLD)
    check(form)
    if form.read is None or form.wrong:
        return await _form(request, form, 422)
    asked, sender = form.read, _sender(request)
    if not await parts_of(request).system.act(town, lambda turn: _receive(turn, asked, sender)):
        return await _form(request, form, 429, full=True)
    where = await _town(request, town)
    return open_page(request, "help_done.html", language=where.language, town=where)


def _sender(request: Request) -> str:
    """The place on the net it is sent from; "" when only a machine of ours beside this one is seen."""
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    if not address.is_global:
        return ""
    return str(ip_network(f"{address}/{SUBNET}", strict=False)) if address.version > 4 else str(address)


def _receive(turn: Turn, asked: Asked, sender: str) -> bool:
    """False when so many have come that nobody could be reading them."""
    hour, day = turn.now - timedelta(hours=1), turn.now - timedelta(days=1)
    known = _known(turn, asked.phone)
    if turn.store.count_needs(Through.PAGE, hour) >= MOST_AN_HOUR:
        return False
    if sender and turn.store.needs_from(sender, hour) >= MOST_FROM_ONE:
        return False
    if known is not None and turn.store.count_needs(Through.PAGE, day, known) >= MOST_A_DAY:
        return False
    who = known or _new(turn, asked)
    same = turn.store.person(who).name.casefold() == asked.name.casefold()
    other = asked.asker is not Asker.SELF
    needs.receive(
        turn, who, asked.words, Through.PAGE, asker=asked.asker, whom=asked.whom if other else "",
        knows=asked.knows if other else "", says_decided=asked.decided, says_name="" if same else asked.name,
        sender=sender,
    )  # fmt: skip
    return True


def _known(turn: Turn, phone: str) -> PersonId | None:
    """Whoever has the number already: a stranger on a page makes nobody share it, and gives nobody a name."""
    return next(iter(turn.store.people_at(_channel(phone), phone)), None)


def _new(turn: Turn, asked: Asked) -> PersonId:
    who = turn.store.add_person(asked.name, turn.now, turn.town.language)
    turn.store.give_address(who, _channel(asked.phone), asked.phone)
    if turn.store.is_stopped(asked.phone):
        turn.store.change_person(who, stopped=True)
    return who


def _channel(phone: str) -> str:
    return "sms" if is_mobile(phone) else "phone"


ROUTES = [
    Route("/hjelp", where, methods=["GET"], name="help"),
    Route("/hjelp/{town:int}", form, methods=["GET"], name="help.form"),
    Route("/hjelp/{town:int}", ask, methods=["POST"], name="help.ask"),
]
