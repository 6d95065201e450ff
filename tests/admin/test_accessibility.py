"""The public page about accessibility: all 47 requirements, each with how it was tried, from what the tests wrote."""

from __future__ import annotations

from starlette.testclient import TestClient

from admin.views.accessibility import BY_HAND, tried
from tests.admin.house import House
from tests.admin.requirements import kept, said_by_tests
from tests.admin.town import words_on


def test_anyone_reads_all_47_requirements_and_how_each_was_tried(client: TestClient) -> None:
    page = words_on(client.get("/tilgjengelighet").text)

    assert len(tried().requirements) == 47
    for one in tried().requirements:
        assert f"{one.number} {one.name} ({one.level}) {one.outcome} {' '.join(one.tried)}" in page


def test_whoever_is_to_log_in_finds_the_way_there(house: House, client: TestClient) -> None:
    foot = client.get("/logg-inn").text.partition("<footer")[2]

    assert 'href="/tilgjengelighet"' in foot


def test_what_the_tests_say_they_try_is_in_the_list_and_nothing_is_said_tried_that_is_not() -> None:
    own = {number: line["own"] for number, line in kept()["requirements"].items() if "own" in line}

    assert own == said_by_tests()
    for one in tried().requirements:
        assert (one.tone == "warning") == (one.tried == (BY_HAND,))
        assert one.tone != "neutral" or not kept()["requirements"].get(one.number)
