"""Where the postal codes are on the map."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import bot.places
from bot.nlu.places import place_of
from bot.places import position

DATA = Path(bot.places.__file__).parent / "nlu" / "data"


@pytest.mark.parametrize(
    ("postcode", "north", "east"),
    [("2380", 60.88, 10.94), ("2340", 60.82, 11.34), ("5003", 60.39, 5.32), ("9750", 70.99, 25.94)],
)
def test_a_postal_code_is_where_its_place_is(postcode: str, north: float, east: float) -> None:
    assert position(postcode) == pytest.approx((north, east), abs=0.02)


@pytest.mark.parametrize("postcode", ["9999", "3580a", "", "3570"])
def test_what_is_unknown_or_only_guessed_has_no_position(postcode: str) -> None:
    assert position(postcode) is None


def test_nearly_every_code_of_the_register_has_a_position_in_norway() -> None:
    codes = [line.split("\t")[0] for line in (DATA / "postal_codes.tsv").read_text(encoding="utf-8").splitlines()]

    found = [position(code) for code in codes if place_of(code)]

    assert sum(at is not None for at in found) / len(found) > 0.93
    assert all(57.9 < at[0] < 71.3 and 4.4 < at[1] < 31.3 for at in found if at)


def test_the_positions_are_the_ones_whose_source_is_written_down() -> None:
    told = (DATA / "README.md").read_text(encoding="utf-8")

    assert hashlib.sha256((DATA / "positions.tsv").read_bytes()).hexdigest() in told
