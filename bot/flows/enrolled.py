"""A coordinator wrote someone up as a volunteer, on paper or by telephone: is that right?"""

from __future__ import annotations

from datetime import timedelta

from bot.dialog.asking import End, Flow, yes_no
from bot.dialog.effects import Effect, Forget, Say, Tell
from bot.dialog.session import Answers, Situation
from bot.texts import Text

RIGHT = Text(
    "enrolled.confirmed",
    "Så fint, {name}! Du hører fra oss når noe passer for deg. Svar STOPP for å slutte.",
)


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Tell("enrolled_confirmed"), Say(RIGHT, "confirmation", {"name": situation.person.first_name}))


FLOW = Flow(
    name="enrolled", version=1, nudge_after=timedelta(days=2), expires_after=timedelta(days=14), done=done,
    asks=(
        yes_no("right", "{Coordinator} i {municipality} skrev deg opp som frivillig. Stemmer det? Svar JA eller NEI.",
               kind="welcome", on_no=End((Tell("enrolled_denied"), Forget()))),
    ),
)  # fmt: skip
