"""Times as people write them, in tables anyone can add a line to."""

from __future__ import annotations

import pytest

from bot.nlu.times import find_times
from tests.nlu.time_notation import WEDNESDAY, table, times


@pytest.mark.parametrize(
    ("message", "said"), [row[1:] for name in ("times.txt", "times_set_aside.txt") for row in table(name)]
)
def test_a_time_is_read_as_it_was_meant(message: str, said: str) -> None:
    assert times(find_times(message, WEDNESDAY)) == said
