"""All that the robot will send by itself, day by day: what waits, what each timer will say, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from admin.views import messages
from admin.views.errands import title
from admin.views.naming import called
from admin.views.talks import CARDS
from admin.views.timeline import OWED
from admin.words import full_day, local_day
from bot.life.turn import Turn
from bot.life.visiting import humans_for
from bot.model import Errand, ErrandId, PersonId, Status, Visit
from bot.reminding import owed
from bot.storage.post import Message
from bot.storage.store import Store

MOST = 500
ABOUT_PEOPLE: Mapping[str, str] = {
    "pause": "Pausen er over, og {who} får vite det",
    "talk": "{who} minnes på det roboten spurte om, eller samtalen tar slutt",
    "who": "{who} spørres ikke lenger om hvem som skrev",
}
OTHERS: Mapping[str, str] = {
    "fallback": "Det som ble sendt på Telegram, går på SMS også, hvis ingen svarer",
    "alarm": "Vakttelefonen varsles igjen, hvis ingen har sett saken",
    "series": "Neste oppgave som gjentas, lages, og frivillige spørres når det er en uke til",
    "pairing": "Besøksvenn og innbygger spørres hvordan det gikk",
    "pledge_text": "Frivillige som ikke har svart på det nye taushetsløftet, spørres",
}
SENDS_NOTHING = frozenset({"lesson", "need", "need_asked", "pledge", "snooze", "undo"})
"""Timers that write to nobody."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that will be sent, about whom, and the page it is about.  ``sure`` when it waits already."""

    at: datetime
    text: str
    href: str
    person: PersonId | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """The one whose reminders alone are shown, and how what they are sent is stopped; no role when they have none."""

    id: PersonId
    name: str
    role: str
    card: str
    rests: str
    """That they have a pause, or that all about them has stopped."""


def about_one(store: Store, who: PersonId) -> One | None:
    name = called(store, [who]).get(who)
    if name is None or store.erased(who):
        return None
    role = store.roles_of([who]).get(who, "")
    volunteer = store.volunteer(who) if role == "volunteer" else None
    recipient = store.recipient(who) if role == "recipient" else None
    rests = ""
    if volunteer is not None and volunteer.paused:
        rests = f"Har pause til og med {full_day(volunteer.paused_until)}." if volunteer.paused_until else "Har pause."
    elif recipient is not None and recipient.stopped:
        rests = "Alt er stanset. Ingenting sendes."
    return One(who, name, role, f"{CARDS[role]}/{who}" if role else "", rests)


def planned(turn: Turn, since: datetime, until: datetime, only: PersonId | None) -> list[Planned]:
    """What will be sent between two moments, the nearest first; of one person when it is given."""
    store = turn.store
    subjects = ("errand", "visit", *ABOUT_PEOPLE, *OTHERS)
    wakes = store.coming_wakes(turn.now, 100_000, *subjects)
    visits = store.visits_among([which for subject, which, _ in wakes if subject == "visit"])
    about = {ErrandId(which) for subject, which, _ in wakes if subject == "errand"}
    waiting = [one for one in store.coming_messages(turn.now, 100_000) if since <= one.not_before < until]
    errands = store.errands_among(about | {visit.errand for visit in visits.values()})
    near = {
        which: visit for which, visit in visits.items()
        if (errand := errands.get(visit.errand)) is not None and _near(errand, since, until)
    }  # fmt: skip
    people = {PersonId(which) for subject, which, _ in wakes if subject in ABOUT_PEOPLE}
    names = called(store, people | {v.volunteer for v in near.values()} | {one.person for one in waiting})
    lines = [
        *(_message(one, names) for one in waiting),
        *(step for visit in near.values() for step in _steps(turn, visit, errands[visit.errand], names)),
        *(line for subject, which, due in wakes for line in _wake(subject, which, due, errands, names)),
    ]
    fit = [one for one in lines if since <= one.at < until and (only is None or one.person == only)]
    return sorted(fit, key=lambda one: one.at)[:MOST]


def _near(errand: Errand, since: datetime, until: datetime) -> bool:
    """Steps lie from a day and a half before an errand to a day after it."""
    return abs((errand.starts - since).days) <= (until - since).days + 3


def _message(one: Message, names: Mapping[PersonId, str]) -> Planned:
    who = names.get(one.person, "noen") if one.person is not None else "vakttelefonen"
    way = "kommer på ringelista" if one.channel == "call" else "sendes"
    href = f"/oppgaver/{one.errand}" if one.errand is not None else ""
    return Planned(one.not_before, f"{messages.about(one, who)} {way}: «{one.text}»", href, one.person, sure=True)


def _steps(turn: Turn, visit: Visit, errand: Errand, names: Mapping[PersonId, str]) -> Iterator[Planned]:
    for step in owed(errand, visit, turn.now, turn.town.policy, humans_for(turn, visit, errand)):
        words = OWED[step.what].format(who=names.get(visit.volunteer, "Noen"))
        text, at = f"{title(errand)}: {words}", max(step.at, turn.now)
        yield Planned(at, text, f"/oppgaver/{errand.id}", visit.volunteer)


def _wake(
    subject: str, which: int, due: datetime, errands: Mapping[ErrandId, Errand], names: Mapping[PersonId, str]
) -> Iterator[Planned]:
    if subject in ABOUT_PEOPLE:
        who = PersonId(which)
        yield Planned(due, ABOUT_PEOPLE[subject].format(who=names.get(who, "Noen")), f"/samtaler/{which}", who)
    elif subject in OTHERS:
        yield Planned(due, OTHERS[subject], "")
    elif subject == "errand" and (errand := errands.get(ErrandId(which))) is not None and errand.active:
        yield Planned(due, f"{title(errand)}: flere spørres, hvis den er ledig", f"/oppgaver/{which}", errand.recipient)


def by_day(lines: Iterable[Planned]) -> list[tuple[date, list[Planned]]]:
    return [(day, list(some)) for day, some in groupby(lines, key=lambda one: local_day(one.at))]


def errands_between(store: Store, since: datetime, until: datetime) -> list[Errand]:
    """What stands in a coordinator's own calendar."""
    shown = (Status.OPEN, Status.FILLED, Status.DONE)
    return [one for one in store.errands(*shown, since=since) if one.starts < until]
