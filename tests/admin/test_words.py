"""Times, numbers and telephone numbers as they stand on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from admin.words import count as counted
from admin.words import full_day, lasting, short, telephone

SUMMER = datetime(2026, 7, 3, 22, 30, tzinfo=UTC)


def test_a_moment_is_said_in_oslo() -> None:
    assert short(SUMMER) == "lør. 4. juli kl. 00.30"
    assert full_day(SUMMER) == "4. juli 2026"
    assert full_day(date(2026, 12, 1)) == "1. desember 2026"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "1 minutt"), (59, "59 minutter"), (60, "1 time"), (150, "2 timer"), (1440, "1 dag"), (4400, "3 dager")],
)
def test_a_length_is_said_in_its_largest_unit(minutes: int, said: str) -> None:
    assert lasting(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [("+4790000123", "900 00 123"), ("+4762000000", "62 00 00 00"), ("+46701234567", "+46701234567"), ("", "")],
)
def test_a_telephone_number_is_grouped_as_norwegians_do(number: str, said: str) -> None:
    assert telephone(number).replace("\N{NO-BREAK SPACE}", " ") == said


def test_thousands_are_kept_together() -> None:
    assert counted(15953) == "15\N{NO-BREAK SPACE}953"
