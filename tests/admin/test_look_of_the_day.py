"""The screens of a coordinator's day in a browser: empty, with something wrong, as one types, and by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import House, house_in, served
from tests.admin.town import recipient, volunteer

EMPTY = ("/i-dag", "/oppgaver", "/oppgaver?vis=ferdige", "/oppgaver/ny", "/samtaler", "/ringeliste")


def let_in(context: BrowserContext, house: House, address: str) -> Page:
    secret = house.secret(house.user(Role.COORDINATOR))
    context.add_cookies([{"name": "handslag", "value": secret, "url": address}])
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_there_is_nothing(browser: Browser, tmp_path: Path, scheme: str) -> None:
    with house_in(tmp_path) as house, served(house.panel) as address, browser.new_context() as context:
        page, found = let_in(context, house, address), {}
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in EMPTY:
            page.goto(address + path)
            found[path] = findings(page)

    assert {path: said for path, said in found.items() if said} == {}


def test_axe_finds_nothing_when_something_is_wrong_and_the_summary_has_the_focus(
    browser: Browser, tmp_path: Path
) -> None:
    with house_in(tmp_path) as house, served(house.panel) as address, browser.new_context() as context:
        page = let_in(context, house, address)
        page.goto(f"{address}/oppgaver/ny")
        page.click("text=Legg ut")
        page.wait_for_selector(".ds-error-summary")

        assert findings(page) == []
        assert page.evaluate("document.activeElement.className") == "ds-error-summary"


def test_the_message_is_seen_while_one_types_and_what_is_typed_stays(browser: Browser, tmp_path: Path) -> None:
    with house_in(tmp_path) as house, served(house.panel) as address, browser.new_context() as context:
        page = let_in(context, house, address)
        volunteer(house)
        recipient(house)
        page.goto(f"{address}/oppgaver/ny")
        page.select_option("[name=recipient]", label="Astrid Moe, Hamar")
        page.select_option("[name=kind]", label="Handle")
        page.type("[name=when]", "torsdag kl. 12")

        seen = page.locator("#seen")
        expect(seen).to_contain_text("Hei Kari! Kan du handle for Astrid torsdag 26. november kl. 12.00")
        expect(seen).to_contain_text("Passer for 1 frivillig")
        assert page.input_value("[name=when]") == "torsdag kl. 12"
        assert findings(page) == []


def test_an_errand_is_posted_by_keyboard_with_two_choices_and_one_field(browser: Browser, tmp_path: Path) -> None:
    with house_in(tmp_path) as house, served(house.panel) as address, browser.new_context() as context:
        page = let_in(context, house, address)
        recipient(house)
        page.goto(f"{address}/oppgaver/ny")
        page.focus("[name=recipient]")
        for typed in ("Astrid", "Tab", "Handle", "Tab", "torsdag kl. 12", "Enter"):
            page.keyboard.press(typed) if typed in {"Tab", "Enter"} else page.keyboard.type(typed)
        page.wait_for_url("**/oppgaver/1")

        assert "Oppgaven er lagt ut" in page.inner_text("main")


def test_without_javascript_an_errand_is_posted_given_away_and_called_off(browser: Browser, tmp_path: Path) -> None:
    plain = browser.new_context(java_script_enabled=False)
    with house_in(tmp_path) as house, served(house.panel) as address, plain as context:
        page = let_in(context, house, address)
        volunteer(house, kind="walk")
        recipient(house)
        page.goto(f"{address}/oppgaver/ny")
        page.select_option("[name=recipient]", label="Astrid Moe, Hamar")
        page.select_option("[name=kind]", label="Handle")
        page.fill("[name=when]", "torsdag kl. 12")
        page.click("text=Legg ut")
        page.check("[name=volunteer]")
        page.click("button:has-text('Gi til')")
        given = page.inner_text("main")
        page.click("summary:has-text('Avlys')")
        page.click("text=Ja, avlys")

        assert "Kari Vik" in given and "Oppgaven er gitt bort" in given
        assert "Oppgaven er avlyst" in page.inner_text("main")
