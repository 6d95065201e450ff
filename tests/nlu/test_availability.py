"""When people can, in a table anyone can add a line to."""

from __future__ import annotations

import pytest

from bot.nlu.availability import find_availability
from tests.nlu.time_notation import WEDNESDAY, table, windows


@pytest.mark.parametrize(("answer", "said"), [row[1:] for row in table("availability.txt")])
def test_an_answer_becomes_windows(answer: str, said: str) -> None:
    found = find_availability(answer, WEDNESDAY)

    if said == "-":
        assert found is None
    else:
        weekly, rest = windows(said)
        assert found is not None and found.value == {"weekly": weekly} | rest
