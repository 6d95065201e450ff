"""The call list: what a coordinator reads aloud, and which question the answer is to."""

from __future__ import annotations

from bot.flows import reminder as words
from bot.life.turn import Turn
from bot.storage.post import Message

QUESTIONS = frozenset({"offer", "reminder", "changed"})
"""Kinds of messages that are answered JA or NEI when they are about an errand."""


def aloud(turn: Turn, message: Message) -> str:
    """A message as it is read on the telephone, which may be another day than it was written for."""
    if message.kind != "reminder" or message.errand is None or message.person is None:
        return message.text
    text = words.TODAY_ALOUD if question_in(turn, message) is None else words.ASK_ALOUD
    return turn.render(text, turn.store.person(message.person), turn.store.errand(message.errand))


def question_in(turn: Turn, message: Message) -> int | None:
    """The number of the open question that was read aloud; None when it is open no more."""
    if message.errand is None or message.person is None:
        return None
    asked = turn.store.questions_to(message.person)
    return next((question.number for question in asked if question.errand == message.errand), None)
