"""What needs a human, each as a sentence with the one page where it is seen to; the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.views.errands import title
from admin.views.matters import NOT_ON_THE_LIST, OTHER, WAYS, Way
from admin.views.naming import called, number_in
from admin.views.nobody_left import InShort
from admin.words import local_day, short
from bot.life.alarming import UNTIL_IT_STARTS
from bot.model import Errand, ErrandId, OfferState, PersonId, Status
from bot.storage.letters import Received
from bot.storage.overview import WISHES
from bot.storage.store import Matter, Store
from bot.texts import in_words
from bot.when import write_clock, write_moment

SOON = timedelta(hours=24)
PROMISED = frozenset({"handover", "promised", "rang", "new_volunteer", "code", "second_address", "shared_phone"})
"""Someone has been told that we ring, and by when it must be."""
UNKNOWN = "Noen"
OVER = "{when}. Tida er gått: ring og hør om det ordnet seg."


@dataclass(frozen=True, slots=True)
class Need:
    """One line of I dag.  ``closes`` is where its matter is closed, ``moves`` where what is proposed is taken."""

    tone: str
    heading: str
    text: str
    since: datetime
    href: str
    action: str
    phone: str
    closes: str
    done: str
    moves: str
    move: str
    order: tuple[int, datetime]
    """How urgent, the most first, and since when or by when."""
    kind: str
    about: str
    """Whom or what it is about, in a few words."""
    late: bool = False
    """Someone was promised it sooner."""
    more: tuple[str, ...] = ()
    """What can be opened below the text, line by line."""


@dataclass(frozen=True, slots=True)
class _About:
    """What the sentences are filled with."""

    names: Mapping[PersonId, str]
    ways: Mapping[PersonId, Mapping[str, str]]
    roles: Mapping[PersonId, str]
    errands: Mapping[ErrandId, Errand]
    offers: Mapping[ErrandId, Mapping[str, int]]
    written: Mapping[PersonId, Sequence[Received]]
    on_the_list: frozenset[PersonId | None]
    now: datetime
    left: Mapping[ErrandId, InShort]
    wishes: Collection[PersonId | None]
    """Who asked for help in a talk a human has because of it: they have been told that we ring."""


def needs(store: Store, now: datetime, left: Mapping[ErrandId, InShort] | None = None) -> list[Need]:
    """Every open matter, and whoever wrote while a human had the talk.

    ``left`` is what is said of errands about which nobody more can be asked.
    """
    matters, written = store.matters(), dict[PersonId, list[Received]]()
    for event in store.unread():
        if event.person is not None:
            written.setdefault(event.person, []).append(event)
    handed_over = {one.person: one.opened for one in matters if one.kind == "handover" and one.person is not None}
    wishes = {one.person for one in matters if one.kind in WISHES} & handed_over.keys()
    matters = [one for one in matters if one.kind != "handover" or one.person not in wishes]
    about = _about(store, now, matters, written, left or {}, wishes)
    shown = [_need(one, about) for one in matters]
    for who, events in written.items():
        later = [one for one in events if who not in handed_over or one.received > handed_over[who]]
        if later and (who not in handed_over or who in wishes):
            shown.append(_wrote(who, later, about))
    return sorted(shown, key=lambda need: need.order)


def headings(store: Store, now: datetime, which: Iterable[int]) -> list[tuple[int, str]]:
    """What those matters are called, open or closed."""
    matters = [store.matter(one) for one in which]
    about = _about(store, now, matters, {}, {}) if matters else None
    return [(one.id, _need(one, about).heading) for one in matters] if about else []


def _about(
    store: Store, now: datetime, matters: Sequence[Matter], written: Mapping[PersonId, Sequence[Received]],
    left: Mapping[ErrandId, InShort], wishes: Collection[PersonId | None] = (),
) -> _About:  # fmt: skip
    people = {*(one.person for one in matters), *written}
    which = [one.errand for one in matters]
    on_the_list = frozenset(one.person for one in store.to_be_read(now))
    return _About(
        called(store, people), store.ways(people), store.roles_of(people), store.errands_among(which),
        store.offers_by_state(which), written, on_the_list, now, left, wishes,
    )  # fmt: skip


def _need(matter: Matter, about: _About) -> Need:
    way, errand = _way(matter, about), about.errands.get(matter.errand or ErrandId(0))
    words = matter.words or (_last(about, matter.person) if matter.kind == "handover" else "")
    text = _fill(way.text, matter.person, errand, words, about)
    late = matter.due is not None and matter.due < about.now
    soon = errand is not None and matter.kind == "unfilled" and errand.starts - about.now < SOON
    rank, tone = (1, "danger") if soon else (way.rank - 1, "warning") if late and way.rank > 1 else (way.rank, way.tone)
    more = about.left[errand.id].more if errand and matter.kind == "unfilled" and errand.id in about.left else ()
    over = matter.kind in UNTIL_IT_STARTS and errand is not None and not errand.lies_ahead(about.now)
    if over:
        rank, tone, text, more = 3, "warning", _fill(OVER, matter.person, errand, "", about), ()
    elif matter.due is not None and (matter.kind in PROMISED or matter.person in about.wishes):
        text = f"{text} Lovet: ring før {short(matter.due)}."
    return Need(
        tone, _fill(way.heading, matter.person, errand, "", about), text,
        matter.opened, _leads(way.to, matter, about), way.action if _leads(way.to, matter, about) else "",
        _phone(matter.person, about), f"/i-dag/{matter.id}/ferdig", way.done,
        *_moves(matter, errand, about), (rank, matter.due or matter.opened), matter.kind,
        about.names.get(matter.person, "") if matter.person is not None else title(errand) if errand else "",
        late, more,
    )  # fmt: skip


def _moves(matter: Matter, errand: Errand | None, about: _About) -> tuple[str, str]:
    """Where what is proposed is taken with one click, and in what words; nothing where it cannot be."""
    words = move_words(matter, errand, about.names.get(matter.person or PersonId(0), UNKNOWN), about.now)
    return (f"/oppgaver/{matter.errand}/forslag/{matter.id}" if words else "", words)


def move_words(matter: Matter, errand: Errand | None, name: str, now: datetime) -> str:
    """What stands on the button; nothing when the time is past or the errand has been given to someone."""
    if errand is None or matter.proposed is None or matter.proposed <= now:
        return ""
    if matter.kind == "postponed" and errand.active:
        return f"Flytt til {write_moment(matter.proposed)}"
    if matter.kind != "counter_offer" or errand.status is not Status.OPEN or errand.places > 1:
        return ""
    same_day = local_day(matter.proposed) == local_day(errand.starts)
    when = f"kl. {write_clock(matter.proposed)}" if same_day else write_moment(matter.proposed)
    return f"Flytt til {when} og gi oppgaven til {name}"


def _way(matter: Matter, about: _About) -> Way:
    way = WAYS.get(matter.kind, OTHER)
    return way if way.to != "calls" or matter.person in about.on_the_list else NOT_ON_THE_LIST[matter.kind]


def _wrote(who: PersonId, events: Sequence[Received], about: _About) -> Need:
    way, last = WAYS["wrote"], events[-1]
    return Need(
        way.tone, _fill(way.heading, who, None, "", about), _fill(way.text, who, None, last.text, about), last.received,
        f"/samtaler/{who}", way.action, _phone(who, about), f"/i-dag/lest/{who}", way.done, "", "",
        (way.rank, last.received), "wrote", about.names.get(who, UNKNOWN),
    )  # fmt: skip


def _last(about: _About, who: PersonId | None) -> str:
    events = about.written.get(who, ()) if who is not None else ()
    return events[-1].text if events else ""


def _fill(words: str, who: PersonId | None, errand: Errand | None, said: str, about: _About) -> str:
    offers = about.offers.get(errand.id, {}) if errand else {}
    filled = words.format(
        who=about.names.get(who, UNKNOWN) if who is not None else UNKNOWN,
        what=title(errand) if errand else "En oppgave",
        when=in_words(errand.starts, "nb") if errand else "",
        said=f"«{said}»" if said else "",
        asked=_asked(offers, about.left[errand.id].said if errand and errand.id in about.left else ""),
    )
    return filled.strip()[:1].upper() + filled.strip()[1:]


def _asked(offers: Mapping[str, int], left: str) -> str:
    total, no = sum(offers.values()), offers.get(OfferState.DECLINED, 0)
    if not total:
        return left or "Ingen er spurt: ingen passer."
    said = f"{no} har sagt nei" if no else "ingen har sagt nei"
    return f"{total} er spurt, {said}. {left}".strip()


def _leads(to: str, matter: Matter, about: _About) -> str:
    who, card = matter.person, {"volunteer": "frivillige", "recipient": "innbyggere"}
    if to == "calls":
        return f"/ringeliste?na={who}"
    if to == "needs":
        return "/onsker"
    if to == "pledges":
        return "/frivillige?vis=loefte"
    if to == "sending":
        return "/utsending"
    if to == "new_time" and matter.errand is not None:
        return f"/oppgaver/{matter.errand}/endre"
    if to == "errand" and matter.errand is not None:
        return f"/oppgaver/{matter.errand}"
    if who is None or not to:
        return ""
    if to == "ring":
        number = _phone(who, about).replace(" ", "").replace("\u00a0", "")
        return f"tel:{number}" if number else ""
    return f"/{card[about.roles[who]]}/{who}" if to == "card" and who in about.roles else f"/samtaler/{who}"


def _phone(who: PersonId | None, about: _About) -> str:
    return number_in(about.ways.get(who, {})) if who is not None else ""


