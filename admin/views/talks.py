"""A talk and the list of talks, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.views.bubbles import Bubble, bubbles
from admin.views.naming import called, number_in
from admin.views.people import fits, has_digits, words_of
from bot.model import PersonId
from bot.storage.post import MessageState
from bot.storage.store import Store
from bot.storage.talk_lists import TalkLine

CARDS = {"volunteer": "/frivillige", "recipient": "/innbyggere"}
SHORT = 60
AGAIN = "igjen"
"""In the address: messages that were taken back, to be written again."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    id: PersonId
    name: str
    last: str
    state: str
    here: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk that is open."""

    id: PersonId
    name: str
    first: str
    facts: str
    human: str
    holder: int | None
    mine: bool
    waits: bool
    """The robot has handed it over, and nobody has taken it."""
    messages: Sequence[Bubble]
    earlier: bool
    quiet: str
    hint: str
    until: datetime | None
    """When it is on I dag again, if somebody has asked for that."""


def lines_of(store: Store, lines: Sequence[TalkLine], here: PersonId | None, me: int) -> list[Line]:
    names = called(store, [line.person for line in lines])
    unread, users = {who for who, _ in store.unread_from()}, store.user_names()
    return [
        Line(
            line.person, names.get(line.person, line.name), _last(line),
            _state(line, line.person in unread, users, me), line.person == here,
        )
        for line in lines
    ]  # fmt: skip


def sought(store: Store, query: str) -> list[PersonId]:
    """Those whose name or number fits, as they stand in the list."""
    numbers, words = store.numbers() if has_digits(query) else {}, words_of(query)
    return [who for who, name in store.talk_names() if fits(words, name, numbers.get(who, ()))]


def _state(line: TalkLine, unread: bool, users: dict[int, str], me: int) -> str:
    if line.human_since is None:
        return "hos roboten"
    who = "venter på et menneske" if line.human is None else _holder(line.human, users, me)
    return f"{who}, ulest" if unread and line.human is not None else who


def _holder(human: int, users: dict[int, str], me: int) -> str:
    return f"hos {'deg' if human == me else users.get(human, 'en kollega')}"


def _last(line: TalkLine) -> str:
    return _cut(line.heard) or (f"Sendt: {_cut(line.said)}" if line.said else "")


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()} …"


def talk_with(store: Store, who: PersonId, me: int, most: int) -> Talk:
    person, human, users = store.person(who), store.human_has(who), store.user_names()
    name, ways = called(store, [who])[who], store.ways([who])[who]
    role, holder = store.roles_of([who]).get(who, ""), human[1] if human else None
    first = person.first_name or number_in(ways) or name
    said = bubbles(store.messages_to(who, last=most + 1), store.heard_from(who, last=most + 1), first, users)
    return Talk(
        who, name, first, f"{CARDS[role]}/{who}" if role else "",
        users.get(holder, "En kollega") if holder is not None else "", holder, holder == me,
        bool(human) and holder is None,
        said[-most:], len(said) > most, _quiet(person.stopped, bool(ways), name),
        "" if "sms" in ways else "Har ikke mobil: svaret kommer på ringelista.", store.wakes_at("snooze", who),
    )  # fmt: skip


def _quiet(stopped: bool, reachable: bool, name: str) -> str:
    if stopped:
        return f"{name} har sagt STOPP. Vi skriver ikke, men du kan ringe."
    return "" if reachable else "Vi har ikke noe nummer å svare på."


def to_write_again(messages: Iterable[int]) -> str:
    return "&".join(f"{AGAIN}={which}" for which in messages)


def withdrawn(store: Store, who: PersonId, which: Sequence[int]) -> str:
    """The words of replies to someone that were taken back, as they were typed."""
    if not which:
        return ""
    said = [one for one in store.messages_to(who) if one.id in which and one.written_by is not None]
    return " ".join(one.text for one in said if one.state is MessageState.WITHDRAWN)
