"""One key each for what is done all day: where they act, where they do not, and how they are switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import House, house_in, served
from tests.admin.requirements import tries
from tests.admin.town import passes, posted, recipient, volunteer, words_on, writes

KARI, ASTRID = PersonId(1), PersonId(2)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Kari is in need and wants to be rung, and two errands for Astrid are open; and the secret of who is logged in."""
    folder: Path = tmp_path_factory.mktemp("keys")
    with house_in(folder) as house:
        user = house.user(Role.COORDINATOR)
        volunteer(house)
        recipient(house)
        posted(house, ASTRID)
        posted(house, ASTRID, kind="walk")
        for words in ("jeg har falt og kommer meg ikke opp", "kan noen ringe meg"):
            writes(house, KARI, words)
        passes(house, minutes=1)
        with served(house.panel) as address:
            yield address, house.secret(user)


@pytest.fixture
def page(browser: Browser, address: tuple[str, str]) -> Iterator[Page]:
    where, secret = address
    with browser.new_context(base_url=where) as context:
        context.add_cookies([{"name": "handslag", "value": secret, "url": where}])
        context.set_default_timeout(5000)
        yield context.new_page()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def row(page: Page) -> str:
    """The words of the row one stands in."""
    return str(page.evaluate("document.activeElement.closest('tr, .need, li, summary')?.innerText ?? ''"))


def test_j_and_k_go_from_row_to_row_and_enter_opens_it(page: Page) -> None:
    page.goto("/oppgaver")

    press(page, "j")
    first = row(page)
    press(page, "j")
    second = row(page)
    press(page, "j", "k")
    again = row(page)
    press(page, "Enter")

    assert first and second and first != second and again == first
    expect(page).to_have_url(re.compile(r"/oppgaver/\d+$"))


def test_slash_searches_and_n_begins_a_new_errand(page: Page) -> None:
    page.goto("/frivillige")
    press(page, "/")
    page.keyboard.type("n/j?x")
    expect(page.get_by_role("searchbox")).to_have_value("n/j?x")
    expect(page).to_have_url(re.compile("/frivillige$"))

    page.goto("/i-dag")
    press(page, "n")
    expect(page.get_by_role("heading", name="Ny oppgave", level=1)).to_be_visible()


def test_e_is_ferdig_for_the_row_one_stands_in_and_for_no_other(page: Page) -> None:
    page.goto("/i-dag")
    press(page, "e")
    expect(page.locator(".need").first).to_contain_text("Kari Vik")

    press(page, "j")
    heading = page.locator(".need h3").first.inner_text()
    press(page, "e")

    expect(page.locator(".undo")).to_contain_text(f"Du tok av lista: {heading}")


@tries("Hurtigtaster på én tast virker ikke i felter, og kan slås av.", "2.1.4")
def test_they_are_switched_off_in_the_list_and_on_again_on_their_page(page: Page) -> None:
    page.goto("/i-dag")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Hurtigtaster")
    expect(dialog).to_contain_text("Ny oppgave")
    press(page, "n")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Bruk hurtigtaster").uncheck()
    press(page, "Escape")
    expect(dialog).to_be_hidden()

    press(page, "?", "n")
    expect(dialog).to_be_hidden()
    page.goto("/hurtigtaster")
    press(page, "n")
    page.locator("main").get_by_label("Bruk hurtigtaster").check()
    expect(page).to_have_url(re.compile("/hurtigtaster$"))
    page.locator("h1").click()
    press(page, "n")

    expect(page).to_have_url(re.compile("/oppgaver/ny#"))
    expect(page.get_by_label("Hvem skal få hjelp?")).to_be_focused()


def test_with_another_key_held_they_are_the_browsers_own(page: Page) -> None:
    page.goto("/i-dag")
    press(page, "Alt+n", "Control+j", "Control+e")

    expect(page).to_have_url(re.compile("/i-dag$"))
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_the_list(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto("/i-dag")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(400)

    assert findings(page) == []


@pytest.mark.parametrize("role", Role)
def test_anyone_who_works_here_reads_what_the_keys_do(house: House, client: TestClient, role: Role) -> None:
    house.let_in(client, house.user(role))

    page = words_on(client.get("/hurtigtaster").text)

    assert "j Neste rad k Forrige rad" in page and "Alt kan gjøres uten disse tastene" in page
    assert 'href="/hurtigtaster"' in client.get("/konto").text
