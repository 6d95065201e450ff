"""Which of someone's visits a message can mean: by who it is for, by what is done, by the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.dialog.asking import Unclear
from bot.dialog.events import Heard
from bot.dialog.session import Answers
from bot.model import Errand
from bot.texts import in_words


def named_in(heard: Heard, errands: list[Errand]) -> list[Errand]:
    """Those of that name or kind; all when it names none."""
    kinds = {e.value for e in heard.all("kind")}
    said = heard.text.lower()
    named = [e for e in errands if e.first_name and e.first_name.lower() in said]
    return named or [e for e in errands if e.kind in kinds] or errands


def next_of_each(errands: list[Errand]) -> list[Errand]:
    """Without those that come after another of the same series."""
    first = {errand.series: errand.id for errand in reversed(errands) if errand.series is not None}
    return [errand for errand in errands if errand.series is None or first[errand.series] == errand.id]


def days_of(value: dict[str, Any]) -> list[date]:
    start = datetime.fromisoformat(value["from"]).date() if value.get("from") else None
    return [] if start is None else [start]


def by_number(errands: Iterable[Errand], language: str) -> dict[str, Any]:
    """The options of "Hvilken avtale gjelder det?", each with its number."""
    listed = [f"{in_words(errand, language)} {in_words(errand.starts, language)}" for errand in errands]
    return {"options": ". ".join(f"{n}) {text}" for n, text in enumerate(listed, 1))}


def read_which(heard: Heard) -> int:
    number = heard.first("number")
    if number is None:
        raise Unclear
    return int(number.value)


def one_of_them(which: int, known: Answers) -> None:
    if not 1 <= which <= len(known["choices"]):
        raise Unclear
