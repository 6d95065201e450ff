"""Around a visit: what is owed is done when it is due, and how it went is written down."""

from __future__ import annotations

import re

from bot.flows import reminder as words
from bot.flows import visit as visit_words
from bot.kinds import kind_of
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Status, Visit, VisitState
from bot.numbers import spoken
from bot.reminding import Owed, details_at, owed
from bot.storage.post import MessageState
from bot.texts import how_to
from bot.waking import day_begins

_CODE = re.compile(r"\b\d{3,}\b")
"""A key code; none is ever written whole in a message."""
TWO_PARTS = 306
"""Characters in two parts of an SMS in GSM-7."""


def attend(turn: Turn, which: int) -> None:
    """Do what is due around a visit, and look again at the next moment.  Safe to call at any time."""
    visit = turn.store.visit(which)
    errand = turn.store.errand(visit.errand)
    later = None
    for step in owed(errand, visit, turn.now, turn.town.policy):
        if step.at > turn.now:
            break
        if step.what is Owed.CHECK_IN and _told_enough(turn, visit.volunteer):
            later = day_begins(turn.today()[1].date())
            continue
        _do(turn, step.what, turn.store.visit(which), errand)
    coming = [s.at for s in owed(errand, turn.store.visit(which), turn.now, turn.town.policy) if s.at > turn.now]
    turn.store.wake_at("visit", which, min((*coming, *((later,) if later else ())), default=None))


def _told_enough(turn: Turn, who: PersonId) -> bool:
    start, end = turn.today()
    told = [m for m in turn.store.messages_to(who) if m.unprompted and start <= m.not_before < end]
    return len(told) >= turn.town.policy.unprompted_a_day


def _do(turn: Turn, what: Owed, visit: Visit, errand: Errand) -> None:
    match what:
        case Owed.REMINDER:
            _remind(turn, visit, errand)
        case Owed.REMINDER_TODAY:
            _remind_today(turn, visit, errand)
        case Owed.DETAILS:
            give_details(turn, visit, errand)
        case Owed.CALL:
            _call(turn, visit, errand)
        case Owed.CHECK_IN:
            _check_in(turn, visit, errand)
        case Owed.CLOSE:
            _close_unheard(turn, visit, errand)


def _remind(turn: Turn, visit: Visit, errand: Errand) -> None:
    turn.store.change_visit(visit.id, reminded=turn.now, asked=turn.now, confirmed=None)
    day = words.TOMORROW.say(turn.store.person(visit.volunteer).language, turn.own)
    turn.ask(visit.volunteer, words.ASK, "reminder", "reminder", errand, day=day)


def _remind_today(turn: Turn, visit: Visit, errand: Errand) -> None:
    turn.store.change_visit(visit.id, reminded_today=turn.now)
    if visit.asked is not None:
        turn.ask(visit.volunteer, words.ASK_TODAY, "reminder", "reminder", errand)
    else:
        turn.say(visit.volunteer, words.TODAY, "reminder", errand=errand)


def give_details(turn: Turn, visit: Visit, errand: Errand) -> None:
    """The address, how to get in, what to do and how we do it; logged, and to the one who said JA alone."""
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None:
        return
    person = turn.store.person(visit.volunteer)
    details = f" {errand.details.rstrip('.')}." if errand.details else ""
    way_in = _CODE.sub(words.CODE.say(person.language, turn.own), recipient.entry.rstrip("."))
    entry = words.ENTRY.say(person.language, turn.own, entry=way_in) if way_in else ""
    addresses = turn.store.addresses(recipient.id)
    number = addresses.get("sms") or addresses.get("phone") or recipient.kin.phone or turn.town.phone
    where = ", ".join(filter(None, (recipient.street, f"{recipient.postcode} {recipient.place}".strip())))
    values = {"recipient": recipient.person.name, "street": where, "entry": entry, "details": details,
              "phone": spoken(number)}  # fmt: skip
    text = words.DETAILS if kind_of(errand.kind).needs_travel else words.DETAILS_CALL
    turn.store.change_visit(visit.id, details=turn.now)
    turn.note("details_given", errand.id, visit.volunteer)
    _say_with_how(turn, visit, errand, turn.render(text, person, errand, **values))


def _has_way_there(turn: Turn, visit: Visit) -> bool:
    """Whether all we sent about how to get there has reached them; what lies unread on the call list has not."""
    sent = [
        message for message in turn.store.messages_about(visit.errand)
        if message.person == visit.volunteer and message.kind == "details" and message.state is not MessageState.FAILED
        and visit.details is not None and message.created >= visit.details
    ]  # fmt: skip
    there = {"call": {MessageState.DELIVERED}}
    return all(m.state in there.get(m.channel, {MessageState.HANDED_OVER, MessageState.DELIVERED}) for m in sent)


def _say_with_how(turn: Turn, visit: Visit, errand: Errand, said: str) -> None:
    """The details, and how we do such errands: together when two SMS parts hold both."""
    how = how_to(errand, turn.store.person(visit.volunteer).language)
    together = f"{said} {how}".strip()
    texts = [together] if len(together) <= TWO_PARTS else [said, how]
    held = turn.store.human_has(visit.volunteer) is not None
    channel, number = turn.way_to(visit.volunteer, "details", held=held)
    for text in filter(None, texts):
        answers = turn.heard_from == visit.volunteer
        turn.send(visit.volunteer, channel, number, text, "details", errand, reply=answers)


