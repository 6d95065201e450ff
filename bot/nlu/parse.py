"""The command ``handslag parse``: a line in, what was heard out, in Rasa's shape."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.dialog.events import Entity, Heard, Open
from bot.nlu import FALLBACK, Reader

OSLO = ZoneInfo("Europe/Oslo")
EXPECTED = (None, "offer", "reminder", "yes_no", "name", "place", "kinds", "availability", "frequency", "transport",
            "dislikes", "feedback")  # fmt: skip
_DECIMALS = 4


def parse_lines(stdin: Iterable[str], stdout: TextIO, *, model: Path, rules_off: bool = False) -> None:
    """Answer each line at once.  A line that asks for what cannot be is a ValueError naming it."""
    reader = Reader.load(model)
    for number, line in enumerate(stdin, start=1):
        asked = _asked(line.rstrip("\r\n"), number)
        answer = (
            _classified(reader, asked["text"])
            if rules_off
            else as_json(reader.understand(**asked), bool(asked["open"]))
        )
        stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stdout.flush()


def as_json(heard: Heard, with_offers: bool) -> dict[str, Any]:
    """What was heard in Rasa's shape, with ``offers`` when questions were open."""
    ranking = heard.ranking or ((heard.intent, heard.confidence),)
    answer: dict[str, Any] = {
        "text": heard.text,
        "intent": _intent(heard.intent, heard.confidence),
        "intent_ranking": [_intent(*pair) for pair in ranking],
        "entities": [_entity(entity) for entity in heard.entities],
    }
    if with_offers:
        answer["offers"] = {"accept": list(heard.accept), "decline": list(heard.decline), "unclear": heard.unclear}
    return answer


def _classified(reader: Reader, text: str) -> dict[str, Any]:
    ranking = reader.classify(text) if text.strip() else ((FALLBACK, 0.0),)
    intent, confidence = ranking[0]
    return as_json(Heard(text, intent, confidence, ranking), with_offers=False)


def _intent(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": round(confidence, _DECIMALS)}


def _entity(entity: Entity) -> dict[str, Any]:
    found: dict[str, Any] = {"entity": entity.entity, "start": entity.start, "end": entity.end, "text": entity.text,
                             "value": entity.value}  # fmt: skip
    if entity.negated:
        found["negated"] = True
    if entity.alternatives:
        found["alternatives"] = list(entity.alternatives)
    return found


def _asked(line: str, number: int) -> dict[str, Any]:
    """What ``understand`` needs.  Only an object with "text" is JSON; anything else is what someone wrote."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        row = None
    if not isinstance(row, dict) or "text" not in row:
        row = {"text": line}
    if not isinstance(row["text"], str):
        raise ValueError(f'line {number}: "text" is not text')
    expecting = row.get("expecting")
    if expecting not in EXPECTED:
        raise ValueError(f'line {number}: "expecting" is none of {", ".join(e for e in EXPECTED if e)}')
    now = _moment(row["now"], number, "now") if row.get("now") else datetime.now(OSLO)
    return {"text": row["text"], "now": now, "expecting": expecting, "open": _open(row.get("open") or [], number)}


def _open(rows: Any, number: int) -> tuple[Open, ...]:
    try:
        return tuple(
            Open(
                _number(row["n"]),
                str(row["kind"]),
                _moment(row["starts"], number, "starts"),
                str(row.get("recipient") or ""),
            )
            for row in rows
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f'line {number}: each of "open" needs "n", "kind" and "starts"') from error


def _number(said: Any) -> int:
    if not isinstance(said, int):
        raise TypeError
    return said


def _moment(said: Any, number: int, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise ValueError(f'line {number}: "{name}" is not a time like 2026-03-04T10:00:00+01:00') from error
    if moment.tzinfo is None:
        raise ValueError(f'line {number}: "{name}" has no offset, like +01:00')
    return moment
