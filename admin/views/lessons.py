"""What "Lær roboten" shows: one message, the likeliest answers in plain words, and what came of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.views.intents import INTENTS
from admin.words import count
from bot.learning import Report
from bot.nlu import FALLBACK, Reader
from bot.nlu.masking import filled
from bot.storage.lessons import Lesson

GUESSES = 4
USUAL = ("deny", "counter_offer", "unsure", "ask_task_details")
"""What is offered when the reader has no idea."""
CHOICES = sorted(((code, words) for code, words in INTENTS.items() if code != FALLBACK), key=lambda each: each[1])
WHY = {
    "missed": "Roboten forsto det ikke, og spurte igjen.",
    "asked_twice": "Roboten forsto det ikke andre gang heller.",
    "corrected": "Noen av dere tok over rett etter.",
}
AGAINST = {
    "right": "forsto færre meldinger enn før",
    "danger": "hørte færre som var i fare",
    "alarms": "slo oftere alarm uten grunn",
    "false_yes": "tok oftere noe for et ja som ikke var det",
}
FIGURES = {
    "right": "Forstått riktig, av meldinger den ikke har øvd på",
    "taught": "Av dem dere har svart på",
    "danger": "Fare den hørte",
    "alarms": "Alarm uten grunn",
    "false_yes": "Tatt for ja uten å være det",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last training in words, and what was measured then, also in words."""

    at: datetime
    words: str
    tone: str
    rows: Sequence[tuple[str, str]]


def guesses(reader: Reader, lesson: Lesson) -> list[tuple[str, str]]:
    """The likeliest answers, the likeliest first, as code and words."""
    heard = reader.understand(filled(lesson.text), now=lesson.kept, expecting=lesson.expecting or None)
    likely = [intent for intent, _ in heard.ranking if intent in INTENTS and intent != FALLBACK]
    return [(intent, INTENTS[intent]) for intent in dict.fromkeys([*likely[:GUESSES], *USUAL])][:GUESSES]


def outcome(report: Report | None) -> Outcome | None:
    if report is None:
        return None
    rows = [(words, _measured(report.figures[name])) for name, words in FIGURES.items() if name in report.figures]
    if not report.taken:
        why = " og ".join(AGAINST[name] for name in report.against)
        words = f"Den nye ble ikke tatt i bruk: den {why}. Svar på flere meldinger, og prøv igjen."
        return Outcome(datetime.fromisoformat(report.at), words, "warning", rows)
    new = "Det var ikke noe nytt å lære." if not report.new else f"{report.new} svar var nye."
    words = f"Tatt i bruk. {new} Roboten har i alt lært av {report.learnt} svar fra dere."
    return Outcome(datetime.fromisoformat(report.at), words, "success", rows)


def _measured(figure: Mapping[str, int]) -> str:
    return f"{count(figure['after'])} av {count(figure['of'])}, før {count(figure['before'])}"
