"""Which language we write to someone in: told at once, or asked about."""

from __future__ import annotations

import re

from bot.dialog.asking import Choice, Flow, chosen, one_of
from bot.dialog.effects import Effect, Say, Speak, Tell
from bot.dialog.events import Heard
from bot.dialog.session import Answers, Situation
from bot.texts import Text

CHANGED = Text("language.changed", "Da skriver jeg bokmål til deg. Svar SPRÅK for å bytte.")
BY_HUMAN = Text("language.by_human", "Det skriver jeg opp. {Coordinator} ordner det for deg.")
OTHER = "other"
LANGUAGES = (
    Choice("nb", "Bokmål", ("bokmål", "bokmaal", "riksmål")),
    Choice("nn", "Nynorsk"),
    Choice("da", "Dansk", ("danish",)),
    Choice("en", "English", ("engelsk",)),
    Choice(OTHER, "Et annet", ("annet", "anna", "annan", "andet", "other", "another")),
)
_OF_SOMEONE_ELSE = re.compile(
    r"\b(mann(en)?|mand|kon[ae]n?|mor|mora|moren|far|faren|søster|søstera|bror|broren|ven|venn|venninn[ae]|han|ham|ho|hun"
    r"|henne|husband|wife|mother|father|friend|him|her)\b",
    re.IGNORECASE,
)


def opening(heard: Heard, situation: Situation) -> Answers:
    """What the message already told; one that speaks of someone else is for a human."""
    if _OF_SOMEONE_ELSE.search(heard.text):
        return {"said": heard.text, "language": OTHER}
    named = chosen(heard, LANGUAGES[:-1])
    return {"said": heard.text} | ({"language": named[0].value} if len(named) == 1 else {})


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    if known["language"] == OTHER:
        say = Say(BY_HUMAN, "other", {"coordinator": situation.municipality.coordinator})
        return (Tell("language", known["said"]), say)
    return (Speak(known["language"]), Say(CHANGED, "confirmation"))


FLOW = Flow(
    name="language", version=1, starts_on=frozenset({"change_language"}), opening=opening, done=done,
    asks=(
        one_of("language", "Hvilket språk vil du ha?", LANGUAGES, counted=False,
               again="Svar 1 for bokmål, 2 for nynorsk, 3 for dansk, 4 for engelsk eller 5 for et annet språk."),
    ),
)  # fmt: skip
