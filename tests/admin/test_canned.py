"""Ferdige svar: fetched into the field by / or a click, changed before they leave, and the municipality's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import House, served
from tests.admin.town import volunteer, words_on, writes

KARI = PersonId(1)
TALK = f"/samtaler/{KARI}"
FIRST = "Takk for at du sier fra. Jeg ringer deg i dag."


@pytest.fixture(autouse=True)
def taken(house: House, client: TestClient) -> None:
    """Kari has written, and the manager has the talk."""
    house.let_in(client, house.user(Role.MANAGER))
    assert volunteer(house) == KARI
    writes(house, KARI, "hei")
    client.post(f"{TALK}/ta-over")


@pytest.fixture
def page(browser: Browser, house: House, client: TestClient) -> Iterator[Page]:
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": client.cookies["handslag"], "url": address}])
        context.set_default_timeout(5000)
        page = context.new_page()
        page.goto(TALK)
        yield page


def test_slash_in_an_empty_answer_fetches_one_and_the_parts_are_counted(page: Page) -> None:
    field = page.get_by_label("Svar til Kari")
    field.focus()

    page.keyboard.press("/")
    expect(page.get_by_role("link", name=FIRST)).to_be_focused()
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)

    expect(field).to_have_value("Takk! Jeg finner ut av det og skriver til deg.")
    expect(field).to_be_focused()
    expect(page.locator("#f-text-sms")).to_have_text("46 tegn, 1 SMS")
    expect(page.locator("#canned")).not_to_have_attribute("open", "")


def test_slash_is_a_sign_like_others_where_something_is_written_and_escape_leads_back(page: Page) -> None:
    field = page.get_by_label("Svar til Kari")
    field.fill("Mellom 8")
    field.press("End")
    field.press("/")
    expect(field).to_have_value("Mellom 8/")

    field.fill("")
    page.keyboard.press("/")
    expect(page.get_by_role("link", name=FIRST)).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_it_is_fetched_without_javascript_too_and_nothing_is_sent(house: House, client: TestClient) -> None:
    assert f"{FIRST}</textarea>" in client.get(f"{TALK}?svar=1").text
    for wrong in ("0", "99", "x", "-1", "1" * 50):
        assert client.get(f"{TALK}?svar={wrong}").status_code == 200
    assert FIRST not in [message.text for message in house.act(lambda turn: turn.store.messages_to(KARI))]


def test_the_municipality_writes_its_own_and_gets_ours_back(client: TestClient) -> None:
    client.post("/tekster/ferdige-svar", data={"answers": "Hei «du»!\n\nVi ringer.\nVi ringer."})
    own = words_on(client.get(TALK).text)
    client.post("/tekster/ferdige-svar", data={"answers": " "})

    assert 'Ferdige svar Hei "du"! Vi ringer. Minn meg' in own and FIRST not in own
    assert FIRST in client.get(TALK).text


@pytest.mark.parametrize("typed", ["\n".join(f"Svar {n}" for n in range(13)), "x" * 301])
def test_too_many_or_too_long_ones_are_not_kept(client: TestClient, typed: str) -> None:
    answer = client.post("/tekster/ferdige-svar", data={"answers": typed})

    assert answer.status_code == 422 and "høyst 12 svar" in answer.text
    assert FIRST in client.get(TALK).text


def test_a_coordinator_reads_them_and_may_not_change_them(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))

    assert "En ansvarlig hos dere kan endre dem" in client.get("/tekster/ferdige-svar").text
    assert client.post("/tekster/ferdige-svar", data={"answers": "Hei"}).status_code == 403
