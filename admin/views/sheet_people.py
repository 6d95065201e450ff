"""Volunteers and those who get help, as tables of a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from admin.forms import Form, read_typed
from admin.views import recipient_form, volunteer_form
from admin.views.people import LANGUAGES, Area, read_area, read_phone, write_area
from admin.views.rows import Does, Kept, Typed, Verdict, changes, number_out, wrong
from admin.views.volunteers import FREQUENCY_CHOICES, TRANSPORT_CHOICES
from bot import desk
from bot.kinds import KINDS
from bot.life import importing
from bot.life.turn import Turn
from bot.model import PersonId, Recipient, Stage, Tell, Volunteer
from bot.nlu.kinds import find_kinds
from bot.nlu.normal import words
from bot.numbers import is_mobile
from bot.storage.store import Store

NO_PHONE = "Mangler telefonnummer"
NOWHERE = Area("", "")
TELLS = {Tell.SMS: "SMS", Tell.CALL: "Telefon", Tell.KIN: "Pårørende", Tell.NOBODY: "Ingen"}


@dataclass(slots=True)
class Known:
    """Whom we know already, by name and number, and as their form stands."""

    now: datetime
    store: Store
    people: Mapping[tuple[str, str], tuple[PersonId, Typed, Any]]
    names: Counter[str] = field(default_factory=Counter)


def _known(store: Store, now: datetime, rows: Iterable[tuple[PersonId, Typed, Any]]) -> Known:
    people = {(number_in(typed["phone"]), typed["name"].casefold()): (who, typed, one) for who, typed, one in rows}
    return Known(now, store, people, Counter(name for _, name in people))


def number_in(typed: str) -> str:
    try:
        return read_phone(typed)
    except ValueError:
        return typed


def _area(typed: str) -> str:
    try:
        area = read_area(typed)
    except ValueError:
        return typed
    return write_area(area.postcode, area.place)


def _same(typed: Typed, known: Known) -> tuple[PersonId, Typed, Any] | None:
    """Whoever has that name and number; by the name alone when the row has no number and one alone is called so."""
    name, phone = typed["name"].casefold(), typed["phone"]
    if phone or known.names[name] != 1:
        return known.people.get((phone, name))
    return next(found for (_, called), found in known.people.items() if called == name)


def _merged(typed: Typed, before: Typed) -> Typed:
    """An empty cell changes nothing."""
    return {name: value or before.get(name, value) for name, value in typed.items()}


def _code(typed: str, choices: Iterable[tuple[str, str]], usual: str) -> str:
    by_words = {label.casefold(): code for code, label in choices}
    return by_words.get(typed.casefold(), typed) if typed else usual


def _label(code: str, choices: Iterable[tuple[str, str]]) -> str:
    return dict(choices).get(code, "")


def _person_key(typed: Typed) -> object:
    return typed["phone"], str(typed["name"]).casefold()


def _stopped(row: int, typed: Typed, known: Known) -> Verdict | None:
    if typed["phone"] and known.store.is_stopped(typed["phone"]):
        return Verdict(row, typed["name"], Does.WRONG, "Har sagt STOPP")
    return None


class Listed(volunteer_form.Typed):
    """A volunteer in a list, who may live we do not know where."""

    area: Annotated[Area, BeforeValidator(lambda typed: read_area(typed) if typed else NOWHERE)] = NOWHERE


class Volunteers:
    """Those who offer time."""

    code, label = "frivillige", "Frivillige"
    heads: Mapping[str, str] = {
        "name": "Navn", "phone": "Telefon", "area": "Postnummer og sted", "kinds": "Liker", "times": "Passer",
        "frequency": "Kan spørres", "transport": "Om vinteren", "dislikes": "Vil ikke", "born": "Født",
        "organisation": "Lag", "language": "Språk",
    }  # fmt: skip
    beside: Sequence[str] = ("phone", "area")
    example: Sequence[str] = (
        "Kari Eksempel", "90 00 01 23", "2317 Hamar", "Handle, Tur", "tirsdag formiddag", "Hver måned", "Bil",
        "trapper", "1955", "", "bokmål",
    )  # fmt: skip
    then = "Roboten skriver ikke til noen av dem før du sier fra. Den første meldingen spør om det stemmer."
    logged = "sheets.volunteer"

    def out(self, store: Store, among: Collection[int] | None = None) -> Iterable[Sequence[str]]:
        """All of them, or some."""
        numbers, everyone = store.numbers(), store.volunteers(Stage.APPLIED, Stage.APPROVED)
        for one in (one for one in everyone if among is None or one.id in among):
            typed = _volunteer(one, numbers)
            kinds = ", ".join(KINDS[kind].name for kind in typed["kinds"] if kind in KINDS)
            often = _label(typed["frequency"], FREQUENCY_CHOICES)
            by = _label(typed["transport"], TRANSPORT_CHOICES)
            language = _label(typed["language"], LANGUAGES)
            written = {"phone": number_out(typed["phone"]), "kinds": kinds, "frequency": often, "transport": by}
            yield [str((typed | written | {"language": language})[name]) for name in self.heads]

    def known(self, store: Store, now: datetime) -> Known:
        numbers = store.numbers()
        rows = ((one.id, _volunteer(one, numbers), one) for one in store.volunteers(Stage.APPLIED, Stage.APPROVED))
        return _known(store, now, rows)

    key = staticmethod(_person_key)

    def verdict(self, row: int, typed: Typed, known: Known) -> Verdict:
        typed |= {
            "phone": number_in(typed["phone"]), "area": _area(typed["area"]) if typed["area"] else "",
            "kinds": _kinds(typed["kinds"]), "frequency": _code(typed["frequency"], FREQUENCY_CHOICES, ""),
            "transport": _code(typed["transport"], TRANSPORT_CHOICES, ""),
            "language": _code(typed["language"], LANGUAGES, ""),
        }  # fmt: skip
        same = _same(typed, known)
        usual = {"frequency": "month", "transport": "car", "kinds": list(KINDS)}
        full = _merged(typed, same[1] if same else usual)
        form: Form[volunteer_form.Typed] = read_typed(full, Listed, volunteer_form.TOLD)
        values = volunteer_form.values_of(form, known.now, same[2] if same else None)
        if form.wrong:
            return wrong(row, typed["name"], form)
        if (stopped := _stopped(row, typed, known)) is not None:
            return stopped
        if same is None and not full["phone"]:
            return Verdict(row, full["name"], Does.WRONG, NO_PHONE)
        if same is None:
            return Verdict(row, full["name"], Does.NEW, "Ny", values | {"phone": full["phone"]})
        return _against(row, full, same, self.heads, values)

    def keep(self, turn: Turn, verdict: Verdict, by: int) -> Kept:
        values = dict(verdict.values)
        phone = values.pop("phone")
        if verdict.known is None:
            return Kept((importing.take_in(turn, verdict.name, phone, **values),))
        desk.change_volunteer(turn, PersonId(verdict.known), verdict.name, phone, **values)
        return Kept((PersonId(verdict.known),))


def _volunteer(one: Volunteer, numbers: Mapping[PersonId, Sequence[str]]) -> Typed:
    number = next(iter(numbers.get(one.id, ())), "")
    return dict(volunteer_form.filled(one, number).typed) | {"phone": number}


def _kinds(typed: str) -> list[str]:
    """Their codes, from names or other words for them; a word nobody knows is left, so that the row is wrong."""
    by_name = {kind.name.casefold(): code for code, kind in KINDS.items()}
    found: list[str] = []
    for word in filter(None, (part.strip() for part in typed.split(","))):
        liked = [str(one.value) for one in find_kinds(word, words(word))]
        found += [by_name[word.casefold()]] if word.casefold() in by_name else liked or [word]
    return sorted(dict.fromkeys(found))


def _against(row: int, full: Typed, same: tuple[PersonId, Typed, Any], heads: Mapping[str, str],
             values: Mapping[str, Any]) -> Verdict:  # fmt: skip
    who, before, _ = same
    other = changes(before, full, heads)
    if not other:
        return Verdict(row, full["name"], Does.SAME, "Er her fra før")
    said = f"Endrer {', '.join(other)}"
    return Verdict(row, full["name"], Does.CHANGES, said, {**values, "phone": full["phone"]}, who)


class Recipients:
    """Those who get help."""

    code, label = "innbyggere", "Innbyggere"
    heads: Mapping[str, str] = {
        "name": "Navn", "phone": "Telefon", "street": "Adresse", "area": "Postnummer og sted",
        "entry": "Slik kommer du inn", "tell": "Får beskjed", "kin_name": "Pårørende",
        "kin_phone": "Pårørendes telefon", "language": "Språk",
    }  # fmt: skip
    beside: Sequence[str] = ("phone", "area")
    example: Sequence[str] = (
        "Astrid Eksempel", "90 00 02 34", "Storgata 1", "2317 Hamar", "Ring på", "SMS", "Siv Eksempel", "90 00 03 45",
        "bokmål",
    )  # fmt: skip
    then = "Ingen av dem får noen melding før du legger ut en oppgave."
    logged = "sheets.recipient"

    def out(self, store: Store) -> Iterable[Sequence[str]]:
        numbers = store.numbers()
        for one in store.recipients():
            typed = _recipient(one, numbers)
            written = {
                "phone": number_out(typed["phone"]), "kin_phone": number_out(typed["kin_phone"]),
                "tell": TELLS[one.tell], "language": _label(typed["language"], LANGUAGES),
            }  # fmt: skip
            yield [str((typed | written)[name]) for name in self.heads]

    def known(self, store: Store, now: datetime) -> Known:
        numbers = store.numbers()
        return _known(store, now, ((one.id, _recipient(one, numbers), one) for one in store.recipients()))

    key = staticmethod(_person_key)

    def verdict(self, row: int, typed: Typed, known: Known) -> Verdict:
        typed |= {
            "phone": number_in(typed["phone"]), "kin_phone": number_in(typed["kin_phone"]),
            "area": _area(typed["area"]) if typed["area"] else "", "language": _code(typed["language"], LANGUAGES, ""),
            "tell": _code(typed["tell"], [(code.value, label) for code, label in TELLS.items()], ""),
        }  # fmt: skip
        same = _same(typed, known)
        full = _merged(typed, same[1] if same else {"tell": _usual(typed)})
        full["known_only"] = same[1]["known_only"] if same else ""
        form = read_typed(full, recipient_form.Typed, recipient_form.TOLD)
        recipient_form.check(form)
        if form.wrong or form.read is None:
            return wrong(row, typed["name"], form)
        if (stopped := _stopped(row, typed, known)) is not None:
            return stopped
        values = {"read": form.read}
        if same is None:
            return Verdict(row, full["name"], Does.NEW, "Ny", values)
        return _against(row, full, same, self.heads, values)

    def keep(self, turn: Turn, verdict: Verdict, by: int) -> Kept:
        typed: recipient_form.Typed = verdict.values["read"]
        about = asdict(recipient_form.about(typed))
        if verdict.known is None:
            return Kept((desk.add_recipient(turn, typed.name, typed.phone, tell=typed.tell, kin=typed.kin, **about),))
        who = PersonId(verdict.known)
        desk.change_recipient(turn, who, typed.name, typed.phone, typed.tell, typed.kin, **about)
        return Kept((who,))


def _recipient(one: Recipient, numbers: Mapping[PersonId, Sequence[str]]) -> Typed:
    number = next(iter(numbers.get(one.id, ())), "")
    return dict(recipient_form.filled(one, number).typed) | {"phone": number, "kin_phone": one.kin.phone}


def _usual(typed: Typed) -> str:
    if typed["kin_phone"] and not typed["phone"]:
        return Tell.KIN.value
    return Tell.SMS.value if is_mobile(typed["phone"]) else Tell.CALL.value
