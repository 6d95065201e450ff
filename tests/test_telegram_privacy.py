"""Every talk once more with all volunteers on Telegram: nobody who gets help is named there, nor where they live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.replay import replay
from tests.trained import reader
from tests.transcript import script, talks

Line = dict[str, Any]
FIRST_CHAT = 500_000
EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
WRITING = pytest.mark.parametrize("there", [True, False], ids=["writing there", "writing by SMS"])


def on_telegram(path: Path, *, there: bool) -> list[Line]:
    """The lines of a talk with every volunteer on Telegram too; what they wrote by SMS is written ``there`` or not."""
    lines, chats = [json.loads(line) for line in script(path).jsonl()], count(FIRST_CHAT)
    for line in lines:
        if line.get("do") == "municipality":
            line["telegram"] = True
        elif line.get("do") == "volunteer":
            line.setdefault("telegram", next(chats))
    volunteers = [line for line in lines if line.get("do") == "volunteer"]
    chat_of = {line["phone"]: f"telegram:{line['telegram']}" for line in volunteers if "phone" in line}
    for line in lines:
        if there and line.get("channel") == "sms" and line.get("from") in chat_of:
            line.update({"channel": "telegram", "from": chat_of[line["from"]]})
    return lines


def told_of_others(lines: list[Line]) -> set[str]:
    """What must not stand on Telegram: names, streets, ways in, and what is to be done.  A café may be named."""
    people = [line for line in lines if line.get("do") == "recipient" and line.get("tell") != "nobody"]
    names = {name for line in people for name in line["name"].split()}
    own = {name for line in lines if line.get("do") == "volunteer" for name in line["name"].split()}
    places = {line[key] for line in people for key in ("address", "entry") if line.get(key)}
    places |= {re.sub(r" \d+$", "", place) for place in places}
    return (names - own) | places | {line["details"].rstrip(".") for line in lines if line.get("details")}


def sent(out: list[Line], *channels: str) -> Iterator[Line]:
    return (line for line in out if {line.get("send"), line.get("edit")} & set(channels))


@WRITING
@EACH
def test_nobody_who_gets_help_is_told_of_on_telegram(path: Path, *, there: bool) -> None:
    lines = on_telegram(path, there=there)
    out = [json.loads(line) for line in replay(map(json.dumps, lines), reader())]

    secrets = [re.compile(rf"(?<!\w){re.escape(each)}s?(?!\w)", re.IGNORECASE) for each in told_of_others(lines)]
    written = [line["text"] for line in sent(out, "telegram")]
    assert [text for text in written if any(secret.search(text) for secret in secrets)] == []
    assert [line for line in sent(out, "telegram") if line["kind"] == "details"] == []


@WRITING
def test_the_address_comes_by_sms_or_is_read_aloud(*, there: bool) -> None:
    told = []
    for name in ("en_vanlig_dag", "uten_mobil", "telegram_fasttelefon"):
        path = next(path for path in talks() if path.stem == name)
        out = [json.loads(line) for line in replay(map(json.dumps, on_telegram(path, there=there)), reader())]
        told += [line["send"] for line in sent(out, "sms", "call", "telegram") if "Storgata 1" in line["text"]]

    assert set(told) == {"sms", "call"}
