"""What is said when a page cannot be shown, in words that help."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from admin.auth import came_from, find_login, municipality_of, parts_of
from admin.pages import go, open_page, page
from admin.security import ALWAYS, SAFE, from_our_own_page
from admin.views.merging import card
from bot.errors import BotError, CannotStore, NotFound, Refused
from bot.model import PersonId
from bot.storage.store import Store

SAID = {
    403: ("Her har du ikke tilgang", "Trenger du tilgang, kan en ansvarlig hos dere gi deg det."),
    404: ("Siden finnes ikke", "Kanskje er den flyttet, eller adressen er skrevet feil."),
    405: ("Slik kan siden ikke brukes", "Gå tilbake og prøv igjen fra knappen på siden."),
    410: ("Lenken virker ikke lenger", "Den er brukt, for gammel eller trukket tilbake. Be om en ny."),
    413: ("Det ble for mye på én gang", "Prøv igjen med mindre om gangen."),
    422: ("Noe mangler", "Gå tilbake, se over det du skrev, og prøv igjen."),
    429: ("Det går litt for fort", "Vent et minutt og prøv igjen."),
    500: ("Noe gikk galt hos oss", "Det du gjorde, er kanskje ikke lagret. Se etter, og prøv igjen."),
    503: ("Vi får ikke lagret akkurat nå", "Det du gjorde, er ikke lagret. Prøv igjen om et minutt."),
}

UNREAD = ("Vi får ikke lest akkurat nå", "Siden kan ikke vises. Prøv igjen om et minutt.")
"""What is said instead when nothing was to be kept."""


async def said(request: Request, wrong: Exception) -> Response:
    now = await _who_it_is_now(request) if isinstance(wrong, NotFound) else ""
    if now and request.method == "GET":
        return await go(request, now, "Den du så etter, er slått sammen med en annen. Her er alt.", "info")
    status = status_of(wrong)
    only_read = isinstance(wrong, CannotStore) and request.method in {"GET", "HEAD"}
    heading, text = UNREAD if only_read else SAID.get(status, SAID[500])
    if now:
        heading, text = "Slått sammen med en annen", "Ingenting ble gjort. Gå tilbake, så kommer du til rett kort."
    if isinstance(wrong, Refused):
        heading, text = "Det gikk ikke", str(wrong)
    response = await _page(request, status, heading, text)
    # A 500 is answered outside the middleware that would do this.
    response.headers.update(ALWAYS | {"Cache-Control": "no-store"})
    return response


async def _who_it_is_now(request: Request) -> str:
    """The card of whoever the one the address is about was found to be."""
    given = next((request.path_params[one] for one in ("volunteer", "recipient", "person")
                  if one in request.path_params), None)  # fmt: skip
    if given is None or not hasattr(request.state, "login"):
        return ""

    def find(store: Store) -> str:
        became = store.became(PersonId(given))
        return card(store, became) if became is not None else ""

    return await parts_of(request).system.read(municipality_of(request), find)


async def _page(request: Request, status: int, heading: str, text: str) -> Response:
    """With the menu for whoever is logged in; never for what another site has sent in their name."""
    said = {"heading": heading, "text": text, "back": _came_from(request)}
    try:
        login = await find_login(request) if _is_ours(request) else None
        if login is not None:
            request.state.login = login
            return await page(request, "error.html", status, **said)
    except (BotError, SQLAlchemyError):
        # What broke the page may break the menu too: then it is said without one.
        pass
    return open_page(request, "error.html", status, **said)


def _is_ours(request: Request) -> bool:
    return request.method in SAFE or from_our_own_page(request.headers, parts_of(request).public_url)


def _came_from(request: Request) -> str:
    """The page of ours where something was pressed."""
    back = came_from(request)
    return "" if back in {"/", request.url.path} else back


def status_of(wrong: Exception) -> int:
    match wrong:
        case HTTPException():
            return wrong.status_code
        case NotFound() | OverflowError():
            # SQLite has no room for a number of more than 64 bits: nothing is called that.
            return 404
        case Refused():
            return 422
        case CannotStore():
            return 503
        case _:
            return 500


HANDLERS = dict.fromkeys((HTTPException, NotFound, OverflowError, Refused, CannotStore, Exception), said)
