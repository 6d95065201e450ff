"""Around a visit: what is owed is done when it is due, and how it went is written down."""

from __future__ import annotations

from typing import Any

from bot.flows import club as club_words
from bot.flows import reminder as words
from bot.flows import visit as visit_words
from bot.flows.postpone import MOVED
from bot.life import clubs
from bot.life.asking import place_in
from bot.life.directions import give_details, has_way_there, have_rung, promised_code
from bot.life.trying import ask_whether_it_fits
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Status, Visit, VisitState
from bot.reminding import Humans, Owed, details_at, owed
from bot.storage.post import MessageState
from bot.texts import Text
from bot.waking import day_begins

ENDED = ("unconfirmed", "no_word", "code", "second_address", "shared_phone")
"""What nobody needs to see to any more when a visit is over or off."""
TO_BE_READ = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.HANDED_OVER})


def attend(turn: Turn, which: int) -> None:
    """Do what is due around a visit, and look again at the next moment.  Safe to call at any time."""
    visit = turn.store.visit(which)
    errand = turn.store.errand(visit.errand)
    later, humans = None, humans_for(turn, visit, errand)
    for step in owed(errand, visit, turn.now, turn.town.policy, humans):
        if step.at > turn.now:
            break
        if step.what is Owed.CHECK_IN and turn.told_enough(visit.volunteer):
            later = day_begins(turn.today()[1].date())
            continue
        _do(turn, step.what, turn.store.visit(which), errand)
    left = owed(errand, turn.store.visit(which), turn.now, turn.town.policy, humans)
    coming = [step.at for step in left if step.at > turn.now]
    turn.store.wake_at("visit", which, min((*coming, *((later,) if later else ())), default=None))


def humans_for(turn: Turn, visit: Visit, errand: Errand) -> Humans:
    reads, code = is_read_to(turn, visit.volunteer), promised_code(turn, visit, errand)
    return Humans(turn.town.duty, reads=reads, code=code)


def is_read_to(turn: Turn, who: PersonId) -> bool:
    """Whether what they are told now is read aloud to them."""
    return turn.way_to(who, "reminder", held=turn.store.human_has(who) is not None)[0] == "call"


def _do(turn: Turn, what: Owed, visit: Visit, errand: Errand) -> None:
    match what:
        case Owed.REMINDER:
            _remind(turn, visit, errand)
        case Owed.CODE:
            have_rung(turn, "code", visit.volunteer, errand)
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
    if is_read_to(turn, visit.volunteer) and _waits_to_be_read(turn, visit):
        turn.store.change_visit(visit.id, reminded=turn.now)
        return
    turn.store.change_visit(visit.id, reminded=turn.now, asked=turn.now, confirmed=None)
    club = clubs.of(turn, visit.volunteer)
    if club and not visit.sends:
        clubs.ask_who(turn, errand, visit.volunteer, again=True)
        return
    day = words.TOMORROW.say(turn.store.person(visit.volunteer).language)
    text = words.ASK_ALOUD if is_read_to(turn, visit.volunteer) else _suited(errand, words.ASK, club)
    place = _place(turn, visit, errand)
    turn.ask(visit.volunteer, text, "reminder", "reminder", errand, day=day, place=place, sent=visit.sends)


def _suited(errand: Errand, text: Text, club: str) -> Text:
    """Where many meet, nobody is helped at home: they are reminded of the gathering; a club, of whom it sends."""
    if club:
        return club_words.TODAY if text is words.TODAY else club_words.REMINDER
    gathering = {words.ASK: words.GATHERING, words.ASK_TODAY: words.GATHERING, words.TODAY: words.GATHERING_TODAY}
    return gathering[text] if errand.kind == "gathering" else text


def _place(turn: Turn, visit: Visit, errand: Errand) -> str:
    return place_in(errand, turn.store.person(visit.volunteer).language)


def _remind_today(turn: Turn, visit: Visit, errand: Errand) -> None:
    turn.store.change_visit(visit.id, reminded_today=turn.now)
    place, club = _place(turn, visit, errand), clubs.of(turn, visit.volunteer) if visit.sends else ""
    more: dict[str, Any] = {"place": place, "sent": visit.sends}
    if visit.asked is not None:
        turn.ask(visit.volunteer, _suited(errand, words.ASK_TODAY, club), "reminder", "reminder", errand, **more)
    else:
        turn.say(visit.volunteer, _suited(errand, words.TODAY, club), "reminder", errand=errand, **more)


def _call(turn: Turn, visit: Visit, errand: Errand) -> None:
    """No answer two hours before: a human rings."""
    turn.store.change_visit(visit.id, called=turn.now)
    turn.note("called_for", errand.id, visit.volunteer, why="unconfirmed")
    person = turn.store.person(visit.volunteer)
    if not _waits_to_be_read(turn, visit):
        text = turn.render(words.ASK_ALOUD, person, errand)
        turn.send(visit.volunteer, "call", turn.store.telephone(visit.volunteer), text, "reminder", errand)
    if turn.on_duty:
        turn.tell("unconfirmed", person=visit.volunteer, errand=errand.id, due=errand.starts)
    else:
        turn.alarm("unconfirmed", person=visit.volunteer, errand=errand)


def _waits_to_be_read(turn: Turn, visit: Visit) -> bool:
    """Whether they are about to be asked on the telephone if this visit still suits them."""
    return any(
        m.channel == "call" and m.kind in {"reminder", "changed"} and m.state in TO_BE_READ
        for m in turn.store.messages_about(visit.errand)
        if m.person == visit.volunteer
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
    ask_whether_it_fits(turn, errand)


def _close_unheard(turn: Turn, visit: Visit, errand: Errand) -> None:
    """Nobody has said how it went: it counts as done, unless they never said that they would come."""
    if visit.state is VisitState.ARRIVED or visit.asked is None or visit.confirmed is not None:
        _close(turn, visit, errand, assumed=True)
        ask_whether_it_fits(turn, errand)
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
    turn.store.close_matters(turn.now, *ENDED, person=visit.volunteer, errand=errand.id)
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
    turn.store.close_matters(turn.now, *ENDED, person=visit.volunteer, errand=errand.id)
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
        name = turn.visitor(visit)
        turn.tell_recipient(recipient, words.BE_LATE, "changed", errand, visit=visit.id, name=name)


def moved(turn: Turn, visit: Visit, errand: Errand, *, agreed: bool = False, quietly: bool = False) -> None:
    """The time is another: the holder is asked anew, and everything around the visit is planned anew.

    Who has ``agreed`` to it beforehand is told; ``quietly`` by someone else.
    """
    again = details_at(errand.starts, turn.town.policy) > turn.now or not has_way_there(turn, visit)
    turn.store.change_visit(
        visit.id, asked=None if agreed else turn.now, confirmed=turn.now if agreed else None,
        reminded=None, reminded_today=None, called=None, taken=turn.now,
        details=None if again else visit.details,
    )  # fmt: skip
    turn.store.withdraw(turn.now, to=visit.volunteer, errand=errand.id)
    if agreed:
        turn.store.close_questions(errand.id, visit.volunteer)
        if not quietly:
            turn.say(visit.volunteer, MOVED, "changed", errand=errand)
    else:
        turn.ask(visit.volunteer, words.CHANGED, "changed", "changed", errand)
    attend(turn, visit.id)
