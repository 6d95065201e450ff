"""The call list: what a coordinator reads aloud, and which question the answer is to."""

from __future__ import annotations

from bot.life.taking import holder
from bot.life.turn import Turn
from bot.model import OfferState
from bot.storage.post import Message

QUESTIONS = frozenset({"offer", "reminder", "changed"})
"""Kinds of messages that are answered JA or NEI when they are about an errand."""


def question_in(turn: Turn, message: Message) -> int | None:
    """The number of the open question that was read aloud; None when it is open no more."""
    if message.errand is None or message.person is None:
        return None
    visit = holder(turn, message.errand, message.person)
    if visit is not None:
        return visit.number
    offers = [offer for offer in turn.store.offers_of(message.errand) if offer.volunteer == message.person]
    return next((offer.number for offer in offers if offer.state is OfferState.OPEN), None)
