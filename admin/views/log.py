"""What of the log is asked for: by whom, about whom, and from which day to which; and how it has been looked after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from admin.trail import SENTENCES
from admin.views.days import read_day
from admin.views.naming import called
from admin.views.privacy import Found, found
from admin.words import full_day, local_day
from bot.clock import OSLO
from bot.model import PersonId
from bot.storage.store import Store
from bot.storage.trail import Access, Asked, Checked
from bot.when import write_clock

ERASED, NOT_HERE, NOBODY = "slettet person", "noen som ikke finnes her", "Noen"
NO_DAY = "Vi forsto ikke dagen. Skriv for eksempel 1. november 2026."


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and whose lines one may ask for from it."""

    at: datetime
    who: str
    what: str
    person: PersonId | None

    @property
    def text(self) -> str:
        return f"{self.who} {self.what}"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for as it was typed, what of it was not understood, and who may be meant."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    asked: Asked
    hits: Sequence[Found] = ()
    """Those whose name or number fits, when they are more than one."""
    nobody: bool = False

    def address(self, about: PersonId | None) -> str:
        """The same about somebody else, or about anyone."""
        kept = {name: self.typed[name] for name in ("hvem", "fra", "til") if self.typed[name]}
        return "/logg?" + urlencode(kept | ({} if about is None else {"om": about}))


FIELDS = ("hvem", "om", "q", "fra", "til")


def read_query(store: Store, given: Mapping[str, str], now: datetime) -> Query:
    typed = {name: given.get(name, "").strip() for name in FIELDS}
    days = {name: read_day(typed[name], now, past=True) for name in ("fra", "til")}
    wrong = {name: NO_DAY for name, day in days.items() if typed[name] and day is None}
    about, hits = _number(typed["om"]), found(store, typed["q"])
    if len(hits) == 1:
        about = hits[0].id
    asked = Asked(
        _number(typed["hvem"]), None if about is None else PersonId(about),
        _begins(days["fra"]), _begins(days["til"] + timedelta(days=1) if days["til"] else None),
    )  # fmt: skip
    return Query(typed, wrong, asked, hits if len(hits) > 1 else (), nobody=bool(typed["q"]) and not hits)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def _begins(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), OSLO)


def lines(store: Store, seen: Sequence[Access]) -> list[Line]:
    users, names = store.user_names(), names_in(store, {line.person for line in seen})
    return [_line(one, users, names) for one in seen]


def names_in(store: Store, who: set[PersonId | None]) -> dict[PersonId | None, str]:
    names = called(store, who)
    return {one: NOT_HERE if one not in names else ERASED if store.erased(one) else names[one] for one in who if one}


def _line(seen: Access, users: Mapping[int, str], names: Mapping[PersonId | None, str]) -> Line:
    person = names.get(seen.person, "")
    errand = "" if seen.errand is None else f"oppgave {seen.errand}"
    words = SENTENCES.get(seen.what, f"brukte {seen.what}").format(person=person, errand=errand)
    known = seen.person if person not in ("", NOT_HERE) else None
    return Line(seen.at, users.get(seen.user or 0, NOBODY), words, known)


def written(moment: datetime) -> str:
    """23. november 2026 kl. 09.00"""
    return f"{full_day(local_day(moment))} kl. {write_clock(moment)}"


def guarded(checked: Checked | None) -> tuple[str, str]:
    """How the log has been looked after: tone and words."""
    if checked is None:
        return "info", "Loggen er ikke kontrollert ennå. Det skjer hver time."
    if checked.broken:
        return "danger", (
            f"Loggen stemmer ikke fra linje {checked.broken}. Noen har endret, fjernet eller lagt til linjer utenom "
            f"panelet. Oppdaget {written(checked.at)}. Ta vare på databasen slik den er, og si fra til den som drifter "
            "systemet og til personvernombudet."
        )
    return "success", f"Kontrollert {written(checked.at)}, til og med linje {checked.to}. Alle linjer stemmer."
