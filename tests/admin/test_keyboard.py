"""Every screen with the keyboard alone: all is reached, one always sees where one is, and nothing holds one fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.admin.keyboard import focused, walked
from tests.admin.requirements import tries
from tests.admin.walk import ANYONE, LOGGED_IN, Walk, lived_in, not_walked

SCREENS = tuple(path for path in LOGGED_IN if "?" not in path or path.startswith("/besoksvenner"))
CONTRAST = """() => {
  const part = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(n => part(n / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ring = light(getComputedStyle(document.activeElement).outlineColor);
  const under = light(getComputedStyle(document.body).backgroundColor);
  return (Math.max(ring, under) + .05) / (Math.min(ring, under) + .05);
}"""


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    with lived_in() as walk:
        yield walk


@pytest.fixture
def page(browser: Browser, walk: Walk) -> Iterator[Page]:
    with walk.context(browser, "light", 1280) as context:
        yield context.new_page()


def test_every_screen_is_walked_through() -> None:
    assert not_walked() == []


@tries("Tabulator gjennom hvert skjermbilde, fram, tilbake og ut igjen, og man ser hele tida hvor man er.",
       "2.1.1", "2.1.2", "2.4.3", "2.4.7", "3.2.1")
@pytest.mark.parametrize(("width", "paths"), [(390, SCREENS[1::3]), (1280, (*SCREENS, *ANYONE))])
def test_tab_reaches_all_of_every_screen_and_one_sees_where_one_is(
    page: Page, width: int, paths: tuple[str, ...]
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    wrong = {}
    for path in paths:
        page.goto(path)
        if said := walked(page):
            wrong[path] = said

    assert wrong == {}


@pytest.mark.parametrize("path", ["/i-dag", "/logg-inn"])
def test_tab_goes_through_what_stands_around_every_screen(page: Page, path: str) -> None:
    page.goto(path)

    assert walked(page, "body") == []


@tries("Det første tabulator kommer til, leder forbi menyen.", "2.4.1")
@pytest.mark.parametrize("path", ["/samtaler/1", "/logg-inn"])
def test_the_first_tab_offers_the_way_past_the_menu(page: Page, path: str) -> None:
    page.goto(path)
    page.keyboard.press("Tab")
    offered = focused(page)
    page.keyboard.press("Enter")
    arrived = focused(page)
    page.keyboard.press("Tab")

    assert (offered, arrived) == ("Hopp til innholdet", "innhold")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@tries("Ringen rundt det som har fokus, i lys og mørk utgave.", "1.4.11")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_around_what_has_the_focus_stands_out(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/i-dag")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    assert page.evaluate(CONTRAST) >= 3
