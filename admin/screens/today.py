"""I dag: only what needs a human now, each with its button, and what the robot does meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.pages import go, page
from admin.roles import MAY
from admin.undoing import act_undoably
from admin.views.ahead import look_ahead
from admin.views.coming import Coming, coming
from admin.views.gathered import gathered
from admin.views.lately import Lately
from admin.views.naming import called
from admin.views.needs import Need, headings, needs
from admin.views.nobody_left import in_matters
from admin.words import lasting
from bot import desk
from bot.clock import OSLO
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.accounts import User
from bot.storage.store import Store

PHONED_WITHIN, ASKED_WITHIN = timedelta(days=5), timedelta(days=14)
MOST_WAITING, MOST_CLOSED = 5, 3
CARRIED, CARRIED_WITHIN = 8, timedelta(days=30)
"""So many visits in so short a time are a lot for one."""
QUIET, QUIET_WITHIN = 3, timedelta(days=30)
"""Asked so often in so long a time without a word, someone has gone quiet."""
WAITS_ON = ("errands", "people", "talks")
"""The topics that tell who waits."""
FIRST = (
    ("setup", "Se over hvem roboten skriver for, og når noen er på jobb", "/oppsett"),
    ("volunteers.new", "Registrer en frivillig", "/frivillige/ny"),
    ("volunteers.paste", "Eller lim inn en liste over frivillige", "/frivillige/liste"),
    ("recipients.new", "Legg inn en innbygger som skal få hjelp", "/innbyggere/ny"),
    ("errand.new", "Legg ut den første oppgaven", "/oppgaver/ny"),
)
"""What to do where there is nobody yet: the name of the route, the words, the address."""
FIGURES = (("offered", "Spurt i dag"), ("offer_accepted", "Sagt ja i dag"), ("errand_done", "Gjort i dag"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Volunteers nobody may forget: a sentence about them all, and those who have waited longest."""

    heading: str
    text: str
    people: Sequence[tuple[PersonId, str, str]]
    """Id, name, and how it is with them, such as how long they have waited."""
    asks: bool = False
    """Whether the robot can ask them how it is."""
    more: int = 0
    """How many there are beside those."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows."""

    needs: Sequence[Need]
    waiting: Sequence[Waiting]
    first: Sequence[tuple[str, str]]
    next: Sequence[Coming]
    figures: Sequence[tuple[str, int]]
    closed: Sequence[tuple[int, str]]


async def today(request: Request) -> Response:
    user, everyone = login_of(request).user, request.query_params.get("alle") == "ja"
    most, lately = None if everyone else MOST_WAITING, parts_of(request).lately
    shown = await look_ahead(request, lambda turn: _shown(turn, user, most, lately))
    first, groups = gathered(shown.needs)
    return await page(
        request, "today.html", needs=shown.needs, urgent=first, groups=groups, waiting=shown.waiting,
        first=shown.first, next=shown.next,
        figures=shown.figures, closed=shown.closed, everyone=everyone,
    )  # fmt: skip


def _shown(turn: Turn, user: User, most: int | None, lately: Lately) -> Shown:
    store, now = turn.store, turn.now
    midnight = now.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = store.happened(midnight, *(event for event, _ in FIGURES))
    figures = [(words, counted.get(event, 0)) for event, words in FIGURES]
    open_now, next_ = needs(store, now, in_matters(turn, lately)), coming(store, now)
    waiting = lately.found(("waiting", most), store, now, WAITS_ON, lambda: _waiting(store, now, most))
    nobody = not (open_now or waiting or next_) and not (store.volunteer_lines() and store.recipient_lines())
    first = [(words, href) for name, words, href in FIRST if nobody and user.role in MAY[name]]
    seen_to = store.seen_to_by(user.id, now - desk.OPENS_AGAIN_WITHIN)[:MOST_CLOSED]
    return Shown(open_now, waiting, first, next_, figures, headings(store, now, seen_to))


