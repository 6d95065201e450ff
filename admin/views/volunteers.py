"""A volunteer in a few words: how far they have come, what they like, and which list they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from admin.views.beginners import Beginner
from admin.views.people import by_name, fits, folded, stands_in, words_of
from admin.words import full_day, telephone
from bot.clock import OSLO
from bot.dialog.likes import FREQUENCIES, TRANSPORTS, kinds_in_words
from bot.kinds import KINDS
from bot.model import Frequency, PersonId, Policy, Stage, Volunteer
from bot.storage.listing import VolunteerLine
from bot.storage.store import Store

SOON = timedelta(days=60)
"""So long before it runs out, someone should ask for a new politiattest."""
KIND_CHOICES = [(kind.code, kind.name) for kind in KINDS.values()]
FREQUENCY_CHOICES = [(str(choice.value), choice.label) for choice in FREQUENCIES]
TRANSPORT_CHOICES = [(str(choice.value), choice.label) for choice in TRANSPORTS]
Said = tuple[str, str]


class Standing(Protocol):
    """What must be known of a volunteer to say how far they have come."""

    @property
    def stage(self) -> Stage: ...

    @property
    def paused(self) -> bool: ...

    @property
    def paused_until(self) -> date | None: ...


def status(one: Standing, *, stopped: bool, pledged: bool) -> Said:
    """A tone and some words, for a tag."""
    if stopped:
        return "warning", "Har sagt STOPP"
    if one.stage is Stage.APPLIED:
        return "info", "Ny"
    if not pledged:
        return "warning", "Uten taushetsløfte"
    if one.paused:
        return "neutral", f"Pause til {full_day(one.paused_until)}" if one.paused_until else "Pause"
    return "success", "Klar"


def missing(one: Volunteer, now: datetime, policy: Policy) -> list[str]:
    """What must be seen to before anyone is asked about an errand."""
    seen = one.approval
    needed = {"samtale": seen.talk, "taushetsløfte": seen.pledge}
    if age(one, now, policy) == "open":
        needed["bekreftet alder"] = seen.of_age
    return [what for what, day in needed.items() if day is None]


def age(one: Volunteer, now: datetime, policy: Policy) -> str:
    """Whether the year of birth says they are old enough: "unknown", "open" when it may be either, "said", "young"."""
    if one.born is None:
        return "unknown"
    years = now.astimezone(OSLO).year - one.born
    return "said" if years > policy.min_age else "open" if years == policy.min_age else "young"


def how_often(often: Frequency) -> str:
    """The choice nearest to how often someone may be asked."""
    return "week" if often.days <= 7 else "month" if often.days <= 31 else "seldom"


def likes(kinds: Iterable[str]) -> str:
    return _likes(tuple(kinds)).capitalize()


@lru_cache(maxsize=4096)
def _likes(kinds: tuple[str, ...]) -> str:
    return kinds_in_words(kinds, "nb")


def _is_new(one: VolunteerLine, today: date) -> bool:
    return one.stage is Stage.APPLIED and not one.stopped


def _is_ready(one: VolunteerLine, today: date) -> bool:
    return one.stage is Stage.APPROVED and one.pledge is not None and not (one.paused or one.stopped)


def _lacks_pledge(one: VolunteerLine, today: date) -> bool:
    return one.pledge is None and not one.stopped


def _runs_out(one: VolunteerLine, today: date) -> bool:
    return one.police_expires is not None and one.police_expires <= today + SOON


LACK_PLEDGE = "loefte"
SORTS: Mapping[str, tuple[str, Callable[[VolunteerLine, date], bool]]] = {
    "alle": ("Alle", lambda one, today: True),
    "nye": ("Nye", _is_new),
    "klare": ("Klare", _is_ready),
    "pause": ("Pause", lambda one, today: one.paused and not one.stopped),
    LACK_PLEDGE: ("Uten taushetsløfte", _lacks_pledge),
    "attest": ("Ny attest trengs", _runs_out),
    "stopp": ("STOPP", lambda one, today: one.stopped),
}
NOT_DONE = "ikke-ferdige"
"""The list of those who have begun to sign up, in the address."""
"""The lists beside each other: what each is called, and who stands in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A volunteer as the search knows them."""

    line: VolunteerLine
    words: str
    numbers: tuple[str, ...]


def known(store: Store) -> list[Known]:
    """All of them, by name."""
    numbers, lines = store.numbers(), sorted(store.volunteer_lines(), key=lambda one: by_name(one.name))
    return [Known(one, folded(_words(one)), (*numbers.get(one.id, ()), one.postcode)) for one in lines]


def found(people: Iterable[Known], query: str) -> list[VolunteerLine]:
    """Whom a search finds."""
    sought = words_of(query)
    return [one.line for one in people if stands_in(sought, one.words, one.numbers)]


def _words(one: VolunteerLine) -> str:
    return f"{one.name} {one.place} {_names(one.skills)}"


@lru_cache(maxsize=4096)
def _names(kinds: tuple[str, ...]) -> str:
    return " ".join(KINDS[kind].name for kind in kinds if kind in KINDS)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list on a page."""

    id: PersonId
    name: str
    place: str
    likes: str
    tone: str
    status: str
    last: datetime | None
    href: str
    pledge: str = ""
    """How far they have come with the pledge, where that is what is asked."""


def rows(
    lines: Sequence[VolunteerLine], last: Mapping[PersonId, datetime],
    pledges: Mapping[PersonId, str] = MappingProxyType({}),
) -> list[Row]:  # fmt: skip
    return [
        Row(
            one.id, one.name or "Uten navn", one.place, likes(one.skills),
            *status(one, stopped=one.stopped, pledged=one.pledge is not None),
            last.get(one.id), f"/frivillige/{one.id}", pledges.get(one.id, ""),
        )
        for one in lines
    ]  # fmt: skip


def begun(people: Iterable[Beginner], query: str) -> list[Row]:
    """Those a search finds who have begun to sign up; all there is to see of them is the talk."""
    sought = words_of(query)
    hits = [one for one in people if fits(sought, f"{one.name} {one.place} {_names(one.kinds)}", (one.phone,))]
    return [
        Row(
            one.id, one.name or f"Mobil {telephone(one.phone)}", one.place, likes(one.kinds) if one.kinds else "",
            "info", "Ikke ferdig", None, f"/samtaler/{one.id}",
        )
        for one in sorted(hits, key=lambda one: (not one.name, by_name(one.name)))
    ]  # fmt: skip
