"""Nothing that can be sent stops the reader, or keeps it for long."""

from __future__ import annotations

from bot.nlu import Reader
from tests.nlu import fuzz

SECONDS = 4
# Ten times what it may take where nothing else runs: other tests share these cores.
FAR_TOO_LONG_MS = 500


def test_whatever_is_sent_is_read_in_no_time(reader: Reader) -> None:
    found = fuzz.run(reader, SECONDS, seed=1)

    assert found.count > SECONDS
    assert found.worst_ms < FAR_TOO_LONG_MS, found.text