def _call(turn: Turn, visit: Visit, errand: Errand) -> None:
    """No answer two hours before: a human rings."""
    turn.store.change_visit(visit.id, called=turn.now)
    turn.note("called_for", errand.id, visit.volunteer, why="unconfirmed")
    person = turn.store.person(visit.volunteer)
    if not _waits_to_be_read(turn, visit):
        text = turn.render(words.ASK_TODAY, person, errand)
        turn.send(visit.volunteer, "call", turn.store.telephone(visit.volunteer), text, "reminder", errand)
    if turn.on_duty:
        turn.tell("unconfirmed", person=visit.volunteer, errand=errand.id, due=errand.starts)
    else:
        turn.alarm("unconfirmed", person=visit.volunteer, errand=errand)


def _waits_to_be_read(turn: Turn, visit: Visit) -> bool:
    """Whether a reminder of this visit is on the call list already."""
    return any(
        m.channel == "call" and m.kind == "reminder" and m.state is not MessageState.DELIVERED
        for m in turn.store.messages_to(visit.volunteer)
        if m.errand == visit.errand
    )


def _check_in(turn: Turn, visit: Visit, errand: Errand) -> None:
    turn.store.change_visit(visit.id, checked_in=turn.now)
    turn.ask(visit.volunteer, visit_words.CHECK_IN, "check_in", "check_in", errand)


def arrive(turn: Turn, visit: Visit) -> None:
    turn.store.change_visit(visit.id, state=VisitState.ARRIVED.value, asked=None, confirmed=turn.now)
    turn.store.close_questions(visit.errand, visit.volunteer)
    turn.store.close_matters(turn.now, "unconfirmed", person=visit.volunteer, errand=visit.errand)
    turn.note("arrived", visit.errand, visit.volunteer)
    attend(turn, visit.id)


def finish(turn: Turn, visit: Visit) -> None:
    errand = turn.store.errand(visit.errand)
    _close(turn, visit, errand, assumed=False)
    turn.say(visit.volunteer, visit_words.THANKS, "thanks", errand=errand, reply=True)


def _close_unheard(turn: Turn, visit: Visit, errand: Errand) -> None:
    """Nobody has said how it went: it counts as done, unless they never said that they would come."""
    if visit.state is VisitState.ARRIVED or visit.asked is None or visit.confirmed is not None:
        _close(turn, visit, errand, assumed=True)
        return
    turn.store.withdraw(turn.now, to=visit.volunteer, errand=errand.id)
    turn.store.close_matters(turn.now, "unconfirmed", person=visit.volunteer, errand=errand.id)
    turn.note("called_for", errand.id, visit.volunteer, why="no_word")
    turn.tell("no_word", person=visit.volunteer, errand=errand.id)
    words = turn.render(visit_words.CHECK_IN, turn.store.person(visit.volunteer), errand)
    turn.send(visit.volunteer, "call", turn.store.telephone(visit.volunteer), words, "check_in", errand)


def _close(turn: Turn, visit: Visit, errand: Errand, *, assumed: bool) -> None:
    turn.store.change_visit(visit.id, state=VisitState.DONE.value, asked=None, ended=turn.now)
    turn.store.close_questions(visit.errand, visit.volunteer)
    turn.store.wake_at("visit", visit.id, None)
    turn.store.withdraw(turn.now, to=visit.volunteer, errand=errand.id)
    turn.store.close_matters(turn.now, "unconfirmed", "no_word", person=visit.volunteer, errand=errand.id)
    others = turn.store.visits_of(errand.id)
    if not any(other.active for other in others) and all(o.state is not VisitState.FAILED for o in others):
        turn.store.change_errand(errand.id, status=Status.DONE.value)
        turn.note("errand_done", errand.id, visit.volunteer, **({"assumed": True} if assumed else {}))


def fail(turn: Turn, visit: Visit, said: str) -> None:
    """Nobody at home, or not done: a human must know, at night too, for someone may be lying on the floor."""
    errand = turn.store.errand(visit.errand)
    turn.store.change_visit(visit.id, state=VisitState.FAILED.value, asked=None, ended=turn.now)
    turn.store.close_questions(visit.errand, visit.volunteer)
    turn.store.wake_at("visit", visit.id, None)
    turn.store.close_matters(turn.now, "unconfirmed", "no_word", person=visit.volunteer, errand=errand.id)
    if not any(other.active for other in turn.store.visits_of(errand.id)):
        turn.store.change_errand(errand.id, status=Status.FAILED.value)
    turn.note("errand_failed", errand.id, visit.volunteer, why="reply")
    turn.say(visit.volunteer, visit_words.FAILED, "other", errand=errand, reply=True)
    turn.alarm("failed", said, person=visit.volunteer, errand=errand)


def be_late(turn: Turn, visit: Visit, said: str) -> None:
    errand = turn.store.errand(visit.errand)
    recipient = turn.store.recipient(errand.recipient)
    turn.note("late", errand.id, visit.volunteer)
    if recipient is not None:
        name = turn.store.person(visit.volunteer).first_name
        turn.tell_recipient(recipient, words.BE_LATE, "changed", errand, visit=visit.id, name=name)


def moved(turn: Turn, visit: Visit, errand: Errand) -> None:
    """The time is another: the holder is asked anew, and everything around the visit is planned anew."""
    again = details_at(errand.starts, turn.town.policy) > turn.now or not _has_way_there(turn, visit)
    turn.store.change_visit(
        visit.id, asked=turn.now, confirmed=None, reminded=None, reminded_today=None, called=None, taken=turn.now,
        details=None if again else visit.details,
    )  # fmt: skip
    turn.store.withdraw(turn.now, to=visit.volunteer, errand=errand.id)
    turn.ask(visit.volunteer, words.CHANGED, "changed", "changed", errand)
    attend(turn, visit.id)
