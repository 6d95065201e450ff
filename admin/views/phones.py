"""Simulated telephones: what stands on each, how the robot took what was last written, and answers to tap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from admin.views.intents import FLOWS, INTENTS
from admin.views.people import by_name
from admin.views.timeline import HAPPENED
from admin.words import short, telephone
from bot.dialog.session import Talk
from bot.errors import NotFound
from bot.model import PersonId
from bot.nlu import Reader
from bot.numbers import is_mobile
from bot.storage.letters import Received
from bot.storage.post import Message, MessageState
from bot.storage.store import Store

SHOWN = 80
"""So many messages back."""
STRANGERS = 900
"""Numbers that belong to nobody: +4790000901 and on."""
AT_ONCE = timedelta(seconds=5)
LEFT = frozenset({MessageState.HANDED_OVER, MessageState.DELIVERED, MessageState.FAILED})
STARTERS = ("Jeg vil gjerne hjelpe", "Hvem er du?", "STOPP")
DAILY = ("JA", "NEI", "Hva har jeg sagt ja til?", "STOPP")
QUICK = {
    "offer": ("JA", "NEI", "Kan ikke da, men dagen etter", "Hvor er det?"),
    "changed": ("JA", "NEI"),
    "reminder": ("JA", "AVBUD", "Jeg blir litt forsinket"),
    "details": ("Framme", "Ferdig", "Ingen hjemme", "AVBUD"),
    "check_in": ("Ferdig", "Det ble ikke noe av", "Ja, alt gikk bra"),
    "confirmation": DAILY,
    "alarm": ("SETT",),
    "welcome": ("JA", "NEI", "Hvem er du?", "STOPP"),
    "question": ("JA", "NEI", "tilbake", "vet ikke", "Kan jeg snakke med et menneske?"),
}
"""Answers that fit the kind of message that came last."""
READ = {
    "time": "tid", "availability": "tider", "duration": "varighet", "kind": "oppgave", "place": "sted",
    "postcode": "postnummer", "number": "tall", "name": "navn", "phone": "telefon",
}  # fmt: skip
"""What can be read in a message, in words."""
_CHOICE = re.compile(r"(?<!\S)([1-9]) [A-ZÆØÅ]")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose telephone it is.  ``id`` is what it is called in an address."""

    id: str
    name: str
    number: str
    people: tuple[PersonId, ...] = ()
    channel: str = "sms"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a telephone; ``ours`` is the robot's."""

    ours: bool
    text: str
    who: str
    at: datetime
    state: str
    understood: str = ""
    """How the reader took it, and what it read in it."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone that lies on the table."""

    id: str
    name: str
    number: str
    messages: Sequence[Bubble]
    waiting: str
    understood: Sequence[tuple[str, str]]
    quick: Sequence[str]
    channel: str = "sms"
    pressable: tuple[int, Sequence[str]] | None = None
    """The message whose buttons can be pressed, and what stands on them."""
    may_chat: int | None = None
    """Who could be written to on Telegram from here on."""


def owner(store: Store, which: str) -> Owner:
    """The telephone by its id: ``vakt``, ``ny-1``, ``p12`` for a person, ``k12`` for the kin of one, ``t12`` for a
    person's Telegram."""
    if which == "vakt" and (number := store.municipality_row().night):
        return Owner(which, "Vakttelefonen", number, tuple(store.people_at("sms", number)))
    if match := re.fullmatch(r"ny-([1-9]\d?)", which):
        return _stranger(store, which, f"+4790000{STRANGERS + int(match[1])}")
    if match := re.fullmatch(r"([pkt])(\d{1,9})", which):
        ways = {"p": _person, "k": _kin, "t": _chat}
        found = ways[match[1]](store, which, PersonId(int(match[2])))
        if found is not None:
            return found
    raise NotFound("phone")


def _stranger(store: Store, which: str, number: str) -> Owner:
    people = tuple(store.people_at("sms", number))
    named = next((name for who in people if (name := store.person(who).name)), "")
    return Owner(which, named or "Ukjent telefon", number, people)


def _person(store: Store, which: str, who: PersonId) -> Owner | None:
    number = store.addresses(who).get("sms", "")
    if not number:
        return None
    return Owner(which, store.person(who).name or "Ukjent telefon", number, tuple(store.people_at("sms", number)))


def _chat(store: Store, which: str, who: PersonId) -> Owner | None:
    chat = store.addresses(who).get("telegram", "")
    return Owner(which, store.person(who).name or "Ukjent", chat, (who,), "telegram") if chat else None


def _kin(store: Store, which: str, who: PersonId) -> Owner | None:
    recipient = store.recipient(who)
    if recipient is None or not is_mobile(recipient.kin.phone):
        return None
    people = (recipient.id, *store.people_at("sms", recipient.kin.phone))
    name = recipient.kin.name or f"Pårørende til {recipient.person.first_name}"
    return Owner(which, name, recipient.kin.phone, people)


