"""What every talk keeps, whatever it is about: the address, the plain words; the rest stands in `tests/promises`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bot.sms_parts import parts, strangers
from tests.promises.talks import came_in, sent
from tests.transcript import played, talks

EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)


@EACH
def test_no_text_is_long_or_in_letters_that_cost(path: Path) -> None:
    ours = [line["text"] for _, line in sent(path, "sms") if line["kind"] != "coordinator"]

    assert [text for text in ours if parts(text) > 2 or strangers(text)] == []
    assert [text for text in ours if "  " in text or text.count("?") > 1 and "Lurer du på noe?" not in text] == []


@EACH
def test_the_address_goes_to_the_one_who_said_ja_alone(path: Path) -> None:
    streets = [line["address"] for line in came_in(path) if line.get("address") and line.get("tell") != "nobody"]
    holders = {(line["person"], line["errand"]) for line in played(path).out if line.get("event") == "offer_accepted"}

    told = [line for _, line in sent(path) if any(street in line["text"] for street in streets)]
    assert [line for line in told if (line["person"], line["errand"]) not in holders or line["kind"] != "details"] == []


@EACH
def test_nobody_hears_the_same_twice_in_a_row(path: Path) -> None:
    for before, after in pairwise([line for _, line in sent(path, "sms") if line["kind"] != "alarm"]):
        assert (before["to"], before["text"]) != (after["to"], after["text"])
