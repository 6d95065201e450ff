"""Telegram, then SMS, then a telephone call: what nobody has answered is said once more, another way.

Telegram tells no one whether a message was read.  Anything we hear from someone is a sign that they have seen it.
"""

from __future__ import annotations

from bot.life.calling import aloud
from bot.life.turn import NOT_TO_BE_MISSED, Turn
from bot.model import Errand, OfferState, PersonId
from bot.storage.post import Message, MessageState
from bot.texts import Text

GONE = frozenset({MessageState.WITHDRAWN, MessageState.FAILED})

SAID_YES = Text("ladder.said_yes", "Du svarte JA.")
SAID_NO = Text("ladder.said_no", "Du svarte NEI.")
OVER = Text("ladder.over", "Ikke aktuelt lenger.")
SAID = {OfferState.ACCEPTED: SAID_YES, OfferState.DECLINED: SAID_NO}


def heard_from(turn: Turn, who: PersonId) -> None:
    """A sign of life, wherever it came: nothing needs to be said another way."""
    for message in turn.store.watched(who):
        turn.store.wake_at("fallback", message, None)
    turn.store.withdraw_repeats(who, turn.now)


def fall_back(turn: Turn, which: int) -> None:
    """Nobody has answered: the same words once by SMS, or read aloud when there is no SMS."""
    message = turn.store.message(which)
    errand = turn.store.errand(message.errand) if message.errand is not None else None
    if errand is None or errand.starts <= turn.now or message.state is MessageState.WITHDRAWN:
        return
    if message.kind == "cancelled" or turn.store.asked_by(which) is not None:
        _say_otherwise(turn, message, errand)


def not_there(turn: Turn, which: int, *, gone: bool) -> None:
    """A message could not get there on Telegram: it is said another way at once.

    So are the others, when the chat itself is ``gone``; when it was Telegram's fault, they may yet be answered.
    """
    message = turn.store.message(which)
    if gone:
        turn.store.address_fails(message.channel, message.to)
    if message.edits is None and message.person is not None:
        errand = turn.store.errand(message.errand) if message.errand is not None else None
        _say_otherwise(turn, message, errand, why="undeliverable")
    if gone and message.person is not None:
        shut_out(turn, message.person)


def shut_out(turn: Turn, who: PersonId) -> None:
    """They have shut us out on Telegram: what they have not answered is said another way at once."""
    for message in turn.store.watched(who):
        turn.store.wake_at("fallback", message, None)
        fall_back(turn, message)


def _say_otherwise(turn: Turn, message: Message, errand: Errand | None, why: str = "unanswered") -> None:
    assert message.person is not None
    turn.store.wake_at("fallback", message.id, None)
    held = turn.store.human_has(message.person) is not None
    if turn.store.person(message.person).stopped or (held and message.kind not in NOT_TO_BE_MISSED):
        return
    channel, number = turn.way_to(message.person, "details", held=held)
    if not number:
        turn.tell("undeliverable", person=message.person, errand=message.errand)
        return
    words = aloud(turn, message) if channel == "call" else message.text
    again = turn.send(message.person, channel, number, words, message.kind, errand, reply=message.reply,
                      visit=message.visit, repeats=message.id)  # fmt: skip
    turn.note("fallback_sms" if channel == "sms" else "called_for", message.errand, message.person, why=why)
    if message.state in {*GONE, MessageState.QUEUED, MessageState.UNKNOWN}:  # it never got there, and must not later
        turn.store.asked_instead(message.id, again)
        if message.state not in GONE:
            turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)


def tidy(turn: Turn) -> None:
    """Take away buttons that mean nothing any more, and leave the outcome in their place."""
    for message in turn.store.with_old_buttons():
        assert message.person is not None
        turn.store.change_message(message.id, options=None)
        language = turn.store.person(message.person).language
        outcome = outcome_of(turn, message)
        words = f"{message.text}\n\n({outcome.say(language)})" if outcome else message.text
        turn.send(message.person, message.channel, message.to, words, message.kind, reply=True,
                  edits=message.provider_id)  # fmt: skip


def outcome_of(turn: Turn, message: Message) -> Text | None:
    """What came of what was asked, where that says more than that it was asked."""
    if message.errand is None or message.kind == "check_in":
        return None
    offers = turn.store.offers_of(message.errand)
    offer = next((offer for offer in offers if offer.volunteer == message.person), None)
    if offer is not None and offer.state is OfferState.ACCEPTED and (offer.answered or turn.now) < message.created:
        return _of_visit(turn, message)
    return SAID.get(offer.state, OVER) if offer is not None else OVER


def _of_visit(turn: Turn, message: Message) -> Text | None:
    """Of what was asked when they had said JA: a reminder, or a change."""
    assert message.errand is not None
    visit = next((v for v in turn.store.visits_of(message.errand) if v.volunteer == message.person and v.active), None)
    if visit is None:
        return OVER
    return SAID_YES if visit.confirmed is not None and visit.confirmed >= message.created else None