def choices(store: Store, out: Iterable[str]) -> list[tuple[str, str]]:
    """Whose telephones may be taken out, besides those that lie there."""
    numbers, taken = store.numbers(), set(out)
    mobiles = {who for who, some in numbers.items() if any(is_mobile(one) for one in some)}
    volunteers = [(f"p{one.id}", f"{one.name}, frivillig") for one in store.volunteer_lines() if one.id in mobiles]
    helped = store.recipient_lines()
    recipients = [(f"p{one.id}", f"{one.name}, innbygger") for one in helped if one.id in mobiles]
    kin = [(f"k{one.id}", f"Pårørende til {one.name}") for one in helped if is_mobile(one.kin_phone)]
    duty = [("vakt", "Vakttelefonen")] if store.municipality_row().night else []
    people = sorted(volunteers + recipients + kin, key=lambda pair: by_name(pair[1]))
    return [(which, words) for which, words in duty + people if which not in taken]


def shown(store: Store, who: Owner, now: datetime, reader: Reader) -> Phone:
    """A telephone as it lies there now."""
    sent, heard = store.sms_with(who.number, who.people, last=SHOWN, channel=who.channel)
    left = edited(one for one in sent if one.state in LEFT)
    bubbles = sorted((*_from_robot(left), *_from_owner(heard, who.name, reader)), key=lambda one: (one.at, one.ours))
    return Phone(
        who.id, who.name, who.number, bubbles, _waiting(sent, now), list(_understood(store, heard)),
        _quick(left, heard), who.channel, next(((m.id, m.options) for m in reversed(left) if m.options), None),
        _may_chat(store, who),
    )  # fmt: skip


def edited(sent: Iterable[Message]) -> list[Message]:
    """Messages as they stand in the chat: one that took another's place stands there, without its buttons."""
    stands: dict[str, Message] = {}
    for one in sent:
        known = stands.get(one.edits or "")
        if known is not None and one.edits:
            stands[one.edits] = replace(known, text=one.text, options=())
        elif not one.edits:
            stands[one.provider_id or str(one.id)] = one
    return list(stands.values())


def _may_chat(store: Store, who: Owner) -> int | None:
    """A volunteer who alone has a telephone, and is not on Telegram yet."""
    if who.channel != "sms" or len(who.people) != 1 or store.volunteer(who.people[0]) is None:
        return None
    return None if "telegram" in store.addresses(who.people[0]) else int(who.people[0])


def _from_robot(sent: Iterable[Message]) -> Iterator[Bubble]:
    for one in sent:
        author = "Koordinator" if one.written_by is not None else "Roboten"
        lost = "kom ikke fram" if one.state is MessageState.FAILED else ""
        yield Bubble(True, one.text, author, one.handed_over or one.created, lost)


def _from_owner(heard: Iterable[Received], name: str, reader: Reader) -> Iterator[Bubble]:
    return (Bubble(False, one.text, name.split()[0], one.received, "", _taken(one, reader)) for one in heard)


def _taken(one: Received, reader: Reader) -> str:
    """"Forstått som Ja. Lest: tid «på torsdag»"."""
    intent = INTENTS.get(one.intent or "", "")
    found = read_in(reader, one.text, one.received.replace(second=0, microsecond=0)) if intent else ()
    read = ", ".join(f"{what} «{words}»" for what, words in found)
    return (f"Forstått som: {intent}" if intent else "Ikke lest av roboten") + (f". Lest: {read}" if read else "")


@lru_cache(maxsize=1_000)
def read_in(reader: Reader, text: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """The pieces of a message that stand for something: a time, a kind of errand, a place."""
    found = reader.understand(text, now=now, ranking=()).entities
    return tuple((("ikke " if one.negated else "") + READ[one.entity], one.text) for one in found if one.entity in READ)


def _waiting(sent: Iterable[Message], now: datetime) -> str:
    """What the quiet hours hold back, for whoever wonders why nothing comes."""
    later = [one.not_before for one in sent if one.state is MessageState.QUEUED and one.not_before > now]
    if not later:
        return ""
    return f"{'En melding' if len(later) == 1 else f'{len(later)} meldinger'} kommer {short(min(later))}"


def _understood(store: Store, heard: Sequence[Received]) -> Iterator[tuple[str, str]]:
    if not heard:
        return
    last = heard[-1]
    yield "Skrev", last.text
    yield "Forstått som", INTENTS.get(last.intent or "", "Ikke lest av roboten")
    if last.person is None:
        return
    name = store.person(last.person).first_name or telephone(last.sender)
    notes = store.notes_about(last.person, last.received)
    at_once = [note for note in notes if note.at - last.received < AT_ONCE]
    happened = [HAPPENED[note.event][1] for note in at_once if note.event in HAPPENED and note.event != "offered"]
    yield "Det førte til", "\n".join(words.format(who=name, by="En koordinator", why="") for words in happened)
    yield "Samtale", FLOWS.get(Talk.from_json(store.talk_state(last.person)).flow, "")
    yield "Nå", "En koordinator har samtalen" if store.human_has(last.person) else "Roboten har samtalen"


def _quick(sent: Sequence[Message], heard: Sequence[Received]) -> Sequence[str]:
    if not sent:
        return STARTERS
    last = sent[-1]
    numbers = [match[1] for match in _CHOICE.finditer(last.text)]
    if len(numbers) > 1:
        return (*numbers, "tilbake", "vet ikke")
    return QUICK.get(last.kind, DAILY)
