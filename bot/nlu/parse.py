"""The command ``handslag parse``: a line in, what was heard out, in Rasa's shape; no line ends it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.dialog.events import Entity, Heard, Open
from bot.nlu import FALLBACK, Reader

OSLO = ZoneInfo("Europe/Oslo")
EXPECTED = (None, "offer", "reminder", "yes_no", "name", "place", "kinds", "availability", "frequency", "transport",
            "dislikes", "feedback")  # fmt: skip
_DECIMALS = 4
_MOST_DIGITS = 18
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_NEEDED = frozenset(("n", "kind", "starts"))
_HALF = re.compile("[\ud800-\udfff]")


def parse_lines(stdin: Iterable[str], stdout: TextIO, *, model: Path, rules_off: bool = False) -> int:
    """Answer each line at once, and say how many asked for what cannot be."""
    reader, refused = Reader.load(model), 0
    for number, line in enumerate(stdin, start=1):
        said = line.rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "")
        row = _row(said)
        try:
            asked = _asked(row)
        except ValueError as wrong:
            answer = _refused(said, row, f"line {number}: {wrong}")
            refused += 1
        else:
            answer = _classified(reader, asked["text"]) if rules_off else _understood(reader, asked)
        stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stdout.flush()
    return refused


def _understood(reader: Reader, asked: dict[str, Any]) -> dict[str, Any]:
    return as_json(reader.understand(**asked), bool(asked["open"]))


def _refused(line: str, row: dict[str, Any], why: str) -> dict[str, Any]:
    """In the shape of every answer: nothing is understood and nothing accepted."""
    text = row["text"] if isinstance(row["text"], str) else line
    heard = Heard(_whole(text), FALLBACK, 0.0, unclear=True)
    return {**as_json(heard, bool(row.get("open"))), "error": why}


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


def _row(line: str) -> dict[str, Any]:
    """Only an object with "text" is JSON; anything else is what someone wrote."""
    try:
        row = json.loads(line, parse_int=_int)
    except (ValueError, RecursionError):
        row = None
    return row if isinstance(row, dict) and "text" in row else {"text": line}


def _int(digits: str) -> int | float:
    """A number of thousands of digits is no number of a question; Python refuses to read it as one."""
    return int(digits) if len(digits) <= _MOST_DIGITS else inf


def _whole(text: str) -> str:
    """JSON can name half a character, which nothing can write again."""
    return _HALF.sub("\ufffd", text)


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    """What ``understand`` needs."""
    if not isinstance(row["text"], str):
        raise ValueError('"text" is not text')
    expecting = row.get("expecting")
    if expecting not in EXPECTED:
        raise ValueError(f'"expecting" is none of {", ".join(e for e in EXPECTED if e)}')
    now = datetime.now(OSLO) if row.get("now") is None else _moment(row["now"], "now")
    return {"text": _whole(row["text"]), "now": now, "expecting": expecting, "open": _open(row.get("open"))}


def _open(rows: Any) -> tuple[Open, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() >= _NEEDED for row in rows):
        raise ValueError('"open" is a list, and each of it needs "n", "kind" and "starts"')
    found = tuple(_question(row) for row in rows)
    if len({question.n for question in found}) < len(found):
        raise ValueError('"n" is the same for two of "open"')
    return found


def _question(row: dict[str, Any]) -> Open:
    recipient = "" if row.get("recipient") is None else row["recipient"]
    if type(row["n"]) is not int:
        raise ValueError('"n" is not a whole number')
    if not isinstance(row["kind"], str) or not isinstance(recipient, str):
        raise ValueError('"kind" or "recipient" is not text')
    return Open(row["n"], row["kind"], _moment(row["starts"], "starts"), recipient)


def _moment(said: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise ValueError(f'"{name}" is not a time like 2026-03-04T10:00:00+01:00') from error
    if moment.tzinfo is None:
        raise ValueError(f'"{name}" has no offset, like +01:00')
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f'"{name}" is not between {_FIRST_YEAR} and {_LAST_YEAR}')
    return moment
