"""Fixed visiting friends as they stand on a card: who, when, who steps in, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admin.views.naming import called
from admin.views.people import by_name
from bot.flows.friend import slot
from bot.model import PersonId
from bot.recurring import Pairing, PairingState
from bot.storage.store import Store
from bot.when import write_day

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Friend:
    """One line: ``other`` is whom it is with, seen from the card it stands on."""

    id: int
    other: str
    href: str
    slot: str
    standing: tuple[str, str]
    """A tone and some words."""
    substitute: str
    next: datetime | None
    change: str
    """Where they are given another time; "" before they have one."""
    going: bool
    paused: bool


def friends_of(store: Store, who: PersonId, now: datetime) -> list[Friend]:
    """Those someone keeps meeting, or is to step in for."""
    pairings = store.pairings_of(who)
    everyone = {each for one in pairings for each in (one.volunteer, one.recipient, one.substitute) if each is not None}
    names = called(store, everyone)
    return [_friend(store, one, who, names, now) for one in pairings]


def _friend(store: Store, one: Pairing, who: PersonId, names: dict[PersonId, str], now: datetime) -> Friend:
    at_volunteer = who != one.recipient
    other = one.recipient if at_volunteer else one.volunteer
    coming = [errand for errand in store.errands_in(one.series) if errand.active and errand.starts > now]
    soonest = next(iter(coming), None)
    tried = store.errand(one.trial) if one.trial is not None and one.state is PairingState.TRIAL else None
    words = names[other] + (" (vikar)" if who == one.substitute else "")
    href = f"/{'innbyggere' if at_volunteer else 'frivillige'}/{other}"
    return Friend(
        one.id, words, href, slot(store.series(one.series), "nb"),
        _standing(one), names[one.substitute] if one.substitute is not None else "",
        next((each.starts for each in (tried, soonest) if each is not None), None),
        f"/oppgaver/{soonest.id}/endre?alle=on" if soonest else "", one.state is PairingState.GOING, one.paused,
    )  # fmt: skip


def _standing(one: Pairing) -> tuple[str, str]:
    match one.state:
        case PairingState.TRIAL:
            return "info", "Prøvebesøk"
        case PairingState.ASKED:
            return "info", "Spurt om det passer"
        case PairingState.GOING if one.paused:
            till = f" til og med {write_day(one.paused_until)}" if one.paused_until else ""
            return "warning", f"Pause{till}"
        case PairingState.GOING:
            return "success", "I gang"
        case PairingState.ENDED:
            return "neutral", "Avsluttet"


def ready(store: Store) -> Choices:
    """Volunteers who may be chosen."""
    choices = sorted(store.may_be_given(), key=lambda one: by_name(one[1]))
    return [(str(who), f"{name}, {place}" if place else name) for who, name, place in choices if name]
