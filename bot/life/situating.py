"""The world around a talk at one moment, put together from what is stored."""

from __future__ import annotations

from datetime import timedelta

from bot.dialog.session import Question, Situation
from bot.duty import answers_by, next_on_duty, on_duty
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, OfferState, PersonId, Stage

JUST_BEFORE = timedelta(hours=2)
"""What we have written within so short a time of each other, a late JA may mean alike."""


def situate(turn: Turn, who: PersonId) -> Situation:
    """The world around a talk, as it is now."""
    store, now, town = turn.store, turn.now, turn.town
    person, volunteer = store.person(who), store.volunteer(who)
    visits = tuple(store.visits_by(who))
    asked = [(offer, store.errand(offer.errand)) for offer in store.offers_to(who)]
    questions = [Question(o.number, "offer", e) for o, e in asked if o.state is OfferState.OPEN and _takes(e, turn)]
    questions += [Question(v.number, v.asked or "reminder", e) for v, e in visits if v.number is not None]
    over = {OfferState.SOLVED, OfferState.COUNTERED}
    lately = _told_of_last(turn, who, {offer.errand for offer, _ in asked if offer.state in over})
    return Situation(
        now=now, municipality=town, person=person,
        volunteer=volunteer is not None and volunteer.stage is not Stage.LEFT,
        recipient=store.recipient(who) is not None, paused=volunteer is not None and volunteer.paused,
        with_human=store.human_has(who) is not None, on_duty=on_duty(now, town.duty),
        calls_by=answers_by(now, town.duty), back_at=next_on_duty(now, town.duty),
        questions=tuple(sorted(questions, key=lambda question: question.n)), visits=visits,
        missed=tuple((o.state, e) for o, e in asked if o.state in over and _takes(e, turn) and e.id in lately),
        code=store.digits(f"{who}/{now.isoformat()}"),
    )  # fmt: skip


def _told_of_last(turn: Turn, who: PersonId, over: set[ErrandId]) -> set[ErrandId]:
    """Those of the errands we wrote about last of all, and just before."""
    told = set[ErrandId]()
    about = [m for m in reversed(turn.store.messages_to(who, last=20)) if m.errand is not None]
    for message in about:
        if message.errand not in over or about[0].created - message.created > JUST_BEFORE:
            break
        told.add(message.errand)
    return told


def _takes(errand: Errand, turn: Turn) -> bool:
    return errand.active and errand.starts > turn.now
