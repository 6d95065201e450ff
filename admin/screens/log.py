"""Logg: who has looked at what and done what, as sentences, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.pages import page
from admin.trail import SENTENCES
from admin.views.naming import called
from admin.views.paging import LINES, pager_for
from bot.model import PersonId
from bot.storage.store import Store
from bot.storage.trail import Access

ERASED, NOT_HERE, NOBODY = "slettet person", "noen som ikke finnes her", "Noen"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and whose lines one may ask for from it."""

    at: datetime
    text: str
    user: int | None
    person: PersonId | None


async def log(request: Request) -> Response:
    user, about = (_number(request, name) for name in ("hvem", "om"))
    one = None if about is None else PersonId(about)

    def ask(store: Store) -> tuple[int, Sequence[Line], dict[int, str], str]:
        total = store.count_access(user=user, about=one)
        after = (pager_for(request, total).number - 1) * LINES
        seen, users = store.access_lines(most=LINES, after=after, user=user, about=one), store.user_names()
        names = names_in(store, {line.person for line in seen} | {one})
        return total, [_line(line, users, names) for line in seen], users, names.get(one, "") if one else ""

    total, lines, users, name = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(
        request, "log.html", lines=lines, total=total, pager=pager_for(request, total), users=users, asked=user,
        about=about, name=name,
    )  # fmt: skip


def _number(request: Request, name: str) -> int | None:
    asked = request.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else None


def names_in(store: Store, who: set[PersonId | None]) -> dict[PersonId | None, str]:
    names = called(store, who)
    return {one: NOT_HERE if one not in names else ERASED if store.erased(one) else names[one] for one in who if one}


def _line(seen: Access, users: Mapping[int, str], names: Mapping[PersonId | None, str]) -> Line:
    person = names.get(seen.person, "")
    errand = "" if seen.errand is None else f"oppgave {seen.errand}"
    words = SENTENCES.get(seen.what, f"brukte {seen.what}").format(person=person, errand=errand)
    known = seen.person if person not in ("", NOT_HERE) else None
    return Line(seen.at, f"{users.get(seen.user or 0, NOBODY)} {words}", seen.user, known)


ROUTES = [Route("/logg", log, methods=["GET"], name="log")]
