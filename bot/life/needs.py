"""One door in: a wish for help is kept in its own words until it ends as something, and the asker is told as what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from bot.duty import answers_by
from bot.errors import Refused
from bot.life import passing_on
from bot.life.free_text import cheap, in_messages, sentence
from bot.life.turn import Turn
from bot.messages import WORDS_KEPT_FOR
from bot.model import Errand, ErrandId, PersonId
from bot.nlu.kinds import find_kinds, is_talk
from bot.nlu.normal import tidy, words
from bot.nlu.times import find_times, names_a_day, read_when
from bot.storage.needs import Asker, Ending, Need, Reason, Through
from bot.storage.provisions import Provision
from bot.texts import Text, kind_name

SENDER_KEPT_FOR = timedelta(days=1)
RING = "promised"
"""What a human is to ring about, and the matter of it: by when has been said to whoever asked."""
_NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")
AS_ERRAND = Text(
    "need.errand",
    "Hei! Det gjelder hjelpa du ba om. {Coordinator} spør de frivillige nå: {kind} {when}. Du hører fra oss når noen "
    "har sagt ja.",
)
AS_ORGANISATION = Text(
    "need.organisation",
    "Hei! Vi spør {organisation} om de kan hjelpe. {Coordinator} sier fra til deg senest {day}. Tlf. {phone}.",
)
AS_PROVISION = Text("need.provision", "Hei! Du ba om hjelp. Dette tilbudet kan passe: {offer}")
AS_CALL = Text("need.call", "Hei! {Coordinator} ringer deg før {when} om hjelpa du ba om.")
AS_DECIDED = Text(
    "need.decided",
    "Hei! Det du ba om hjelp til, gjør kommunen selv. {Coordinator} ringer deg om det før {when}.",
)


def receive(
    turn: Turn, who: PersonId, said: str, through: Through, *, asker: Asker = Asker.UNKNOWN, whom: str = "",
    knows: str = "", says_decided: str = "", says_name: str = "", sender: str = "",
) -> int:  # fmt: skip
    """Keep a wish and put it before the coordinators; more from the same person is added while it waits."""
    said = _NATIONAL_NUMBER.sub("[fødselsnummer]", said)
    waiting = turn.store.open_need_of(who) if through is Through.SMS else None
    if waiting is not None:
        turn.store.change_need(waiting.id, words=f"{waiting.words}\n{said}")
        return waiting.id
    helped = turn.store.helped_through(turn.store.telephone(who))
    own = turn.store.recipient(who) is not None
    about = who if own else helped[0].id if len(helped) == 1 else None
    if asker is Asker.UNKNOWN and (own or helped):
        asker = Asker.SELF if own else Asker.KIN
    kind, starts = guess(said, turn.now)
    which = turn.store.add_need(
        who, said, turn.now, through=through.value, asker=asker.value, whom=whom, knows=knows, about=about, kind=kind,
        starts=starts, says_decided=says_decided, says_name=says_name, sender=sender,
    )  # fmt: skip
    turn.note("need_received", None, who, through=through.value, need=which)
    turn.tell("request_help", said, person=who, due=answers_by(turn.now, turn.town.duty))
    if sender:
        drop_old(turn)
    return which


def guess(said: str, now: datetime) -> tuple[str, datetime | None]:
    """The kind of errand and the time the words name; "" and None when they name none for certain.

    A clock time with no day, or with a day that was not understood, is no time.
    """
    message = tidy(said)
    found = find_kinds(message, words(message))
    kinds = {each.value for each in found}
    if "phone_call" in kinds and all(is_talk(each.text) for each in found if each.value == "coffee_visit"):
        kinds.discard("coffee_visit")  # whoever is rung for a talk is not visited
    read = read_when(message, now) if names_a_day(message, now) else None
    return (kinds.pop() if len(kinds) == 1 else ""), read[0] if read and read[0] > now else None


def day_named(said: str, now: datetime) -> str:
    """The words that name a time, for a form where the moment is typed."""
    return next((each.text for each in find_times(tidy(said), now) if each.entity == "time" and not each.negated), "")


def correct(turn: Turn, which: int, by: int | None, *, asker: Asker, whom: str, knows: str) -> None:
    """Who asks, for whom, and whether they know of it: what the robot could not tell, or took wrongly."""
    need = turn.store.need(which)
    if need.ended is not None:
        raise Refused("Noen har alt svart på dette ønsket.")
    own = turn.store.recipient(need.person) is not None
    about = need.person if asker is Asker.SELF and own else None if need.about == need.person else need.about
    given = {"whom": "", "knows": ""} if asker is Asker.SELF else {"whom": whom, "knows": knows}
    turn.store.change_need(which, asker=asker.value, about=about, **given)
    turn.note("need_corrected", None, need.person, need=which, by=by)


def decide(turn: Turn, which: int, by_decision: bool, by: int | None) -> None:
    """Whether home care must do it by decision; what it must do is never given to volunteers."""
    if turn.store.need(which).ended is not None:
        raise Refused("Noen har alt svart på dette ønsket.")
    turn.store.change_need(which, decided=by_decision)
    if by_decision:
        end(turn, which, Ending.CALL, by)


def end(
    turn: Turn, which: int, ending: Ending, by: int | None, *, errand: ErrandId | None = None, to: str = "",
    offer: Provision | None = None, club: PersonId | None = None,
) -> None:  # fmt: skip
    """End a wish and tell the asker as what, by whom and by when."""
    need = turn.store.need(which)
    if need.decided is None:
        raise Refused("Svar først på om det er vedtak på dette.")
    rings_by = answers_by(turn.now, turn.town.duty) if ending is Ending.CALL else None
    turn.store.end_need(
        which, ending, turn.now, by, errand=errand, given_to=to or None, provision=offer.id if offer else None,
        promised=rings_by,
    )  # fmt: skip
    turn.note("need_ended", errand, need.person, need=which, ending=ending.value, by=by)
    _close(turn, need, by)
    if rings_by is not None:
        _promise(turn, need, by, rings_by)
    elif ending is Ending.ORGANISATION:
        day = passing_on.ask_club(turn, need, to, by, contact=offer.contact if offer else "", club=club)
        _tell(turn, need.person, AS_ORGANISATION, by, organisation=to, day=day)
    elif offer is not None:
        _tell(turn, need.person, AS_PROVISION, by, offer=offer_in_words(offer))
    else:
        _tell_errand(turn, need, by, turn.store.errand(ErrandId(errand or 0)))
    drop_old(turn)


def offer_in_words(offer: Provision) -> str:
    """What, when, where and whom to ask, as an SMS says it."""
    return " ".join(sentence(each) for each in (offer.name, offer.times, offer.place, offer.contact) if each)


def drop(turn: Turn, which: int, why: Reason, by: int | None) -> None:
    """There is nothing to do: whoever asked hears nothing."""
    need = turn.store.need(which)
    turn.store.end_need(which, Ending.NOTHING, turn.now, by, reason=why.value)
    turn.note("need_ended", None, need.person, need=which, ending=Ending.NOTHING.value, why=why.value, by=by)
    _close(turn, need, by)
    drop_old(turn)


def _close(turn: Turn, need: Need, by: int | None) -> None:
    if turn.store.open_need_of(need.person) is None:
        turn.store.close_matters(turn.now, "request_help", person=need.person, by=by)


def _tell_errand(turn: Turn, need: Need, by: int | None, made: Errand) -> None:
    kind = kind_name(made.kind, turn.store.person(need.person).language).lower()
    _tell(turn, need.person, AS_ERRAND, by, made, kind=kind, when=made.starts)


def _tell(
    turn: Turn, who: PersonId, text: Text, by: int | None, errand: Errand | None = None, **given: Any
) -> None:
    """On the channel they use, also while a human has the talk: it is a human who says it."""
    channel, number = turn.private_way_to(who)
    said = cheap(turn.render(text, turn.store.person(who), **given))
    for part in in_messages([said]) if channel == "sms" else [said]:
        turn.send(who, channel, number, part, "coordinator", errand, written_by=by or 0)


def _promise(turn: Turn, need: Need, by: int | None, rings_by: datetime) -> None:
    """It lies on the call list, and before the coordinators, until someone has rung; who gets no SMS is only rung."""
    if turn.private_way_to(need.person)[0] != "call":
        _tell(turn, need.person, AS_DECIDED if need.decided else AS_CALL, by, when=rings_by)
    turn.send(need.person, "call", turn.store.telephone(need.person), f"Ring om ønsket: {need.words}", RING,
              written_by=0, need=need.id)  # fmt: skip
    turn.tell(RING, need.words, person=need.person, due=rings_by)


def have_rung(turn: Turn, which: int, by: int | None) -> Need:
    """What was promised is done; it stands in I dag while there is more to ring the same person about."""
    need = turn.store.need(which)
    if not any(one.kind == RING and one.person == need.person for one in turn.store.to_be_read(turn.now)):
        turn.store.close_matters(turn.now, RING, person=need.person, by=by)
    turn.note("need_rung", None, need.person, need=which, by=by)
    return need


def drop_old(turn: Turn) -> None:
    """The words of what ended long ago are gone; what it was and what it ended as stays for the figures.

    Where on the net a wish was sent from is gone after a day.
    """
    turn.store.empty_needs_ended_before(turn.now - WORDS_KEPT_FOR)
    turn.store.forget_senders(turn.now - SENDER_KEPT_FOR)
    ended, sent = turn.store.oldest_ended_need(), turn.store.oldest_sender()
    due = [*([ended + WORDS_KEPT_FOR] if ended else []), *([sent + SENDER_KEPT_FOR] if sent else [])]
    turn.store.wake_at("need", 0, min(due, default=None))
