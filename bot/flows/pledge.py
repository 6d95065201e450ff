"""The confidentiality pledge: the very words that were published are put to someone, and only a plain JA promises."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.dialog.asking import Ask, End, Flow, yes_no
from bot.dialog.effects import Effect, Promise
from bot.dialog.session import Answers, Situation
from bot.texts import Text

WORDS = Text(
    "pledge.words",
    "Det jeg hører og ser hjemme hos andre, sier jeg ikke videre. Det gjelder også når jeg har sluttet. Er noen i "
    "fare, sier jeg fra til koordinatoren.",
)
PROMISED = Text("pledge.promised", "Takk, {name}! Da har du gitt taushetsløftet.")
REFUSED = Text("pledge.refused", "Takk for at du svarte. {Coordinator} ringer deg, så kan dere snakke om det.")
_PROMISES = re.compile(
    r"\W*(?:(?:j[ao]|jau|jada|yes)\W+)?(?:(?:det|jeg|eg|i|dette)\s+){0,2}(?:lover|lovar|promise)"
    r"(?:\s+(?:jeg|eg|det|dette|that|it|this)){0,2}\W*", re.IGNORECASE,
)  # fmt: skip
AGAIN = "Lover du det som står i taushetsløftet? Svar JA eller NEI."


def is_new(known: Answers) -> bool:
    """Whether they have promised in other words before."""
    return bool(known.get("until"))


def is_first(known: Answers) -> bool:
    return not is_new(known)


def put(known: Answers, situation: Situation) -> Mapping[str, Any]:
    until = known.get("until")
    return {"name": situation.person.first_name, "words": known["words"], "day": until and date.fromisoformat(until)}


def plainly(name: str, text: str, when: Callable[[Answers], bool]) -> Ask:
    """JA or NEI as to any other question, and the words of whoever promises: "ja, det lover jeg"."""
    return yes_no(
        name, text, when=when, values=put, again=AGAIN, on_no=End((Promise(yes=False),)),
        also_yes=lambda heard: _PROMISES.fullmatch(heard.text) is not None,
    )  # fmt: skip


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Promise(yes=True),)


FLOW = Flow(
    name="pledge", version=1, binds=True, nudge_after=timedelta(days=3), expires_after=timedelta(days=90), done=done,
    asks=(
        plainly("first", "Hei {name}! Før du starter, må du gi et taushetsløfte: {words} Lover du det? Svar JA eller "
                "NEI.", is_first),
        plainly("anew", "Hei {name}! Taushetsløftet er endret, og fra {day} må alle ha lovet dette: {words} Lover du "
                "det? Svar JA eller NEI.", is_new),
    ),
)  # fmt: skip
