"""I dag on a day with much: what is urgent stands first, the rest is gathered, and nothing is out of reach."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.life.turn import Turn
from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import House, house_in, served
from tests.admin.town import volunteer

KINDS = ("emergency", "new_volunteer", "new_volunteer", "feedback", "rang", "friend_left", "loop", "handover")
MANY, SCREEN = 40, 900


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[House, str, str]]:
    """A house with forty matters, where it is served, and the secret of someone who is in."""
    with tempfile.TemporaryDirectory() as folder, house_in(Path(folder)) as house:
        user = house.user(Role.COORDINATOR)
        people = [volunteer(house, f"Frivillig Nummer{n}", f"+47900003{n:02}") for n in range(MANY)]

        def much(turn: Turn) -> None:
            for n, who in enumerate(people):
                turn.tell(KINDS[n % len(KINDS)], "Hei", person=who, due=turn.now - timedelta(hours=n - 20))

        house.act(much)
        with served(house.panel) as address:
            yield house, address, house.secret(user)


def opened(browser: Browser, busy: tuple[House, str, str], *, scripts: bool = True) -> Page:
    _, address, secret = busy
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": SCREEN})
    context.add_cookies([{"name": "handslag", "value": secret, "url": address}])
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/i-dag")
    return page


def test_forty_matters_are_about_one_screen_and_danger_stands_first(
    browser: Browser, busy: tuple[House, str, str]
) -> None:
    page = opened(browser, busy)
    needs = page.locator("#needs")

    assert needs.evaluate("e => e.getBoundingClientRect().bottom") <= 1.1 * SCREEN
    assert "Trenger deg nå (40)" in needs.inner_text()
    assert all("Mulig fare" in each for each in needs.locator("> .needs h3").all_inner_texts())
    assert page.locator("#needs li.need").count() == MANY
    assert findings(page) == []
    page.context.close()


def test_what_one_has_opened_stays_open_when_the_page_fetches_itself(
    browser: Browser, busy: tuple[House, str, str]
) -> None:
    page = opened(browser, busy)
    page.locator("#group-nye summary").focus()
    page.keyboard.press("Enter")
    busy[0].act(lambda turn: turn.tell("sent_late"))
    page.clock.fast_forward(61_000)

    expect(page.locator("#needs")).to_contain_text("Trenger deg nå (41)")
    assert page.locator("#group-nye").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.closest('#group-nye') !== null")
    assert findings(page) == []
    page.context.close()


def test_without_scripts_all_of_it_can_be_reached(browser: Browser, busy: tuple[House, str, str]) -> None:
    page = opened(browser, busy, scripts=False)
    summary = page.locator("#group-nye summary")
    assert "over fristen" in summary.inner_text() and "Nye frivillige (10)" in summary.inner_text()

    summary.click()
    page.locator("#group-nye a.ds-button").first.click()

    assert "/frivillige/" in page.url
    page.context.close()
