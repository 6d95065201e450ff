"""Someone has not been with us for a long time: do they still want to be a volunteer?"""

from __future__ import annotations

from datetime import timedelta

from bot.dialog.asking import End, Flow, yes_no
from bot.dialog.effects import Effect, Forget, Say
from bot.dialog.session import Answers, Situation
from bot.texts import Text

GLAD = Text("staying.glad", "Så fint, {name}! Da hører du fra oss igjen når noe passer.")


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Say(GLAD, "confirmation", {"name": situation.person.first_name}),)


FLOW = Flow(
    name="staying", version=1, expires_after=timedelta(days=30), done=done,
    asks=(
        yes_no("stays", "Hei {name}! Det er lenge siden vi hørte fra deg. Svarer du ikke innen 30 dager, sletter "
                        "vi alt om deg. Vil du fortsatt være frivillig? Svar JA eller NEI.",
               kind="check_in", on_no=End((Forget(),))),
    ),
)  # fmt: skip
