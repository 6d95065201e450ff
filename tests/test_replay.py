"""Lines that cannot be played are named, and nothing of them is."""

from __future__ import annotations

import json

import pytest

from bot.nlu import Reader
from bot.replay import replay
from bot.scenario import BadLine

AT = "2026-03-02T09:00:00+01:00"
TOWN = {"at": AT, "do": "municipality", "name": "Eksempel"}
KARI = {"at": AT, "do": "volunteer", "id": "kari", "phone": "+4790000001"}
ASTRID = {"at": AT, "do": "recipient", "id": "astrid", "name": "Astrid Berg"}
ERRAND = {"at": AT, "do": "errand", "id": "e1", "kind": "shopping", "recipient": "astrid",
          "starts": "2026-03-05T12:00:00+01:00"}  # fmt: skip


def play(*lines: object) -> list[str]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(replay(texts, Reader()))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([KARI], "line 1: the first line must be the municipality"),
        ([TOWN, "{"], "line 2: "), ([TOWN, "[]"], "line 2: it is no object"),
        ([TOWN, {"at": AT, "do": "dance"}], "line 2: unknown do 'dance'"),
        ([TOWN, {"at": AT}], "line 2: 'do' or 'from' is missing"), ([TOWN, {"do": "until"}], "line 2: 'at' is missing"),
        ([TOWN, KARI, KARI], "line 3: the id 'kari' is there already"),
        ([TOWN, {**KARI, "at": "2026-03-02T08:59:59+01:00"}], "line 2: its time lies before the line above"),
        ([TOWN, {**KARI, "at": "2026-03-02T09:00:00"}], "line 2: 'at' has no offset"),
        ([TOWN, ERRAND], "line 2: unknown recipient 'astrid'"),
        ([TOWN, {"at": AT, "do": "errand", "id": "e1"}], "line 2: 'kind' is missing"),
        ([TOWN, {"at": AT, "do": "say", "person": "kari", "text": "Hei"}], "line 2: unknown person 'kari'"),
        ([TOWN, {"at": AT, "from": "+4790000001", "text": "ja"}], "line 2: 'channel' is missing"),
        ([TOWN, {"at": AT, "from": "+4790000001", "channel": "sms"}], "line 2: 'text' is missing"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_played_is_named(lines: list[object], why: str) -> None:
    with pytest.raises(BadLine, match=why.replace("(", r"\(")):
        play(*lines)


def test_what_the_desk_refuses_is_named_too() -> None:
    late = {**ERRAND, "starts": "2026-03-01T12:00:00+01:00"}

    with pytest.raises(BadLine, match="line 3: "):
        play(TOWN, ASTRID, late)


def test_an_empty_line_is_passed_over_and_counted() -> None:
    with pytest.raises(BadLine, match="line 3: "):
        play(TOWN, "", {"at": AT, "do": "dance"})


def test_nothing_said_gives_nothing() -> None:
    assert play(TOWN, {"at": "2026-03-09T09:00:00+01:00", "do": "until"}) == []


def test_a_lost_answer_is_looked_up_and_not_sent_again() -> None:
    slow = {"at": AT, "do": "provider", "channel": "sms", "to": "+4790000001", "fails": "timeout"}
    later = {"at": "2026-03-02T12:00:00+01:00", "do": "until"}

    out = [json.loads(line) for line in play(TOWN, KARI, ASTRID, slow, ERRAND, later)]

    assert sum(line.get("kind") == "offer" for line in out) == 1


def test_someone_first_met_in_the_run_goes_by_their_number() -> None:
    hello = {"at": AT, "from": "+4790000010", "channel": "sms", "text": "hei"}
    talk = {"at": AT, "do": "take_over", "person": "+4790000010"}

    out = [json.loads(line) for line in play(TOWN, hello, talk)]

    assert out[0]["person"] == "+4790000010"
