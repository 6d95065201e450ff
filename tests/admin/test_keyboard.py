"""Every screen with the keyboard alone: all is reached, one always sees where one is, and nothing holds one fast."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from admin import all_routes
from bot.storage import accounts
from bot.storage.accounts import Role
from tests.admin.house import House, house_in, served
from tests.admin.keyboard import focused, walked
from tests.admin.neighbours import PAGES, move_in
from tests.admin.town import DAY_PAGES, spend_a_day

OUTSIDE = ("/logg-inn", "/tilgjengelighet", "/finnes-ikke", "/hjelp", "/hjelp/1", "/tilbud/for/1")
SCREENS = (
    "/konto", "/bekreft", "/brukere", "/utsending", "/laer-roboten", "/logg",
    "/besoksvenner/ny?frivillig=1", "/frivillige/1/timer",
    *(path for path in (*PAGES, *DAY_PAGES) if "?" not in path),
)  # fmt: skip
ELSEWHERE = {"static", "home", "begin", "welcome", "login.code", "account.codes", "login.oidc", "login.oidc.back",
             "account.oidc", "confirm.oidc"}  # fmt: skip
"""Not walked through here: what shows no page, and what is met on the way in."""
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
def town() -> Iterator[tuple[House, str]]:
    """A panel with something on every page, and its address."""
    with tempfile.TemporaryDirectory() as folder, house_in(Path(folder)) as house:
        user = house.user(Role.MANAGER)
        move_in(house)
        spend_a_day(house, user.id)
        house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
        house.do(lambda db: accounts.invite(db, Role.READER, house.at + accounts.INVITATION_LASTS, user.municipality))
        with served(house.panel) as address:
            yield house, address


@pytest.fixture
def page(browser: Browser, town: tuple[House, str]) -> Iterator[Page]:
    house, address = town
    user = house.do(lambda db: accounts.user_by_email(db, "ingrid@eksempel.no"))
    assert user is not None
    with browser.new_context(base_url=address, reduced_motion="reduce") as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user[0]), "url": address}])
        yield context.new_page()


def test_every_screen_is_walked_through_here() -> None:
    routes = [route for route in all_routes() if "GET" in (route.methods or ()) and route.name not in ELSEWHERE]

    walked = [path.partition("?")[0] for path in (*SCREENS, *OUTSIDE)]
    assert [route.path for route in routes if not any(map(route.path_regex.match, walked))] == []


@pytest.mark.parametrize(("width", "paths"), [(390, SCREENS[1::3]), (1280, (*SCREENS, *OUTSIDE))])
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_around_what_has_the_focus_stands_out(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/i-dag")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    assert page.evaluate(CONTRAST) >= 3
