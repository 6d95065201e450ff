"""Why someone was asked before others, in the words of a coordinator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.matching import Because

LONG = 7
"""Days without a question that are worth mentioning."""
WORDS: Mapping[Because, Callable[[float, str], str]] = {
    Because.BEEN_THERE: lambda times, whom: f"har besøkt {whom} før",
    Because.GOES_THERE: lambda times, whom: f"skal til {whom} før det",
    Because.DONE_BEFORE: lambda times, whom: "har gjort det før",
    Because.NEAR: lambda km, whom: f"bor {max(round(km), 1)} km unna",
    Because.NEVER_ASKED: lambda days, whom: "er ikke spurt på lenge" if days >= LONG else "",
    Because.WAITED: lambda days, whom: f"ikke spurt på {_long(days)}" if days >= LONG else "",
    Because.OWN_HOURS: lambda times, whom: "har sagt at tida passer",
    Because.OFTEN_YES: lambda share, whom: "sier ofte ja",
}
"""What speaks for someone.  What speaks against whoever was asked all the same is no reason."""


def in_words(because: Iterable[tuple[str, float]], whom: str) -> str:
    """"har besøkt Astrid før · bor 2 km unna · ikke spurt på 3 uker"."""
    known = {Because(name): value for name, value in because}
    said = (words(known[one], whom) for one, words in WORDS.items() if one in known)
    return " · ".join(words for words in said if words)


def _long(days: float) -> str:
    weeks = round(days / 7)
    return "en uke" if weeks == 1 else f"{weeks} uker"
