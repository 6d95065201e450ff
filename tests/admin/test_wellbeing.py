"""Ensomhet og fellesskap: nothing without a yes, nothing of one person, and what rests on a yes goes with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from admin.views.figures import HIDDEN, SMALLEST
from admin.views.wellbeing import Line, lines, scale
from bot import desk
from bot.model import PersonId
from bot.storage import tables
from bot.storage.accounts import Role
from bot.storage.wellbeing import Answered
from tests.admin.house import House
from tests.admin.town import recipient, words_on

YES = {"agreed": "on", "first": "3", "second": "2", "third": "1", "rings": "no"}


@pytest.fixture
def astrid(house: House, client: TestClient) -> PersonId:
    house.let_in(client, house.user(Role.MANAGER))
    return recipient(house)


def answered(sums: list[int], month: int = 3, phase: str = "before", first: int = 1) -> list[Answered]:
    """One person each, a day apart."""
    at = datetime(2026, month, 1, 12, tzinfo=UTC)
    return [
        Answered(n, PersonId(n), phase, (1, 1, each - 2), at + timedelta(days=n - first))
        for n, each in enumerate(sums, first)
    ]


@pytest.mark.parametrize("missing", YES)
def test_without_a_yes_and_all_three_answers_nothing_is_kept(
    house: House, client: TestClient, astrid: PersonId, missing: str
) -> None:
    given = {name: value for name, value in YES.items() if name != missing}

    assert client.post(f"/fellesskap/{astrid}", data=given).status_code == 422
    assert house.act(lambda turn: turn.store.all_answers("ucla3")) == []


def test_it_is_asked_before_and_then_after_with_the_consent_beside(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    for _ in range(2):
        assert client.post(f"/fellesskap/{astrid}", data=YES).status_code == 303

    kept = house.act(lambda turn: turn.store.all_answers("ucla3"))
    assert [(one.phase, one.answers) for one in kept] == [("before", (3, 2, 1)), ("after", (3, 2, 1))]
    (consent, _) = house.do(lambda db: db.execute(select(tables.consent)).mappings().all())
    assert (consent["purpose"], consent["channel"], "frivillig" in consent["text"]) == ("wellbeing", "in_person", True)
    assert b"3,2,1" not in house.stored()


def test_who_wants_to_be_rung_stands_in_i_dag(house: House, client: TestClient, astrid: PersonId) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES | {"rings": "yes"})

    assert "Astrid vil at noen ringer" in words_on(client.get("/i-dag").text).replace("Astrid Moe", "Astrid")


def test_a_yes_taken_back_takes_the_answers_with_it(house: House, client: TestClient, astrid: PersonId) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES)

    client.post(f"/fellesskap/{astrid}/trekk")

    assert house.act(lambda turn: turn.store.all_answers("ucla3")) == []
    assert house.act(lambda turn: turn.store.has_consented(astrid)) is False


def test_who_is_erased_has_answered_nothing_and_who_is_old_nobody_knows(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    olga = recipient(house, "Olga Strand", "+4790000202")
    for who in (astrid, olga):
        client.post(f"/fellesskap/{who}", data=YES)
    house.act(lambda turn: desk.erase(turn, olga))
    house.at += timedelta(days=366)
    house.act(lambda turn: desk.tidy(turn, house.system.runner))

    (left,) = house.act(lambda turn: turn.store.all_answers("ucla3"))
    assert left.person not in {astrid, olga}


def test_no_page_shows_what_one_person_answered(house: House, client: TestClient, astrid: PersonId) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES)

    shown = words_on(client.get("/fellesskap").text)
    asked = client.get(f"/fellesskap/{astrid}").text

    assert f"færre enn {SMALLEST} {HIDDEN} {HIDDEN}" in shown
    assert 'value="3" checked' not in asked and 'type="radio" value="1" checked' not in asked


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        pytest.param(answered([3] * 4), [("2026", f"færre enn {SMALLEST}", HIDDEN, HIDDEN)], id="four"),
        pytest.param(answered([5] * 5), [("2026, 1. halvår", "minst 5", "5,0", "0 av 10")], id="five"),
        pytest.param(answered([5] * 5 + [3] * 4), [("2026, 1. halvår", "minst 5", "5,0", "0 av 10")], id="nine"),
        pytest.param(answered([5] * 9 + [3]), [("2026, 1. halvår", "minst 10", "4,8", "0 av 10")], id="ten"),
        pytest.param(answered([5] * 9 + [5]), [("2026, 1. halvår", "minst 10", "5,0", "0 av 10")], id="alike"),
        pytest.param(answered([5, 5, 5, 5, 5, 5]) + answered([5] * 2, 9, first=20),
                     [("2026", "minst 5", "5,0", "0 av 10")], id="too few in autumn, so by year"),
    ],
)  # fmt: skip
def test_what_is_shown_is_of_five_and_changes_with_each_fifth(
    given: list[Answered], seen: list[tuple[str, str, str, str]]
) -> None:
    made = lines(given, 6, None)

    assert [(one.when, one.people, one.mean, one.lonely) for one in made] == seen


def test_a_share_of_few_is_hidden_at_both_ends() -> None:
    def share(sums: list[int]) -> str:
        (line,) = lines(answered(sums), 5, None)
        return line.lonely

    assert share([5] * 5 + [3] * 5) == "5 av 10"
    assert share([5] * 2 + [3] * 8) == HIDDEN
    assert share([5] * 8 + [3] * 2) == HIDDEN


def test_one_who_answers_many_times_is_one() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    same = [Answered(n, PersonId(1), "after", (3, 3, 3), at) for n in range(9)]

    assert lines(same, 6, None) == [Line("2026", "Etter", f"færre enn {SMALLEST}", HIDDEN, HIDDEN)]
    assert lines(same, 6, 1)[0].people == "minst 5"


def test_the_scale_names_its_source_and_the_municipality_may_word_it(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    assert "Hughes" in scale().source and len(scale().items) == 3
    client.post("/fellesskap/ord", data={"first": "Hvor ofte savner du selskap?", "second": "", "third": ""})

    shown = words_on(client.get(f"/fellesskap/{astrid}").text)

    assert "Hvor ofte savner du selskap?" in shown and scale().items[1] in shown and scale().items[0] not in shown
