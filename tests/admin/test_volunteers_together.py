"""Several volunteers at once: chosen in the list, looked over, done in one act, and taken back as one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from bot import desk
from bot.model import PersonId, Volunteer
from bot.storage.accounts import Role, User
from tests.admin.axe import findings
from tests.admin.house import House, served
from tests.admin.test_undo import undo
from tests.admin.town import passes, sms_to, volunteer, words_on

PATH = "/frivillige/flere"
KARI, PER, OLGA = (PersonId(n) for n in (1, 2, 3))


@pytest.fixture
def user(house: House) -> User:
    return house.user(Role.MANAGER)


@pytest.fixture(autouse=True)
def people(house: House, client: TestClient, user: User) -> None:
    """Kari and Per have mobiles, Olga is rung."""
    house.let_in(client, user)
    for name, phone in (("Kari Vik", "+4790000101"), ("Per Holen", "+4790000102"), ("Olga Strand", "+4762000001")):
        volunteer(house, name, phone)


def known(house: House, who: PersonId) -> Volunteer:
    found = house.act(lambda turn: turn.store.volunteer(who))
    assert found is not None
    return found


def told(house: House, client: TestClient, act: str, *chosen: PersonId, **typed: str) -> str:
    answer = client.post(PATH, data={"act": act, "chosen": [str(who) for who in chosen], **typed})
    return words_on(answer.text if answer.status_code == 422 else client.get(answer.headers["location"]).text)


def test_a_word_to_several_goes_to_each_as_they_are_reached(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_person(PER, stopped=True))
    seen = words_on(client.get(PATH, params={"valgt": ["1", "2", "3"], "gjor": "skriv"}).text)

    said = told(house, client, "skriv", KARI, PER, OLGA, words="Takk for i høst! – hilsen Ingrid")
    passes(house)

    assert "Skriv til disse?" in seen and "Per Holen. Har sagt STOPP" in seen
    assert "2 frivillige får meldingen" in said
    assert (sms_to(house, KARI), sms_to(house, PER)) == (["Takk for i høst! - hilsen Ingrid"], [])
    assert [m.person for m in house.act(lambda turn: turn.store.call_list())] == [OLGA]


def test_it_can_be_taken_back_while_nothing_has_left(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    told(house, client, "skriv", KARI, PER, words="Velkommen til julebord")

    said = undo(client)
    passes(house, minutes=5)

    assert "Angret" in said and sms_to(house, KARI) == sms_to(house, PER) == []


def test_what_goes_to_many_waits_for_a_second_look(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={"second_look": 1, "undo": 0}))

    told(house, client, "skriv", KARI, PER, words="Velkommen til julebord")
    passes(house, hours=1)

    assert sms_to(house, KARI) == sms_to(house, PER) == []
    assert len(house.act(lambda turn: turn.store.matters("mass"))) == 1


def test_several_have_a_pause_until_a_day(house: House, client: TestClient) -> None:
    said = told(house, client, "pause", KARI, OLGA, day="1. februar")

    assert "2 frivillige har pause til og med 1. februar 2027." in said
    assert [known(house, who).paused for who in (KARI, PER, OLGA)] == [True, False, True]
    assert known(house, KARI).paused_until == date(2027, 2, 1)


def test_a_course_is_written_down_for_all_who_were_there(house: House, client: TestClient) -> None:
    before = known(house, KARI).approval.pledge

    told(house, client, "kurs", KARI, PER, day="i dag")

    assert [known(house, who).approval.course for who in (KARI, PER, OLGA)] == [house.at.date(), house.at.date(), None]
    assert known(house, KARI).approval.pledge == before


@pytest.mark.parametrize(("act", "typed", "said"), [
    ("skriv", {"words": " "}, "Skriv en melding, høyst 300 tegn."),
    ("skriv", {"words": "a" * 301}, "Skriv en melding, høyst 300 tegn."),
    ("pause", {"day": "1. januar 2020"}, "Skriv en dag fram i tid"),
    ("kurs", {"day": "1. desember 2026"}, "Skriv dagen kurset var"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nobody_is_touched(
    house: House, client: TestClient, act: str, typed: dict[str, str], said: str
) -> None:
    assert said in told(house, client, act, KARI, **typed)
    assert not known(house, KARI).paused and sms_to(house, KARI) == []


def test_nobody_who_is_not_there_is_touched(house: House, client: TestClient) -> None:
    house.act(lambda turn: desk.erase(turn, PER))

    assert "Velg minst én" in told(house, client, "pause")
    assert "Ingen av dem" in told(house, client, "pause", PER)
    assert client.post(PATH, data={"act": "pause", "chosen": "999"}).status_code == 404
    assert "Velg minst én" in words_on(client.get(client.get(PATH, params={"valgt": "1"}).headers["location"]).text)


def test_those_that_are_chosen_are_taken_out_by_whoever_may(house: House, client: TestClient) -> None:
    file = client.post(f"{PATH}/ut", data={"chosen": ["1", "3"]}).content.decode("utf-8-sig")
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Lie"))

    assert "Kari Vik" in file and "Olga Strand" in file and "Per Holen" not in file
    assert client.post(f"{PATH}/ut", data={"chosen": "1"}).status_code == 403
    assert 'value="ut"' not in client.get("/frivillige").text


def test_the_last_page_is_shown_only_right_after_one_has_said_who_one_is(house: House, client: TestClient) -> None:
    house.at = house.at + timedelta(minutes=29)

    assert client.get(PATH, params={"valgt": "1", "gjor": "skriv"}).headers["location"].startswith("/bekreft")


def test_by_keys_alone_rows_are_chosen_and_stay_so_when_the_list_is_fetched(
    browser: Browser, house: House, user: User
) -> None:
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        page = context.new_page()
        page.goto("/frivillige")
        bar = page.locator("#together")
        expect(bar).to_be_hidden()

        for key in ("j", "x", "j", "x"):
            page.keyboard.press(key)
        expect(bar).to_contain_text("2 valgt")
        assert findings(page) == []
        page.wait_for_timeout(1200)
        house.act(lambda turn: desk.pause(turn, KARI, None))
        expect(page.locator("#rows")).to_contain_text("Pause", timeout=10_000)
        expect(bar).to_contain_text("2 valgt")
        bar.get_by_role("button", name="Skriv til dem").click()

        page.get_by_label("Melding").fill("Takk for i høst!")
        page.get_by_role("button", name="Ja, send til dem").click()
        expect(page.get_by_text("2 frivillige får meldingen")).to_be_visible()