def _waiting(store: Store, now: datetime, most: int | None) -> Sequence[Waiting]:
    """Of each group so many, or all."""
    phone, ask = store.never_phoned(now - PHONED_WITHIN), store.never_asked(now, ASKED_WITHIN)
    quiet, much = store.gone_quiet(now - QUIET_WITHIN, QUIET), store.carried(now - CARRIED_WITHIN, CARRIED)
    some = (phone[:most], ask[:most], quiet[:most])
    names = called(store, [*(who for part in some for who, _ in part), *(who for who, _ in much)])
    found = (
        _group(phone, names, now, most, "Ingen har ringt", "Meldte seg for mer enn fem dager siden, og ingen har "
               "skrevet inn en samtale."),
        _group(ask, names, now, most, "Har ventet lenge på et spørsmål", "Klare til å starte, men ikke spurt på to "
               "uker. Se om noe passer, eller ring og spør hva de har lyst til."),
        _group(quiet, names, now, most, "Vi har ikke hørt fra dem", "Spurt flere ganger uten å svare. Ring, eller la "
               "roboten spørre om de vil være med videre.", "ikke hørt fra på {}", asks=True),
    )  # fmt: skip
    groups = [group for group in found if group is not None]
    return [*groups, *([_carried(much, names)] if much else [])]


def _carried(much: Sequence[tuple[PersonId, int]], names: Mapping[PersonId, str]) -> Waiting:
    people = [(who, names[who], f"{visits} besøk på en måned") for who, visits in much]
    return Waiting(f"Har gjort mye ({len(people)})", "Ring og takk, og hør om det er passe mye.", people)


def _group(
    people: Sequence[tuple[PersonId, datetime]], names: Mapping[PersonId, str], now: datetime, most: int | None,
    heading: str, text: str, so: str = "har ventet i {}", *, asks: bool = False,
) -> Waiting | None:  # fmt: skip
    if not people:
        return None
    longest = [(who, names[who], so.format(lasting(now - since))) for who, since in people[:most]]
    return Waiting(f"{heading} ({len(people)})", text, longest, asks, len(people) - len(longest))


async def ask_if_well(request: Request) -> Response:
    """The robot asks someone who has gone quiet whether they still want to be asked."""
    who = PersonId(request.path_params["person"])

    def job(turn: Turn) -> None:
        turn.store.person(who)
        desk.ask_if_well(turn, who)

    await act_undoably(request, "today.ask_if_well", job)
    return await go(request, "/i-dag#needs", "Roboten spør.")


async def seen_to(request: Request) -> Response:
    which, by = request.path_params["matter"], login_of(request).user.id

    def job(turn: Turn) -> None:
        turn.store.matter(which)
        desk.see_to(turn, which, by)

    await parts_of(request).system.act(municipality_of(request), job)
    return await go(request, "/i-dag#needs", "Tatt av lista.")


async def open_again(request: Request) -> Response:
    """What whoever asks has just seen to was not done after all."""
    which, by = request.path_params["matter"], login_of(request).user.id
    await parts_of(request).system.act(municipality_of(request), lambda turn: desk.open_again(turn, which, by))
    return await go(request, "/i-dag#needs", "Angret. Saken står på lista igjen.")


async def seen(request: Request) -> Response:
    """What someone wrote while a human has the talk has been read."""
    who = PersonId(request.path_params["person"])

    def job(turn: Turn) -> None:
        turn.store.person(who)
        turn.store.saw(who, turn.now)

    await act_undoably(request, "today.seen", job)
    return await go(request, "/i-dag#needs", "Tatt av lista.")


ROUTES = [
    Route("/i-dag/stille/{person:int}", ask_if_well, methods=["POST"], name="today.ask_if_well"),
    Route("/i-dag", today, methods=["GET"], name="today"),
    Route("/i-dag/{matter:int}/ferdig", seen_to, methods=["POST"], name="today.seen_to"),
    Route("/i-dag/{matter:int}/angre", open_again, methods=["POST"], name="today.open_again"),
    Route("/i-dag/lest/{person:int}", seen, methods=["POST"], name="today.seen"),
]
