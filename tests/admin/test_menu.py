"""The menu on a telephone: thin, opened and shut with the keyboard, and as good without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.admin.axe import findings
from tests.admin.walk import Walk, lived_in

HIGHEST = 120
"""So much of the screen may stand above what a page is about."""
ABOVE = "document.querySelector('main').getBoundingClientRect().top"


@pytest.fixture(scope="module")
def shown() -> Iterator[Walk]:
    with lived_in() as walk:
        yield walk


def test_the_menu_of_a_telephone_leaves_the_page_to_what_it_is_about(browser: Browser, shown: Walk) -> None:
    with shown.context(browser, "light", 390) as context:
        page, above = context.new_page(), {}
        for path in ("/i-dag", "/oppgaver", "/frivillige", "/samtaler/1", "/rapporter", "/konto"):
            page.goto(path)
            above[path] = page.evaluate(ABOVE)

    assert {path: height for path, height in above.items() if height > HIGHEST} == {}


def test_the_rest_of_it_is_opened_and_shut_with_the_keyboard(browser: Browser, shown: Walk) -> None:
    with shown.context(browser, "light", 390) as context:
        page = context.new_page()
        page.goto("/rapporter")
        more, last = page.locator(".menu .thin summary"), page.locator(".menu .thin").get_by_role("link", name="Logg")
        expect(last).to_be_hidden()
        more.focus()
        page.keyboard.press("Enter")
        expect(last).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(last).to_be_hidden()
        expect(more).to_be_focused()


def test_without_scripts_the_menu_opens_and_leads_on(browser: Browser, shown: Walk) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    with plain as context:
        context.add_cookies([{"name": "handslag", "value": shown.secret, "url": shown.address}])
        page = context.new_page()
        page.goto(f"{shown.address}/i-dag")
        page.locator(".menu .thin summary").click()
        page.locator(".menu .thin").get_by_role("link", name="Påminnelser").click()

        assert page.url.endswith("/paminnelser")
        assert page.locator(".menu .thin details").get_attribute("open") is None
