"""Erase me: asked about once, with four digits only the owner of the number has been sent."""

from __future__ import annotations

import re

from bot.dialog.asking import Ask, End, Flow, Unclear
from bot.dialog.effects import Effect, Forget, Say
from bot.dialog.events import Heard
from bot.dialog.session import Answers, Situation
from bot.texts import Text

KEPT = Text("erase.kept", "Da sletter jeg ingenting. Alt er som før.")
_DIGITS = re.compile(r"\b\d{4}\b")


def read_code(heard: Heard) -> str:
    """The digits as they were written, or "" for a NEI."""
    digits = _DIGITS.search(heard.text)
    if digits is not None:
        return digits[0]
    if heard.intent in {"deny", "back", "skip"}:
        return ""
    raise Unclear


def right_or_not(typed: str, known: Answers) -> End | None:
    if typed == known["code"]:
        return None
    if typed:
        raise Unclear
    return End((Say(KEPT, "confirmation"),))


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Forget(),)


FLOW = Flow(
    name="erase", version=1, starts_on=frozenset({"delete_my_data"}),
    opening=lambda heard, situation: {"code": situation.code},
    asks=(
        Ask("typed", "Skal jeg slette alt om deg? Da blir avtalene dine også avlyst. Svar SLETT {code} eller NEI.",
            read_code, again="Vil du bli slettet, svar SLETT {code}. Hvis ikke, svar NEI.", after=right_or_not),
    ),
    done=done,
)  # fmt: skip
