"""What every talk keeps, whatever it is about: the quiet, the address, the plain words, the STOPP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.sms_parts import parts, strangers
from bot.waking import is_quiet
from tests.transcript import played, script, talks

EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
Line = dict[str, Any]
ALWAYS = frozenset(("danger", "alarm", "stopped", "receipt"))


def came_in(path: Path) -> list[Line]:
    return [json.loads(line) for line in script(path).jsonl()]


def sent(path: Path, *channels: str) -> Iterator[tuple[datetime, Line]]:
    for line in played(path).out:
        if line.get("send") in (channels or ("sms", "call")):
            yield datetime.fromisoformat(line["at"]), line


def just_heard(path: Path, number: str, at: datetime) -> bool:
    heard = (datetime.fromisoformat(line["at"]) for line in came_in(path) if line.get("from") == number)
    return any(timedelta() <= at - when <= timedelta(minutes=10) for when in heard)


def is_near(path: Path, errand: str, at: datetime) -> bool:
    """Whether it begins soon, or was to begin soon before it was moved."""
    starts = (datetime.fromisoformat(line["starts"]) for line in came_in(path) if line.get("id") == errand)
    return any(timedelta() <= start - at <= timedelta(hours=12) for start in starts)


@EACH
def test_nobody_is_woken_at_night(path: Path) -> None:
    woken = [
        line for at, line in sent(path, "sms")
        if is_quiet(at) and line["kind"] not in ALWAYS and not just_heard(path, line["to"], at)
        and not (line["kind"] in {"changed", "cancelled"} and is_near(path, line["errand"], at))
    ]  # fmt: skip

    assert woken == []


@EACH
def test_no_text_is_long_or_in_letters_that_cost(path: Path) -> None:
    ours = [line["text"] for _, line in sent(path, "sms") if line["kind"] != "coordinator"]

    assert [text for text in ours if parts(text) > 2 or strangers(text)] == []
    assert [text for text in ours if "  " in text or text.count("?") > 1 and "Lurer du på noe?" not in text] == []


@EACH
def test_the_address_goes_to_the_one_who_said_ja_alone(path: Path) -> None:
    streets = [line["address"] for line in came_in(path) if line.get("address")]
    holders = {(line["person"], line["errand"]) for line in played(path).out if line.get("event") == "offer_accepted"}

    told = [line for _, line in sent(path) if any(street in line["text"] for street in streets)]
    assert [line for line in told if (line["person"], line["errand"]) not in holders or line["kind"] != "details"] == []


@EACH
def test_after_stopp_there_is_one_confirmation_and_then_nothing(path: Path) -> None:
    numbers = {line["id"]: line.get("phone") for line in came_in(path) if "id" in line}
    stopped: set[str] = set()
    for line in played(path).out:
        if line.get("event") == "opted_out":
            stopped.add(line["person"])
        elif line.get("send") == "sms" and line["person"] in stopped and line["kind"] != "stopped":
            assert line["kind"] in {"danger", "confirmation"}, line
            back = {line["person"], *(who for who in stopped if numbers.get(who) == line["to"])}
            stopped -= back if line["kind"] == "confirmation" else set()


@EACH
def test_nobody_hears_the_same_twice_in_a_row(path: Path) -> None:
    for before, after in pairwise([line for _, line in sent(path, "sms") if line["kind"] != "alarm"]):
        assert (before["to"], before["text"]) != (after["to"], after["text"])


@EACH
def test_an_errand_has_no_more_volunteers_than_places(path: Path) -> None:
    places = {line["id"]: line.get("places", 1) for line in came_in(path) if line.get("do") == "errand"}
    held: dict[str, set[str]] = {which: set() for which in places}
    for line in played(path).out:
        if line.get("event") == "offer_accepted":
            held[line["errand"]].add(line["volunteer"])
        elif line.get("event") == "assignment_cancelled":
            held[line["errand"]].discard(line["volunteer"])
        assert all(len(held[which]) <= places[which] for which in places)
