"""What a rehearsal found, in a coordinator's words: bars for what matters most, and all of it in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admin.views.bars import Bar
from bot.rehearsals import POLICIES, Figures, Run

NAMES = {"ours": "Håndslag", "broadcast": "Alle på en gang", "list": "En og en", "phased7": "Sju om gangen"}
ASKS = {
    "ours": "Spør dem som passer best, én om gangen så lenge det er tid, og flere når det haster.",
    "broadcast": "Spør alle som kan, med en gang.",
    "list": "Spør den nærmeste, venter to timer, og spør den neste.",
    "phased7": "Har alltid sju som er spurt. Den som sier nei, byttes ut.",
}
SHARES = frozenset({"fill_rate", "filled_24h", "unasked_14d", "known_share"})
CHARTS = (
    ("fill_rate", "Oppgaver noen tok", "Av dem noen kunne ta. Mye er bra."),
    ("filled_24h", "Fikk noen innen et døgn", "Av dem som ble lagt ut et døgn før eller mer. Mye er bra."),
    ("asks_per_fill", "Spørsmål for hver oppgave noen tok",
     "Lite er bra. Hvert spørsmål sliter litt på de frivillige."),
    ("known_share", "Besøk av en kjent", "Av besøk hos noen som har hatt besøk før. Mye er bra."),
    ("unasked_14d", "To uker uten et spørsmål", "Dager da en frivillig ikke var spurt på to uker. Lite er bra."),
    ("coordinator_touches", "Ganger en koordinator må gjøre noe", "For hver oppgave. Lite er bra."),
)  # fmt: skip
"""The key, a heading, and what it is and whether much of it is good."""
ROWS = {
    "fill_rate": "Oppgaver noen tok", "filled_24h": "Fikk noen innen et døgn",
    "hours_to_fill_p50": "Timer til noen sa ja, den midterste", "hours_to_fill_p90": "Timer til noen sa ja, ni av ti",
    "asks_per_fill": "Spørsmål for hver oppgave noen tok",
    "asks_per_volunteer_week_p50": "Spørsmål i uka, den midterste frivillige",
    "asks_per_volunteer_week_p95": "Spørsmål i uka, 19 av 20 frivillige",
    "asks_per_volunteer_week_max": "Spørsmål i uka, den som får flest", "unasked_14d": "To uker uten et spørsmål",
    "load_gini": "Hvor skjevt besøkene er fordelt (0 er likt)", "known_share": "Besøk av en kjent",
    "messages_per_errand": "Meldinger for hver oppgave", "sms_parts_per_errand": "SMS-deler for hver oppgave",
    "coordinator_touches": "Ganger en koordinator må gjøre noe, for hver oppgave",
}  # fmt: skip
WIDEST = 100
TOLD = {
    "stopped": ("info", "Generalprøven ble stanset"),
    "failed": ("danger", "Generalprøven ble ikke ferdig"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure, for all policies that are done."""

    heading: str
    text: str
    bars: Sequence[Bar]


def charts(run: Run) -> list[Chart]:
    done = [(name, run.figures[name]) for name in POLICIES if name in run.figures]
    return [Chart(heading, text, _bars(key, done)) for key, heading, text in CHARTS] if done else []


def _bars(key: str, done: Sequence[tuple[str, Figures]]) -> list[Bar]:
    values = {name: figures[key]["mean"] for name, figures in done}
    most = 1.0 if key in SHARES else max((value or 0 for value in values.values()), default=0) or 1.0
    return [
        Bar(NAMES[name], in_words(key, value), WIDEST * (value or 0) / most, name != "ours")
        for name, value in values.items()
    ]


def table(run: Run) -> tuple[Sequence[str], Sequence[tuple[str, Sequence[str]]]]:
    """The heads of the columns, and each row with its words."""
    done = [name for name in POLICIES if name in run.figures]
    rows = [(words, [in_words(key, run.figures[name][key]["mean"]) for name in done]) for key, words in ROWS.items()]
    return [NAMES[name] for name in done], rows


def in_words(key: str, value: float | None) -> str:
    if value is None:
        return "ikke noe å telle"
    if key in SHARES:
        return f"{100 * value:.0f} %"
    return f"{value:.{2 if key == 'load_gini' else 1}f}".replace(".", ",")
