"""Ensomhet og fellesskap: nothing without a yes, nothing of one person, and what rests on a yes goes with it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from admin.views.figures import HIDDEN
from admin.views.wellbeing import Line, changes, first_lines
from bot import desk
from bot.life import company
from bot.life.turn import Turn
from bot.model import PersonId
from bot.scales import scale
from bot.storage import tables
from bot.storage.accounts import Role
from bot.storage.wellbeing import Group
from tests.admin.house import NOW, House, make_municipality
from tests.admin.town import recipient, words_on

YES = {"agreed": "on", "first": "3", "second": "2", "third": "1", "rings": "no"}


@pytest.fixture
def astrid(house: House, client: TestClient) -> PersonId:
    house.let_in(client, house.user(Role.MANAGER))
    return recipient(house)


def given(house: House, sums: list[int], phase: str = "before", first: int = 1) -> list[PersonId]:
    """What so many have answered today, one each."""
    house.do(lambda db: db.execute(tables.municipality.select()).first() or make_municipality(db, "Eksempel"))
    everyone = [recipient(house, f"Astrid {n}", f"+47900003{n:02}") for n in range(first, first + len(sums))]
    for who, each in zip(everyone, sums, strict=True):
        answers(house, who, each, phase)
    return everyone


def answers(house: House, who: PersonId, total: int, phase: str = "before") -> None:
    said = (total - 2 * ((total - 1) // 3), (total - 1) // 3, (total - 1) // 3)

    def job(turn: Turn) -> None:
        agreed = turn.store.add_consent(who, "ja", "nb", turn.now, None)
        turn.store.add_answers(who, agreed, "ucla3", phase, said, turn.now, own_words=False, rings=False, by=None)

    house.act(job)


def next_day(house: House, **time: float) -> None:
    house.at += timedelta(**(time or {"days": 1}))
    house.act(lambda turn: desk.tidy(turn, house.system.runner))


def shown(house: House, client: TestClient) -> tuple[list[Line], list[Line]]:
    groups = house.act(lambda turn: turn.store.groups("ucla3"))
    return first_lines(groups, house.at), changes(groups)


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
        house.let_in(client, house.user(Role.COORDINATOR, f"{house.at:%d%m}@eksempel.no"))
        assert client.post(f"/fellesskap/{astrid}", data=YES).status_code == 303
        house.at += timedelta(weeks=8)

    kept = house.act(lambda turn: turn.store.all_answers("ucla3"))
    assert [(one.phase, one.answers) for one in kept] == [("before", (3, 2, 1)), ("after", (3, 2, 1))]
    (consent, _) = house.do(lambda db: db.execute(select(tables.consent)).mappings().all())
    assert (consent["purpose"], consent["channel"], "frivillig" in consent["text"]) == ("wellbeing", "in_person", True)
    assert b"3,2,1" not in house.stored()


def test_who_wants_to_be_rung_stands_in_i_dag(house: House, client: TestClient, astrid: PersonId) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES | {"rings": "yes"})

    assert "Astrid vil at noen ringer" in words_on(client.get("/i-dag").text).replace("Astrid Moe", "Astrid")


def test_a_yes_taken_back_takes_the_answers_with_it(house: House, client: TestClient, astrid: PersonId) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES | {"rings": "yes"})

    client.post(f"/fellesskap/{astrid}/trekk")

    assert "vil at noen ringer" not in words_on(client.get("/i-dag").text)

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

    assert "Ingen tall ennå" in shown
    assert 'value="3" checked' not in asked and 'type="radio" value="1" checked' not in asked


def test_nobodys_answer_can_be_found_by_what_changes_when_they_withdraw(house: House, client: TestClient) -> None:
    alf, *_ = given(house, [9, 7, 7, 8, 8, 7, 4])
    next_day(house)
    before = shown(house, client)
    assert [(line.people, line.mean) for line in before[0]] == [("minst 5", "7,1")]

    house.act(lambda turn: company.withdraw(turn, alf))
    next_day(house)

    assert shown(house, client) == before
    assert alf not in {one.person for one in house.act(lambda turn: turn.store.all_answers("ucla3"))}


def test_four_more_change_nothing_and_the_fifth_makes_a_group_of_its_own(house: House, client: TestClient) -> None:
    given(house, [5, 6, 7, 5, 6])
    next_day(house)
    first = shown(house, client)
    given(house, [8, 8, 4, 4], first=20)
    next_day(house)
    assert shown(house, client) == first

    given(house, [4], first=30)
    next_day(house)

    (line,) = shown(house, client)[0]
    assert (line.people, line.mean) == ("minst 10", "5,7")


def test_what_was_answered_today_waits_so_that_nobody_sees_whose_answer_it_was(
    house: House, client: TestClient
) -> None:
    given(house, [5, 6, 7, 5, 6])
    house.act(company.close_groups)

    assert shown(house, client) == ([], [])


@pytest.mark.parametrize("alike", [[9, 9, 9, 9, 9], [9, 9, 9, 9, 8], [3, 3, 3, 3, 3], [3, 3, 3, 3, 4]])
def test_a_mean_that_tells_of_each_waits_for_more(house: House, client: TestClient, alike: list[int]) -> None:
    given(house, alike)
    next_day(house)
    assert shown(house, client) == ([], [])

    given(house, [5, 7], first=20)
    next_day(house)

    assert len(shown(house, client)[0]) == 1


def test_whether_all_or_none_are_lonely_is_never_told_nor_a_share_of_few() -> None:
    def share(lonely: int, now: datetime) -> str:
        (line,) = first_lines([Group("before", NOW, 10, 60, lonely)], now)
        return line.lonely

    later = NOW + timedelta(days=60)
    assert [share(each, later) for each in (0, 2, 5, 8, 10)] == [HIDDEN, HIDDEN, "5 av 10", HIDDEN, HIDDEN]
    assert share(5, NOW) == HIDDEN


def test_the_same_people_are_compared_and_a_third_time_counts_as_the_latest(house: House, client: TestClient) -> None:
    everyone = given(house, [7, 7, 8, 8, 6])
    next_day(house, weeks=9)
    for who in everyone:
        answers(house, who, 6, "after")
    next_day(house)
    assert [(line.people, line.mean) for line in shown(house, client)[1]] == [("minst 5", "1,2 lavere")]

    next_day(house, weeks=9)
    for who in everyone[:3]:
        answers(house, who, 5, "after")
    next_day(house)
    assert len(house.act(lambda turn: turn.store.groups("ucla3"))) == 2

    for who in everyone[3:]:
        answers(house, who, 5, "after")
        answers(house, who, 4, "after")
    next_day(house)
    last = house.act(lambda turn: turn.store.groups("ucla3"))[-1]
    assert (last.what, last.people, last.total) == ("change", 5, 3 * 5 + 2 * 4 - 36)


def test_a_second_time_the_same_day_puts_the_first_right_and_eight_weeks_must_pass(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES | {"rings": "yes"})
    assert "har svart tidligere i dag" in words_on(client.get(f"/fellesskap/{astrid}").text)

    said = client.post(f"/fellesskap/{astrid}", data=YES | {"first": "1"}, follow_redirects=True)

    assert "Rettet. Svarene fra tidligere i dag er byttet ut" in words_on(said.text)
    kept = house.act(lambda turn: turn.store.all_answers("ucla3"))
    assert [(one.phase, one.answers) for one in kept] == [("before", (1, 2, 1))]
    assert "vil at noen ringer" not in words_on(client.get("/i-dag").text)
    house.at += timedelta(days=1)
    house.let_in(client, house.user(Role.COORDINATOR, "berit@eksempel.no"))
    too_soon = client.post(f"/fellesskap/{astrid}", data=YES)
    assert (too_soon.status_code, "Vent til mandag 18. januar" in too_soon.text) == (422, True)
    assert "Vent til mandag 18. januar" in words_on(client.get(f"/fellesskap/{astrid}").text)


def test_who_may_be_asked_again_is_named_to_those_who_ask_and_to_no_reader(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    client.post(f"/fellesskap/{astrid}", data=YES)
    assert "Kan spørres igjen" not in words_on(client.get("/fellesskap").text)
    house.at += timedelta(weeks=8)

    def sees(role: Role) -> str:
        house.let_in(client, house.user(role, f"{role}@eksempel.no"))
        return words_on(client.get("/fellesskap").text)

    assert "Astrid Moe , spurt 23. november 2026" in sees(Role.COORDINATOR)
    assert "Astrid" not in sees(Role.READER)


def test_the_scale_names_its_source_and_the_municipality_may_word_it(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    assert "Hughes" in scale().source and len(scale().items) == 3
    client.post("/fellesskap/ord", data={"first": "Hvor ofte savner du selskap?", "second": "", "third": ""})

    shown = words_on(client.get(f"/fellesskap/{astrid}").text)

    assert "Hvor ofte savner du selskap?" in shown and scale().items[1] in shown and scale().items[0] not in shown
