"""What the robot does by itself in the time to come: the nearest timers and waiting messages, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from admin.views import messages
from admin.views.errands import title
from admin.views.naming import called
from admin.views.timeline import OWED
from bot.model import Errand, ErrandId, PersonId, Policy, Visit
from bot.reminding import Owed, owed
from bot.storage.post import Message
from bot.storage.store import Store

MOST = 5
UNSAID = frozenset({Owed.CLOSE, Owed.CALL})
"""Steps that only happen when people do not answer."""
SEVERAL = {
    "offer": "{n} spørsmål sendes", "reminder": "{n} påminnelser sendes", "visitor": "{n} får vite hvem som kommer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coming:
    """One line, and the page it is about."""

    at: datetime
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class _Around:
    """The people and the errands the timers are about."""

    visits: Mapping[int, Visit]
    errands: Mapping[ErrandId, Errand]
    names: Mapping[PersonId, str]
    policy: Policy
    now: datetime


def coming(store: Store, now: datetime) -> list[Coming]:
    wakes = store.coming_wakes(now, 3 * MOST, "errand", "visit", "pause")
    waiting = store.coming_messages(now, 20 * MOST)
    visits = store.visits_among([which for subject, which, _ in wakes if subject == "visit"])
    about = {ErrandId(which) for subject, which, _ in wakes if subject == "errand"}
    errands = store.errands_among(about | {visit.errand for visit in visits.values()})
    paused = {PersonId(which) for subject, which, _ in wakes if subject == "pause"}
    names = called(store, paused | {v.volunteer for v in visits.values()} | {m.person for m in waiting})
    around = _Around(visits, errands, names, store.municipality_row().policy, now)
    lines = [line for subject, which, due in wakes if (line := _wake(subject, which, due, around))]
    return sorted([*lines, *_sent(waiting, names)], key=lambda line: line.at)[:MOST]


def _wake(subject: str, which: int, due: datetime, around: _Around) -> Coming | None:
    match subject:
        case "errand":
            return _asked(around.errands.get(ErrandId(which)), due)
        case "visit":
            return _owed(around.visits.get(which), due, around)
        case _:
            name = around.names.get(PersonId(which), "Noen")
            return Coming(due, f"Pausen til {name} er over", f"/frivillige/{which}")


def _asked(errand: Errand | None, due: datetime) -> Coming | None:
    if errand is None or not errand.active:
        return None
    href = f"/oppgaver/{errand.id}"
    if errand.next_wave is not None and due == errand.next_wave:
        return Coming(due, f"{title(errand)}: flere spørres, hvis ingen har sagt ja", href)
    if errand.told_unfilled is None and due < errand.starts:
        return Coming(due, f"{title(errand)}: du får beskjed, hvis ingen har sagt ja", href)
    return None


def _owed(visit: Visit | None, due: datetime, around: _Around) -> Coming | None:
    errand = around.errands.get(visit.errand) if visit else None
    if visit is None or errand is None:
        return None
    steps = [one for one in owed(errand, visit, around.now, around.policy) if one.at >= due and one.what not in UNSAID]
    if not steps:
        return None
    words = OWED[steps[0].what].format(who=around.names.get(visit.volunteer, "Noen"))
    return Coming(steps[0].at, f"{title(errand)}: {words}", f"/oppgaver/{errand.id}")


def _sent(waiting: Sequence[Message], names: Mapping[PersonId, str]) -> Iterator[Coming]:
    for (at, kind), group in groupby(waiting, key=lambda message: (message.not_before, message.kind)):
        same = list(group)
        if len(same) > 1:
            yield Coming(at, SEVERAL.get(kind, "{n} meldinger sendes").format(n=len(same)), "")
            continue
        who = same[0].person
        words = messages.about(same[0], names.get(who, "noen") if who is not None else "noen")
        errand = same[0].errand
        goes = "kommer på ringelista" if same[0].channel == "call" else "sendes"
        yield Coming(at, f"{words} {goes}", f"/oppgaver/{errand}" if errand is not None else "")
