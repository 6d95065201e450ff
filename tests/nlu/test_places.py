"""Postal codes, places and telephone numbers as people write them."""

from __future__ import annotations

import pytest

from bot.nlu.near import Near
from bot.nlu.normal import key, one_slip
from bot.nlu.phones import e164
from bot.nlu.places import place_of, postcodes_of


def test_every_code_has_its_place() -> None:
    assert place_of("2380") == "Brumunddal"
    assert place_of("0001") == "Oslo"
    assert place_of("9999") is None


@pytest.mark.parametrize("said", ["Brumunddal", "brumunddal", "BRUMUNDDAL", "brumundal", "Brumnddal"])
def test_a_place_is_found_however_it_is_spelt(said: str) -> None:
    assert "2380" in postcodes_of(said)


def test_a_suffix_of_the_post_office_is_left_out() -> None:
    assert "4610" in postcodes_of("Kristiansand")
    assert postcodes_of("Trondhjæmmen") == ()


def test_one_spelling_for_many() -> None:
    assert key("går") == key("gaar") == key("gar") == key("GÅÅR")


@pytest.mark.parametrize(("a", "b"), [("stopp", "stop"), ("stpp", "stopp"), ("sotpp", "stopp"), ("stipp", "stopp")])
def test_one_slip_is_forgiven(a: str, b: str) -> None:
    assert one_slip(a, b)


def test_two_slips_are_not() -> None:
    assert not one_slip("satpp", "stopp")
    assert Near(["stopp"], 4).all("satpp") == ()
    assert Near(["stopp", "stokk"], 4).all("stoppp") == ("stopp",)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("900 00 123", "+4790000123"),
        ("+47 90 00 01 23", "+4790000123"),
        ("004790000123", "+4790000123"),
        ("4790000123", "+4790000123"),
        ("+4512345678", "+4512345678"),
        ("1234567", None),
        ("10000000", None),
    ],
)
def test_numbers_take_one_form(typed: str, number: str | None) -> None:
    assert e164(typed) == number
