"""Til møtet: one printed page for the municipality and the volunteers, without names and without small numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import municipality_of, parts_of
from admin.pages import page
from bot.kinds import KINDS
from bot.storage.needs import Ending
from bot.storage.store import Store

LENGTH = timedelta(days=91)
SMALLEST = 5
"""No number of people below this is shown."""
ENDINGS = (
    (Ending.ERRAND, "Ble en oppgave for frivillige"), (Ending.ORGANISATION, "Ble gitt til et lag"),
    (Ending.PROVISION, "Fantes som tilbud"), (Ending.CALL, "Ble en telefonsamtale"), ("", "Venter, eller falt bort"),
)  # fmt: skip
UNKNOWN = "Ikke sagt hva"


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind: how many entries are catalogued, looked up and offered, how many errands came of it, what is unmet."""

    name: str
    asked: str
    catalogued: int
    looked_up: str
    offered: str
    used: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything on the page."""

    received: str
    endings: list[tuple[str, str]]
    gaps: list[Gap]

    @property
    def missing(self) -> list[str]:
        return [gap.name for gap in self.gaps if gap.missing]


def shown(number: int) -> str:
    return "0" if not number else str(number) if number >= SMALLEST else f"færre enn {SMALLEST}"


def meeting_of(store: Store, since: datetime, until: datetime) -> Meeting:
    counted = store.needs_by_ending(since, until)
    by_ending, by_kind = Counter[str](), Counter[str]()
    for (kind, ending), number in counted.items():
        by_ending[ending] += number
        by_kind[kind] += number
    endings = [(words, shown(by_ending[ending])) for ending, words in ENDINGS]
    return Meeting(shown(by_kind.total()), _hidden(endings), _gaps(store, counted, by_kind))


def _hidden(endings: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One hidden number alone is the sum without the others: then the smallest of those is hidden too."""
    small = [words for words, number in endings if number.startswith("færre")]
    large = sorted((int(number), words) for words, number in endings if number.isdigit() and int(number))
    if len(small) != 1 or not large:
        return endings
    return [(words, "ikke vist" if words == large[0][1] else number) for words, number in endings]


def _gaps(store: Store, counted: Mapping[tuple[str, str], int], by_kind: Mapping[str, int]) -> list[Gap]:
    entries, offered = store.provisions(), store.offered()
    asked_for = dict(_hidden([(code, shown(by_kind.get(code, 0))) for code in (*KINDS, "")]))
    made = []
    for code in (*KINDS, ""):
        mine = [one for one in entries if code in one.kinds]
        if not mine and not by_kind.get(code):
            continue
        asked, given = by_kind.get(code, 0), sum(offered.get(one.id, 0) for one in mine)
        made.append(Gap(
            KINDS[code].name if code else UNKNOWN, asked_for[code], len(mine), str(sum(one.looked_up for one in mine)),
            shown(given), shown(counted.get((code, Ending.ERRAND), 0)),
            bool(code) and not mine and asked >= SMALLEST,
        ))  # fmt: skip
    return made


async def meeting(request: Request) -> Response:
    until = parts_of(request).now()
    since = until - LENGTH
    made = await parts_of(request).system.read(municipality_of(request), lambda store: meeting_of(store, since, until))
    return await page(request, "meeting.html", meeting=made, since=since, until=until)


ROUTES = [Route("/mote", meeting, methods=["GET"], name="meeting")]
