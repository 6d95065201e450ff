"""The world around a talk at one moment, put together from what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialog.events import Heard
from bot.dialog.session import Question, Situation
from bot.duty import answers_by, next_on_duty, on_duty
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, OfferState, PersonId, Stage
from bot.nlu.places import place_of
from bot.storage.post import Message

A_DAY = timedelta(days=1)
"""How long a JA may be late and still mean what we told was solved."""
JUST_BEFORE = timedelta(hours=2)
"""What we have written within so short a time of each other, a late JA may mean alike."""


def situate(turn: Turn, who: PersonId, said_at: datetime | None = None) -> Situation:
    """The world around a talk, as it is now.

    ``said_at`` is when they wrote what we have just heard: it answers nothing that reached them later.
    """
    store, now, town = turn.store, turn.now, turn.town
    person, volunteer = store.person(who), store.volunteer(who)
    recipient = store.recipient(who) is not None
    visits = tuple(store.visits_by(who)) if volunteer else ()
    offers = store.offers_to(who, OfferState.SOLVED, OfferState.COUNTERED) if volunteer else []
    asked = [(offer, store.errand(offer.errand)) for offer in offers]
    reached, waiting = _questions(turn, who, said_at or now)
    lately = _told_of_last(turn, who, {offer.errand for offer, _ in asked})
    if town.telegram and turn.way_to(who, "question", reply=turn.heard_from == who)[0] == "telegram":
        visits = tuple((visit, turn.hidden(errand, person.language)) for visit, errand in visits)
        asked = [(offer, turn.hidden(errand, person.language)) for offer, errand in asked]
        reached, waiting = (_hidden(turn, questions, person.language) for questions in (reached, waiting))
    return Situation(
        now=now, municipality=town, person=person,
        volunteer=volunteer is not None and volunteer.stage is not Stage.LEFT,
        recipient=recipient, kin=volunteer is None and not recipient and _is_kin(turn, who),
        paused=volunteer is not None and volunteer.paused,
        has_number=not {"sms", "phone"}.isdisjoint(store.addresses(who)),
        with_human=store.human_has(who) is not None, on_duty=on_duty(now, town.duty),
        calls_by=answers_by(now, town.duty), back_at=next_on_duty(now, town.duty),
        questions=reached, waiting=waiting, visits=visits, comes=_comes(turn, who) if recipient else (),
        missed=tuple((o.state, e) for o, e in asked if _takes(e, turn) and e.id in lately),
        code=store.digits(f"{who}/{now.isoformat()}"),
    )  # fmt: skip


def _comes(turn: Turn, who: PersonId) -> tuple[Errand, ...]:
    """What someone comes to them for."""
    coming = (errand for errand in turn.store.errands_for(who) if errand.active and errand.lies_ahead(turn.now))
    return tuple(one for one in coming if any(visit.active for visit in turn.store.visits_of(one.id)))


def _is_kin(turn: Turn, who: PersonId) -> bool:
    addresses = turn.store.addresses(who)
    return any(turn.store.helped_through(addresses[channel]) for channel in ("sms", "phone") if channel in addresses)


def _hidden(turn: Turn, questions: tuple[Question, ...], language: str) -> tuple[Question, ...]:
    return tuple(replace(question, errand=turn.hidden(question.errand, language)) for question in questions)


def _questions(turn: Turn, who: PersonId, said_at: datetime) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """What they have been asked: what had reached them when they wrote, and what had not."""
    reached, waiting = list[Question](), list[Question]()
    moved = turn.store.talk_moved(who)
    for asked in turn.store.questions_to(who):
        errand = turn.store.errand(asked.errand)
        if asked.about in {"offer", "both"} and not _takes(errand, turn):
            continue
        in_time = asked.reached and (asked.reached_at is None or asked.reached_at <= said_at)
        last = bool(moved and asked.reached_at and asked.reached_at > moved)
        (reached if in_time else waiting).append(Question(asked.number, asked.about, errand, last))
    return tuple(reached), tuple(waiting)


def _told_of_last(turn: Turn, who: PersonId, over: set[ErrandId]) -> set[ErrandId]:
    """Those of the errands we wrote about last of all, and just before."""
    told = set[ErrandId]()
    if not over:
        return told
    about = [m for m in reversed(turn.store.messages_to(who, last=20)) if m.errand is not None]
    for message in about:
        if message.errand not in over or about[0].created - message.created > JUST_BEFORE or _is_old(turn, message):
            break
        told.add(message.errand)
    return told


def _is_old(turn: Turn, message: Message) -> bool:
    return turn.now - message.created > A_DAY


def _takes(errand: Errand, turn: Turn) -> bool:
    return errand.active and errand.starts > turn.now


def with_place(heard: Heard) -> Heard:
    """A postal code tells the place too."""
    code = heard.first("postcode")
    where = place_of(str(code.value)) if code is not None and heard.first("place") is None else None
    if code is None or where is None:
        return heard
    return replace(heard, entities=(*heard.entities, replace(code, entity="place", value=where)))
