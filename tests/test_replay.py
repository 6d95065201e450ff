"""Lines that cannot be played are named, and nothing of them is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.nlu import Reader
from bot.replay import replay
from bot.scenario import BadLine
from tests.trained import model

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
        ([TOWN, TOWN], "line 2: the first line must be the municipality, and no other"),
        ([TOWN, {"at": AT, "do": ["until"]}], "line 2: unknown do"),
        ([TOWN, {**KARI, "weekly": [{"day": "th"}]}], "line 2: 'weekly.0.start' is missing"),
        ([TOWN, {**KARI, "weekly": "th"}], "line 2: 'weekly'"),
        ([TOWN, {**KARI, "skills": ["x"]}], "line 2: 'skills.0'"),
        ([TOWN, {**KARI, "phone": 90000001}], "line 2: 'phone'"), ([TOWN, {**KARI, "born": "x"}], "line 2: 'born'"),
        ([TOWN, {**ASTRID, "kin": {"phone": "+4790000099"}}], "line 2: 'kin.name' is missing"),
        ([TOWN, {**ASTRID, "kin": {"name": "Siri", "phone": "+4790000097", "x": 1}}], "line 2: 'kin.x'"),
        ([TOWN, ASTRID, {**ERRAND, "minutes": "lang"}], "line 3: 'minutes'"),
        ([TOWN, ASTRID, {**ERRAND, "minutes": -5}], "line 3: 'minutes'"),
        ([TOWN, ASTRID, {**ERRAND, "places": 0}], "line 3: 'places'"),
        ([TOWN, ASTRID, {**ERRAND, "starts": 5}], "line 3: 'starts' is no time"),
        ([TOWN, ASTRID, {**ERRAND, "starts": "2026-03-05"}], "line 3: 'starts' is no time"),
        ([TOWN, ASTRID, {**ERRAND, "kind": "dance"}], "line 3: 'kind' unknown 'dance'"),
        ([TOWN, KARI, {**ERRAND, "recipient": "kari"}], "line 3: unknown recipient 'kari'"),
        ([TOWN, ASTRID, {"at": AT, "do": "approve", "person": "astrid"}], "line 3: unknown person 'astrid'"),
        ([TOWN, {"at": AT, "from": 5, "channel": "sms", "text": "ja"}], "line 2: 'from'"),
        ([TOWN, {"at": AT, "from": "+4790000001", "channel": "sms", "text": 7}], "line 2: 'text'"),
        ([TOWN, {"at": AT, "from": "+4790000001", "channel": "telegram", "text": "ja"}], "line 2: 'from' is no chat"),
        ([TOWN, {"at": AT, "do": "provider", "channel": "fax", "to": "+4790000001"}], "line 2: 'channel'"),
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


BREAKS = """
import sys
from bot.life import people

def end_pause(turn, who):
    name = turn.store.person(who).name
    raise ValueError(f"{name} is still away")

people.end_pause = end_pause
from bot.__main__ import main

sys.argv = ["handslag", "replay", "-", "--model", sys.argv[1]]
main()
"""


def test_what_goes_wrong_in_a_run_is_told_apart_from_it_and_tells_nothing_of_anyone() -> None:
    kari = {**KARI, "name": "Kanarifugl Testesen"}
    pause = {"at": AT, "do": "pause", "person": "kari", "until": "2026-03-03"}
    later = {"at": "2026-03-04T08:03:00+01:00", "do": "until"}
    lines = "\n".join(json.dumps(line) for line in (TOWN, kari, pause, later))

    command = [sys.executable, "-c", BREAKS, str(model())]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)

    assert run.returncode == 0
    assert all(json.loads(line)["at"] for line in run.stdout.splitlines())
    assert "timer failed" in run.stderr
    assert "Kanarifugl" not in run.stderr


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
