"""Which of someone's visits a message can mean: by who it is for, by what is done, by the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.dialog.events import Heard
from bot.model import Errand


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
