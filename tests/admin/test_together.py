"""Several errands at once: chosen in the list, looked over, done in one act, and taken back as one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from bot.model import ErrandId, PersonId
from bot.storage.accounts import Role, User
from tests.admin.axe import findings
from tests.admin.house import House, served
from tests.admin.test_undo import undo
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on, writes

KARI = PersonId(1)
PATH = "/oppgaver/flere"


@pytest.fixture
def user(house: House) -> User:
    return house.user(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def errands(house: House, client: TestClient, user: User) -> None:
    """Kari is to shop for Astrid on Thursday; on Friday and Saturday nobody has said JA yet."""
    house.let_in(client, user)
    assert volunteer(house) == KARI
    astrid = recipient(house)
    posted(house, astrid)
    writes(house, KARI, "JA")
    for days in (1, 2):
        posted(house, astrid, THURSDAY + timedelta(days=days))
    passes(house, minutes=1)


def stands(house: House) -> list[str]:
    return [errand(house, ErrandId(which)).status.value for which in (1, 2, 3)]


def test_what_is_chosen_is_looked_over_and_called_off_and_who_knew_of_it_hears(
    house: House, client: TestClient
) -> None:
    seen = words_on(client.get(PATH, params={"valgt": ["1", "3"], "gjor": "avlys"}).text)
    before = stands(house)

    answer = client.post(PATH, data={"chosen": ["1", "3"], "act": "avlys"})
    passes(house)

    assert "Avlys disse oppgavene?" in seen and "Kari Vik" in seen and before == ["filled", "open", "open"]
    assert "2 oppgaver er avlyst" in words_on(client.get(answer.headers["location"]).text)
    assert stands(house) == ["cancelled", "open", "cancelled"]
    assert sms_to(house, KARI)[-1].startswith("Avtalen er dessverre avlyst, Kari.")


def test_more_are_asked_only_about_those_that_are_free(house: House, client: TestClient) -> None:
    per = volunteer(house, "Per Holen", "+4790000102")
    seen = words_on(client.get(PATH, params={"valgt": ["1", "2"], "gjor": "spor"}).text)

    client.post(PATH, data={"chosen": ["1", "2"], "act": "spor"})
    passes(house)

    assert "En av dem du valgte, er avtalt eller over, og blir ikke rørt." in seen
    assert len(sms_to(house, per)) == 1 and stands(house)[0] == "filled"


def test_all_of_it_is_taken_back_as_one(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    sent = sms_to(house, KARI)
    client.post(PATH, data={"chosen": ["1", "2", "3"], "act": "avlys"})

    assert "Angret. Ingenting er sendt." in undo(client)
    passes(house, minutes=2)
    assert stands(house) == ["filled", "open", "open"]
    assert not any("avlyst" in words for words in sms_to(house, KARI)[len(sent) :])


def test_because_of_the_weather_leads_to_that_page_with_the_same_ones_chosen(client: TestClient) -> None:
    there = client.get(PATH, params={"valgt": ["1"], "gjor": "ute"}).headers["location"]
    two_days = client.get(PATH, params={"valgt": ["1", "2"], "gjor": "ute"}).headers["location"]

    assert there == "/oppgaver/ute?dag=2026-11-26&valgt=1"
    assert "Velg oppgaver som er på samme dag." in words_on(client.get(two_days).text)


@pytest.mark.parametrize("wrong", [{}, {"chosen": "1"}, {"act": "avlys"}, {"chosen": "1", "act": "slett"}])
def test_nothing_is_done_when_nothing_is_chosen(house: House, client: TestClient, wrong: dict[str, str]) -> None:
    answer = client.post(PATH, data=wrong)

    assert "Velg minst én oppgave." in words_on(client.get(answer.headers["location"]).text)
    assert stands(house) == ["filled", "open", "open"]


def test_an_errand_that_is_not_there_stops_all_of_it(house: House, client: TestClient) -> None:
    assert client.get(PATH, params={"valgt": ["1", "999"], "gjor": "avlys"}).status_code == 404
    assert client.post(PATH, data={"chosen": ["1", "999"], "act": "avlys"}).status_code == 404
    assert stands(house) == ["filled", "open", "open"]


def test_it_is_done_only_right_after_one_has_shown_who_one_is(house: House, client: TestClient, user: User) -> None:
    house.at += timedelta(minutes=25)

    answer = client.post(PATH, data={"chosen": ["1"], "act": "avlys"})

    assert answer.headers["location"].startswith("/bekreft") and stands(house)[0] == "filled"


@pytest.fixture
def page(browser: Browser, house: House, user: User) -> Iterator[Page]:
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        context.set_default_timeout(5000)
        page = context.new_page()
        page.goto("/oppgaver")
        yield page


def test_x_chooses_the_row_and_what_is_chosen_stays_so_when_the_list_changes(house: House, page: Page) -> None:
    bar = page.locator("#together")
    expect(bar).to_be_hidden()
    for key in ("j", "x", "j", "x", "k", "x"):
        page.keyboard.press(key)
    expect(bar).to_contain_text("1 valgt")
    assert findings(page) == []

    posted(house, PersonId(2), THURSDAY + timedelta(days=3))

    expect(page.locator("tbody tr")).to_have_count(3, timeout=10_000)
    expect(bar).to_contain_text("1 valgt")
    expect(page.locator("tbody tr").nth(1).get_by_role("checkbox")).to_be_checked()
    bar.get_by_role("button", name="Avlys").click()
    expect(page.get_by_role("heading", name="Avlys disse oppgavene?")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Ja, avlys").click()
    expect(page.locator(".flash")).to_contain_text("En oppgave er avlyst")


def test_it_is_chosen_and_done_without_javascript(browser: Browser, house: House, user: User) -> None:
    with served(house.panel) as address, browser.new_context(base_url=address, java_script_enabled=False) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        page = context.new_page()
        page.goto("/oppgaver")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Avlys").click()
        page.get_by_role("button", name="Ja, avlys").click()

        assert "En oppgave er avlyst" in page.content()
    assert stands(house)[1] == "cancelled"
