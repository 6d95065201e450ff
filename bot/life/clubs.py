"""Clubs that answer an errand as one: the contact names who comes, and the recipient hears that name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.errors import NotFound, Refused
from bot.flows import club as words
from bot.flows import offer
from bot.life import askers
from bot.life.directions import address_comes
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId, Visit
from bot.texts import Text

SEEN_BEFORE = timedelta(days=1)
"""So long before the visit a coordinator has seen to someone a club sends."""


def asked_of(turn: Turn, who: PersonId, text: Text) -> tuple[Text, dict[str, Any]]:
    """How the question is put to this volunteer: to one who answers for a club, about the club."""
    organisation = of(turn, who)
    if not organisation:
        return text, {}
    numbered = text is offer.ASK_NUMBERED
    return words.ASK_NUMBERED if numbered else words.ASK, {"organisation": organisation}


def of(turn: Turn, who: PersonId) -> str:
    """The club someone answers for; "" when they answer for themselves."""
    volunteer = turn.store.volunteer(who)
    return volunteer.organisation if volunteer is not None else ""


def ask_who(turn: Turn, errand: Errand, who: PersonId, *, again: bool = False) -> None:
    """Somebody there will come; who, is the one thing we must know."""
    text = words.WHO_AGAIN if again else words.WHO
    turn.ask(who, text, "reminder" if again else "confirmation", "who", errand, reply=not again)


def names(turn: Turn, which: ErrandId, who: PersonId, named: str) -> None:
    """The contact has said who comes."""
    visit, errand = _held(turn, which, who), turn.store.errand(which)
    turn.store.change_visit(visit.id, sends=named, **({"asked": None, "confirmed": turn.now} if visit.asked else {}))
    turn.store.close_questions(which, who)
    turn.note("sends", which, who)
    turn.store.wake_at("visit", visit.id, turn.now)  # the address may have waited for this
    if turn.town.vouch:
        _say(turn, errand, visit, words.NAMED, named, reply=True)
        tell_who_is_sent(turn, errand, turn.store.visit(visit.id))
        return
    turn.say(who, words.TO_BE_SEEN, "confirmation", errand=errand, reply=True, sent=named)
    turn.tell("sent_unknown", named, person=who, errand=which, due=errand.starts - SEEN_BEFORE)


def welcome(turn: Turn, which: ErrandId, who: PersonId) -> None:
    """A coordinator knows the one who is sent: the recipient is told who comes, and the club that all is well."""
    visit, errand = _held(turn, which, who), turn.store.errand(which)
    if not visit.sends:
        raise Refused("Laget har ikke sagt hvem som kommer ennå.")
    turn.store.close_matters(turn.now, "sent_unknown", person=who, errand=which)
    turn.note("welcomed", which, who)
    turn.store.wake_at("visit", visit.id, turn.now)
    _say(turn, errand, visit, words.WELCOME, visit.sends, reply=False)
    tell_who_is_sent(turn, errand, visit)


def _say(turn: Turn, errand: Errand, visit: Visit, text: Text, named: str, *, reply: bool) -> None:
    address = address_comes(turn, errand, visit.volunteer)
    turn.say(visit.volunteer, text, "confirmation", errand=errand, reply=reply, sent=named, address=address)


def tell_who_is_sent(turn: Turn, errand: Errand, visit: Visit) -> None:
    """By name and club, when both are known."""
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None or not visit.sends:
        return
    named = {"sent": visit.sends.split()[0], "organisation": of(turn, visit.volunteer)}
    turn.tell_recipient(
        recipient, words.VISITOR, "visitor", errand, for_kin=words.VISITOR_KIN, visit=visit.id,
        **named,
    )  # fmt: skip
    askers.tell(turn, words.VISITOR_KIN, "visitor", errand, visit=visit.id, **named)


def _held(turn: Turn, which: ErrandId, who: PersonId) -> Visit:
    found = next((v for v in turn.store.visits_of(which) if v.volunteer == who and v.active), None)
    if found is None:
        raise NotFound("visit")
    return found
