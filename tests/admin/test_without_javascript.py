"""Whole journeys in a browser that runs no script: every one of them goes by links, fields and buttons alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import PASSWORD, House, house_in, served
from tests.admin.town import passes, recipient, sms_to, volunteer, writes

KARI, ASTRID = PersonId(1), PersonId(2)


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[House, str]]:
    with tempfile.TemporaryDirectory() as folder, house_in(Path(folder)) as house:
        house.user(Role.MANAGER)
        volunteer(house, kind="walk")
        recipient(house)
        with served(house.panel) as address:
            yield house, address


@pytest.fixture(scope="module")
def page(browser: Browser, town: tuple[House, str]) -> Iterator[Page]:
    """Someone who has logged in by the form."""
    with browser.new_context(base_url=town[1], java_script_enabled=False) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto("/samtaler")
        page.fill("[name=email]", "ingrid@eksempel.no")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Logg inn").click()
        yield page


@pytest.fixture
def house(town: tuple[House, str]) -> House:
    return town[0]


def main(page: Page) -> str:
    return page.inner_text("main")


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_one_comes_in_where_one_was_going(page: Page) -> None:
    assert page.url.endswith("/samtaler")
    expect(page.locator("header")).to_contain_text("Ingrid Lie")


def test_an_errand_is_posted_and_taken_back(page: Page, house: House) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    page.goto("/oppgaver/ny")
    page.select_option("[name=recipient]", str(ASTRID))
    page.select_option("[name=kind]", "walk")
    page.fill("[name=when]", "torsdag kl. 12")
    press(page, "Nei, legg ut")
    posted = main(page)
    press(page, "Angre")
    taken_back = main(page)
    passes(house, minutes=2)

    assert "Oppgaven er lagt ut" in posted and "Du kan angre i 30 sekunder" in posted
    assert "Angret. Ingenting er sendt." in taken_back
    assert sms_to(house, KARI) == []


def test_a_talk_is_taken_over_answered_and_handed_back(page: Page, house: House) -> None:
    writes(house, KARI, "kan noen ringe meg")
    page.goto(f"/samtaler/{KARI}")
    press(page, "Ta over samtalen")
    page.fill("[name=text]", "Hei Kari! Jeg ringer deg.")
    press(page, "Send")
    passes(house, minutes=2)
    answered = sms_to(house, KARI)[-1]
    press(page, "Gi tilbake til roboten")

    assert answered == "Hei Kari! Jeg ringer deg."
    assert "Roboten har samtalen igjen" in main(page)


def test_a_text_is_looked_at_and_saved(page: Page) -> None:
    page.goto("/tekster/nb/kind.shopping")
    page.fill("[name=text]", "kjøpe mat til {name}")
    press(page, "Se hvordan den blir")
    looked = main(page)
    page.goto("/tekster/nb/kind.shopping")
    page.fill("[name=text]", "kjøpe mat til {name}")
    press(page, "Lagre")
    page.goto("/tekster?endret=1")

    assert "kjøpe mat til" in looked
    assert "kjøpe mat til {name}" in main(page)


def test_a_list_is_brought_in_from_a_file(page: Page, house: House) -> None:
    page.goto("/regneark")
    data = "Navn;Telefon;Postnummer og sted;Liker\nPer Holen;90000102;2317;Tur\nSiv Nes;12;2317;Tur\n"
    form = page.locator("form[action='/regneark/frivillige']")
    form.locator("[type=file]").set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": data.encode()})
    form.locator("[type=submit]").click()
    seen = main(page)
    press(page, "Legg inn 1")

    expect(page.locator("#job")).to_contain_text("1 av 1 rader")
    page.goto("/frivillige?q=Holen")
    assert "Ingenting er lagret ennå." in seen and "Skriv telefonnummeret med åtte sifre." in seen
    assert "Per Holen" in main(page)


def test_someone_is_found_and_erased_with_a_receipt(page: Page, house: House) -> None:
    page.goto("/innsyn")
    page.fill("main [name=q]", "90000201")
    press(page, "Søk")
    page.get_by_role("link", name="Slett Astrid Moe").click()
    page.check("[value=nothing]")
    page.locator("main form button").last.click()

    assert "Kvittering for sletting" in main(page)
    assert house.act(lambda turn: turn.store.erased(ASTRID))
