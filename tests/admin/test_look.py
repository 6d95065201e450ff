"""Every page as a browser shows it: nothing for axe to find, nothing sticking out or too small."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.storage import accounts
from tests.admin.axe import findings
from tests.admin.house import PASSWORD, house_in, served
from tests.admin.pressed import pressed
from tests.admin.requirements import kept, outcome, tries
from tests.admin.walk import ANYONE, LOGGED_IN, WIDE, Walk, axe_walk, lived_in

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter(e => e.offsetParent && !e.matches(".ds-skip-link"))
  .map(e => [e, e.matches("[type=checkbox], [type=radio]") ? e.closest(".ds-field") ?? e : e])
  .filter(([e, box]) => { const r = box.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
  .map(([e]) => e.outerHTML.slice(0, 120))"""
WIDTH = "document.documentElement.scrollWidth"
AIRY = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
    p {margin-bottom: 2em !important}`);
  document.adoptedStyleSheets = [sheet];
}"""
"""As far apart as WCAG 1.4.12 says a reader may put letters, words and lines."""


@pytest.fixture(scope="module")
def shown() -> Iterator[Walk]:
    with lived_in() as walk:
        yield walk


def test_axe_finds_nothing_on_any_page_light_or_dark_narrow_or_wide(browser: Browser, shown: Walk) -> None:
    found, rules = axe_walk(browser, shown, WIDE, ("light", 390), ("dark", 1280), ("dark", 390))

    assert found == {}
    assert {"on": kept()["on"], **outcome(rules[WIDE])} == kept(), "python -m tests.admin.requirements writes it anew"


def test_axe_finds_nothing_on_what_one_only_comes_to_by_pressing(browser: Browser, shown: Walk) -> None:
    found = {where: against for where, against in pressed(browser, shown, WIDE, ("dark", 390)) if against}

    assert found == {}


@tries("Alle skjermbilder på 320 piksler, med dobbelt så stor tekst og med luft mellom bokstaver, ord og linjer.",
       "1.4.4", "1.4.10", "1.4.12")
def test_nothing_sticks_out_on_a_narrow_screen_or_in_large_or_airy_text(browser: Browser, shown: Walk) -> None:
    """And every target can be hit."""
    with shown.context(browser, "light", 320) as context:
        page = context.new_page()
        wide: list[str] = []
        small: dict[str, list[str]] = {}
        for path in (*LOGGED_IN, *ANYONE):
            opened(page, shown, path)
            if page.evaluate(WIDTH) > 320:
                wide.append(f"{path} at 320")
            if found := page.evaluate(SMALL_TARGETS):
                small[path] = found
            page.evaluate(AIRY)
            if page.evaluate(WIDTH) > 320:
                wide.append(f"{path} in airy text")
            page.set_viewport_size({"width": 1280, "height": 900})
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.evaluate(WIDTH) > 1280:
                wide.append(f"{path} in large text")
            page.set_viewport_size({"width": 320, "height": 900})

    assert wide == []
    assert small == {}


def test_nothing_on_any_page_breaks_the_content_policy(browser: Browser, shown: Walk) -> None:
    with shown.context(browser, "light", 1280) as context:
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in LOGGED_IN:
            opened(page, shown, path)

    assert said == []


def test_all_of_it_comes_from_here_and_a_first_visit_is_light(browser: Browser, shown: Walk) -> None:
    with shown.context(browser, "light", 1280) as context:
        page, weights = context.new_page(), {}
        page.on("requestfinished", lambda done: weights.update({done.url: done.sizes()["responseBodySize"]}))
        opened(page, shown, "/oppgaver")
        page.wait_for_load_state("networkidle")

    assert {url for url in weights if not url.startswith(shown.address)} == set()
    assert sum(weights.values()) <= 130_000


def test_a_page_that_is_opened_again_is_light(browser: Browser, shown: Walk) -> None:
    with shown.context(browser, "light", 1280) as context:
        answers = {path: context.request.get(path, headers={"Accept-Encoding": "gzip"}).headers for path in LOGGED_IN}

    assert {path for path, headers in answers.items() if headers.get("content-encoding") != "gzip"} == set()
    assert {path for path, headers in answers.items() if int(headers["content-length"]) > 6000} == set()


def test_the_first_administrator_begins_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    with house_in(tmp_path) as house, served(house.panel) as address, browser.new_context() as context:
        secret = house.do(lambda db: accounts.invite_first(db, house.at))
        page = context.new_page()
        page.goto(f"{address}/velkommen/{secret}")
        assert findings(page) == []
        type_into(page, "Ingrid Lie", "ingrid@eksempel.no", "kort")
        page.keyboard.press("Enter")
        page.wait_for_selector(".ds-error-summary")
        assert page.evaluate("document.activeElement.className") == "ds-error-summary"
        assert findings(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/kom-i-gang*", timeout=5000)
        assert findings(page) == []
        page.focus("main")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/i-dag*", timeout=5000)
        assert "Eksempelkommunen er klar" in page.inner_text("main")


def test_a_colleague_is_invited_and_comes_in_without_javascript(browser: Browser, shown: Walk) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{shown.address}/brukere")
        page.fill("[name=email]", "ingrid@eksempel.no")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.check("[value=coordinator]")
        page.click("text=Lag lenke")
        link = page.inner_text("#link")
        page.click("text=Logg ut")
        page.goto(shown.address + link.removeprefix(shown.house.parts.public_url))
        page.fill("[name=name]", "Odd Moe")
        page.fill("[name=email]", "odd@eksempel.no")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")

        assert "Odd Moe" in page.inner_text("header")


def opened(page: Page, shown: Walk, path: str) -> Page:
    page.goto(shown.address + path)
    return page


def type_into(page: Page, *fields: str) -> None:
    page.focus("[name=name]")
    for words in fields:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
