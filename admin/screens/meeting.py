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
    """One kind: what is asked for, what is catalogued and how that is used, and how many errands came of it."""

    name: str
    asked: str
    catalogued: int
    looked_up: str
    offered: str
    used: str
    errands: str
    missing: str
    """About how many ask for what nobody offers."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything on the page."""

    received: str
    endings: list[tuple[str, str]]
    gaps: list[Gap]
    unsaid: bool
    """Whether some do not say what it is about."""

    @property
    def missing(self) -> list[str]:
        return [f"{gap.name.lower()} ({gap.missing})" for gap in self.gaps if gap.missing]


def shown(number: int) -> str:
    return "0" if not number else str(number) if number >= SMALLEST else f"færre enn {SMALLEST}"


def meeting_of(store: Store, since: datetime, until: datetime) -> Meeting:
    counted = store.needs_by_ending(since, until)
    by_ending, by_kind = Counter[str](), Counter[str]()
    for (kind, ending), number in counted.items():
        by_ending["" if ending == Ending.NOTHING else ending] += number
        by_kind[kind] += number
    endings = [(words, shown(by_ending[ending])) for ending, words in ENDINGS]
    gaps = _gaps(store, counted, by_kind, since, until)
    return Meeting(shown(by_kind.total()), _hidden(endings), gaps, bool(by_kind[""]))


def _hidden(endings: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One hidden number alone is the sum without the others: then the smallest of those is hidden too."""
    small = [words for words, number in endings if number.startswith("færre")]
    large = sorted((int(number), words) for words, number in endings if number.isdigit() and int(number))
    if len(small) != 1 or not large:
        return endings
    return [(words, "ikke vist" if words == large[0][1] else number) for words, number in endings]


def _gaps(
    store: Store, counted: Mapping[tuple[str, str], int], by_kind: Mapping[str, int], since: datetime, until: datetime
) -> list[Gap]:
    entries, opened, uses = store.provisions(), store.openings_by_kind(since), store.uses_by_kind(since, until)
    asked_for = dict(_hidden([(code, shown(by_kind.get(code, 0))) for code in (*KINDS, "")]))
    made = []
    for code in (*KINDS, ""):
        asked, catalogued = by_kind.get(code, 0), sum(code in one.kinds for one in entries)
        if asked or catalogued or opened.get(code):
            told = counted.get((code, Ending.PROVISION), 0)
            made.append(Gap(
                KINDS[code].name if code else UNKNOWN, asked_for[code], catalogued, str(opened.get(code, 0)),
                shown(told), _used(uses, code, told), shown(counted.get((code, Ending.ERRAND), 0)),
                _about(asked) if code and asked and not catalogued else "",
            ))  # fmt: skip
    return made


def _used(uses: Mapping[tuple[str, bool], int], code: str, told: int) -> str:
    """How many it was of use to; nobody has heard when nobody has said yes or no."""
    yes, no = uses.get((code, True), 0), uses.get((code, False), 0)
    return "ikke spurt" if told and not yes + no else shown(yes)


def _about(number: int) -> str:
    return "mange" if number >= SMALLEST else "noen få"


async def meeting(request: Request) -> Response:
    until = parts_of(request).now()
    since = until - LENGTH
    made = await parts_of(request).system.read(municipality_of(request), lambda store: meeting_of(store, since, until))
    return await page(request, "meeting.html", meeting=made, since=since, until=until)


ROUTES = [Route("/mote", meeting, methods=["GET"], name="meeting")]
