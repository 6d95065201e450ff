"""What a coordinator does in a day, by keyboard: asked first, chosen, answered, and never sent back to the top."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot import desk
from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House, house_in, served
from tests.admin.keyboard import focused, tab_to
from tests.admin.requirements import tries
from tests.admin.town import posted, recipient, volunteer, writes

KARI, ASTRID = PersonId(1), PersonId(2)
FORMS = (
    ("/frivillige/ny", "name", ""), ("/frivillige/liste", "list", ""), ("/frivillige/1", "talk", "en gang"),
    ("/frivillige/1", "until", "i fjor"), ("/frivillige/1/endre", "name", ""), ("/innbyggere/ny", "name", ""),
    ("/innbyggere/2/endre", "area", ""), ("/oppgaver/ny", "when", ""), ("/oppgaver/1/endre", "when", "snart"),
    ("/oppsett", "coordinator", ""), ("/konto", "old_password", ""),
)  # fmt: skip
"""Where each form is, and what may not stand in one of its fields."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Kari is ready, and has been asked to shop for Astrid."""
    with house_in(tmp_path) as house:
        house.user(Role.MANAGER)
        volunteer(house)
        recipient(house)
        posted(house, ASTRID)
        yield house


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    user = house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe")
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        context.set_default_timeout(5000)
        yield context.new_page()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def slowly(route: Route) -> None:
    time.sleep(0.2)
    route.continue_()


@tries("Det som mangler i et skjema, sies og får fokus.", "3.3.1", "3.3.3")
def test_enter_in_a_form_that_lacks_something_leads_to_what_is_wrong(page: Page) -> None:
    wrong = {}
    for path, field, typed in FORMS:
        page.goto(path)
        page.fill(f"main [name={field}]", typed)
        page.focus(f"main [name={field}]")
        press(page, "Tab") if field == "list" else None
        with page.expect_navigation():
            press(page, "Enter")
        came_to = page.wait_for_function("document.activeElement.className").json_value()
        press(page, "Tab", "Enter")
        if came_to != "ds-error-summary" or not focused(page).startswith("f-"):
            wrong[path, field] = f"{came_to}, {focused(page)}"

    assert wrong == {}


@tries("Det som ikke kan gjøres om, spørres det om først.", "3.3.4")
@pytest.mark.parametrize(
    ("path", "asks", "does"),
    [
        ("/oppgaver/1", "Avlys oppgaven", "Ja, avlys"),
        ("/innbyggere/2", "Stans alt om Astrid", "Ja, stans alt"),
        ("/brukere", "Steng", "Ja, steng"),
    ],
)
def test_what_is_asked_first_opens_leads_on_and_closes_with_escape(page: Page, path: str, asks: str, does: str) -> None:
    page.goto(path)
    tab_to(page, asks)
    press(page, "Enter", "Tab")
    inside = focused(page)
    press(page, "Escape")

    assert (inside, focused(page)) == (does, asks)
    expect(page.locator("main details[open]")).to_have_count(0)
    press(page, "Space")
    expect(page.locator("main details[open]")).to_have_count(1)


def test_arrows_choose_and_scroll(page: Page, house: House) -> None:
    for n in range(12):
        writes(house, KARI, f"Melding {n}.")
    page.goto("/brukere")
    page.focus("[name=role]")
    press(page, "ArrowDown", "ArrowDown")
    chosen = page.evaluate("document.querySelector('[name=role]:checked').value")
    page.goto("/samtaler/1")
    newest = page.locator("#said .bubble").last.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
    page.focus("#said")
    press(page, "PageUp")
    expect(page.locator("#said")).not_to_have_js_property("scrollTop", 0)

    assert (chosen, newest) == ("manager", True)


@tries("En samtale tas over, besvares og gis tilbake med tastatur alene.", "2.1.1")
def test_a_talk_is_taken_over_answered_and_handed_back(page: Page, house: House) -> None:
    writes(house, KARI, "kan noen ringe meg")
    page.goto("/i-dag")
    for words in ("Åpne samtalen", "Ta over samtalen"):
        tab_to(page, words)
        with page.expect_navigation():
            press(page, "Enter")
    page.keyboard.type("Hei Kari! Jeg ringer deg.")
    with page.expect_navigation():
        press(page, "Tab", "Enter")
    expect(page.locator("#said")).to_contain_text("Jeg ringer deg.")
    again = focused(page)
    tab_to(page, "Gi tilbake til roboten", "Shift+Tab")
    with page.expect_navigation():
        press(page, "Enter")

    assert again == "f-text"
    assert "Roboten har samtalen igjen" in page.inner_text("main")


def test_one_line_after_the_other_is_seen_to_without_starting_from_the_top(page: Page, house: House) -> None:
    for words in ("kan noen ringe meg", "jeg har falt"):
        writes(house, KARI, words)
    page.goto("/i-dag")
    tab_to(page, "Sett")
    with page.expect_navigation():
        press(page, "Enter")

    assert focused(page) == "needs"
    assert "Tatt av lista." in page.inner_text("main")


def test_on_a_telephone_one_writes_on_while_the_answer_is_on_its_way(page: Page, house: House) -> None:
    page.goto("/prov")
    page.route("**/prov/p1", slowly)
    page.focus("#f-say-p1")
    page.keyboard.type("hvem er du")
    press(page, "Enter")
    page.keyboard.type("hva har jeg sagt ja til")
    press(page, "Enter")
    page.keyboard.type("j")
    talk = page.locator("#talk-p1 .theirs")

    expect(talk).to_have_count(2)
    expect(page.locator("#f-say-p1")).to_have_value("j")
    assert focused(page) == "f-say-p1"


def test_when_the_answer_that_was_pressed_is_gone_one_is_still_at_the_telephone(page: Page) -> None:
    page.goto("/prov")
    page.focus(".chips button:last-of-type")
    press(page, "Enter")
    expect(page.locator("#talk-p1 .theirs")).to_have_count(1)

    assert page.evaluate("document.activeElement.closest('#phone-p1') !== null")


@tries("Det som oppdaterer seg selv, flytter ikke fokus.", "2.2.2", "3.2.2")
def test_when_a_line_goes_away_by_itself_one_is_still_in_the_list(page: Page, house: House) -> None:
    concern = house.act(lambda turn: turn.tell("concern", person=KARI))
    page.clock.install()
    page.goto("/i-dag")
    tab_to(page, "Ferdig")
    house.act(lambda turn: desk.see_to(turn, concern))
    page.clock.fast_forward(16_000)
    expect(page.locator("#needs")).to_contain_text("Alt er i orden")

    assert focused(page) == "needs"


def test_what_is_typed_stays_with_the_focus_when_the_message_beside_it_is_shown(page: Page) -> None:
    page.goto("/oppgaver/ny")
    page.select_option("[name=recipient]", index=1)
    page.select_option("[name=kind]", "shopping")
    page.focus("[name=when]")
    page.keyboard.type("fredag kl. 12")
    expect(page.locator("#seen .bubble")).to_contain_text("fredag 27. november kl. 12.00")

    assert focused(page) == "f-when"
    assert page.input_value("[name=when]") == "fredag kl. 12"
