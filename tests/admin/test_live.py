"""What changes is on every open page at once; one tab alone listens, and hears of topics and of nobody."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from admin.screens.live import SECONDS_BETWEEN_SIGNS
from bot import desk
from bot.model import PersonId
from bot.storage import accounts
from bot.storage.accounts import Role, User
from bot.storage.changes import TOPICS
from tests.admin.house import House, done, house_in, make_municipality, served
from tests.admin.town import recipient, volunteer, writes

KARI = PersonId(1)
TABS, TRIES = 10, 3
AT_ONCE = 2000
"""Milliseconds, where nothing else is going on."""
SOON = 10_000
"""However busy the machine is."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Kari is ready to be asked, and Astrid may be helped."""
    with house_in(tmp_path) as house:
        house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe")
        volunteer(house)
        recipient(house)
        yield house


@pytest.fixture
def user(house: House) -> User:
    return house.user(Role.COORDINATOR)


@pytest.fixture
def context(browser: Browser, house: House, user: User) -> Iterator[BrowserContext]:
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        context.set_default_timeout(10_000)
        yield context


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def listening(page: Page) -> None:
    """Until the browser has its stream, and the first look has been taken."""
    page.wait_for_timeout(1200)


def test_ten_tabs_show_it_within_two_seconds_and_one_of_them_listens(context: BrowserContext, house: House) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/nytt" in request.url else None)
    tabs = [opened(context, "/i-dag") for _ in range(TABS)]
    listening(tabs[0])

    took = []
    for who in range(TRIES):
        name = f"Kari Vik{'e' * who}n"
        house.act(lambda turn: turn.tell("wants_more", person=desk.add_person(turn, name, "")))  # noqa: B023
        begun = time.monotonic()
        for tab in tabs:
            expect(tab.locator("#needs")).to_contain_text(name, timeout=SOON)
        took.append(time.monotonic() - begun)

    assert min(took) <= AT_ONCE / 1000
    assert len(asked) == 1


def test_what_is_typed_and_where_one_stands_are_as_they_were(context: BrowserContext, house: House) -> None:
    writes(house, KARI, "hei")
    page = opened(context, f"/samtaler/{KARI}")
    page.get_by_role("button", name="Ta over samtalen").click()
    field = page.get_by_label("Svar til Kari")
    field.fill("Jeg ringer")
    field.press("End")
    listening(page)

    writes(house, KARI, "Er du der?")

    expect(page.locator("#said")).to_contain_text("Er du der?", timeout=SOON)
    page.keyboard.type(" deg")
    expect(field).to_have_value("Jeg ringer deg")


def test_the_volunteers_are_shown_anew_while_one_searches(context: BrowserContext, house: House) -> None:
    """Those who have a page of their own below the fold, so that it can be scrolled."""
    for n in range(20):
        house.act(lambda turn: desk.enrol(turn, house.system.runner, f"Ola Nr{n}", f"+479000020{n:02}", ask=False))  # noqa: B023
    page = opened(context, "/frivillige")
    field = page.get_by_label("Søk i navn")
    field.click()
    page.keyboard.type("ola")
    page.mouse.wheel(0, 400)
    listening(page)
    before = page.evaluate("scrollY")

    took = []
    for name in ("Kari Vike", "Kari Viken", "Kari Viker"):
        house.act(lambda turn: desk.change_volunteer(turn, KARI, name, "+4790000101", place="Hamar"))  # noqa: B023
        begun = time.monotonic()
        expect(page.locator("#rows")).to_contain_text(name, timeout=SOON)
        took.append(time.monotonic() - begun)
    after = page.evaluate("scrollY")
    page.keyboard.type(" nr")

    assert min(took) <= AT_ONCE / 1000 and after == before > 0
    expect(field).to_have_value("ola nr")
    expect(field).to_be_focused()
    house.act(lambda turn: desk.pause(turn, KARI, None))
    expect(page.locator("#tabs")).to_contain_text("Pause 1", timeout=SOON)


def test_the_talks_and_the_counts_in_the_menu_are_shown_anew(context: BrowserContext, house: House) -> None:
    page, elsewhere = opened(context, "/samtaler?vis=alle"), opened(context, "/rapporter")
    elsewhere.get_by_text("Mer").first.click()
    link = elsewhere.get_by_role("link", name="Tekster")
    shut = not link.is_visible()
    elsewhere.get_by_text("Mer").first.focus()
    listening(page)

    begun = time.monotonic()
    writes(house, KARI, "kan noen ringe meg")
    took = []
    for seen, words in ((page.locator("#people"), "Kari Vik"), (page.locator("#tabs"), "Hos dere 1"),
                        (elsewhere.locator("#meny a[href='/samtaler']"), "1 venter")):  # fmt: skip
        expect(seen).to_contain_text(words, timeout=SOON)
        took.append(time.monotonic() - begun)

    assert min(took) <= AT_ONCE / 1000
    assert link.is_visible() != shut
    expect(elsewhere.get_by_text("Mer").first).to_be_focused()
    assert elsewhere.locator("#meny a[href='/rapporter']").first.get_attribute("aria-current") == "page"


def test_when_the_tab_that_listens_is_closed_another_goes_on_from_there(context: BrowserContext, house: House) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/nytt" in request.url else None)
    first, second = opened(context, "/i-dag"), opened(context, "/i-dag")
    listening(first)
    house.act(lambda turn: turn.tell("held"))
    expect(second.locator("#needs")).to_contain_text("Ingenting sendes nå", timeout=SOON)

    first.close()
    writes(house, KARI, "jeg har falt og kommer meg ikke opp")

    expect(second.locator("#needs")).to_contain_text("Kari Vik", timeout=SOON)
    assert len(asked) == 2 and re.search(r"etter=\d+$", asked[1])


@contextmanager
def stream(address: str, secret: str, after: str = "") -> Iterator[http.client.HTTPResponse]:
    """What a browser that listens is told."""
    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    line.request("GET", f"/nytt{after}", headers={"Accept": "text/event-stream", "Cookie": f"handslag={secret}"})
    yield line.getresponse()
    line.close()


def told(answer: http.client.HTTPResponse) -> dict[str, str]:
    """The next event."""
    lines = list(iter(lambda: answer.readline().decode().strip(), ""))
    found = dict(line.split(": ", 1) for line in lines)
    return found if "event" in found else told(answer) if lines else {}


def test_the_stream_tells_of_topics_and_of_nobody(house: House, user: User) -> None:
    with served(house.panel) as address, stream(address, house.secret(user)) as answer:
        begins = told(answer)
        writes(house, KARI, "jeg har falt")
        heard = [told(answer)]
        house.act(lambda turn: desk.pause(turn, KARI, None))
        heard.append(told(answer))

    assert begins["event"] == "here"
    assert {word for one in heard for word in one["data"].split()} <= set(TOPICS.values())
    assert all(one.keys() == {"event", "id", "data"} and one["id"].isdecimal() for one in heard)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]


def test_who_asks_where_they_left_off_hears_what_they_missed_and_no_more(house: House, user: User) -> None:
    with served(house.panel) as address:
        secret = house.secret(user)
        with stream(address, secret) as answer:
            last = told(answer)["id"]
        house.act(lambda turn: turn.tell("held"))
        with stream(address, secret, f"?etter={last}") as answer:
            missed = told(answer)

    assert (missed["event"], missed["data"]) == ("changed", "errands matters")


def test_what_happens_in_another_municipality_is_not_heard(house: House, user: User) -> None:
    there = house.do(lambda db: make_municipality(db, "Nabo kommune"))
    with served(house.panel) as address, stream(address, house.secret(user)) as answer:
        told(answer)
        done(house.system.act(there, lambda turn: turn.tell("held")))
        house.act(lambda turn: desk.pause(turn, KARI, None))

        assert "matters" not in told(answer)["data"]


@pytest.mark.parametrize("ends", ["logged out", "closed", "too long ago"])
def test_the_stream_ends_with_the_login(house: House, user: User, ends: str) -> None:
    secret = house.secret(user)
    with served(house.panel) as address, stream(address, secret) as answer:
        told(answer)
        if ends == "too long ago":
            house.at += timedelta(hours=1)
        elif ends == "closed":
            house.do(lambda db: accounts.close_user(db, user.id, user.municipality, house.at))
        else:
            login = house.do(lambda db: accounts.login_by(db, secret, house.at))
            assert login is not None
            house.do(lambda db: accounts.close_login(db, user.id, login.look_up))
        house.act(lambda turn: turn.tell("held"))

        assert told(answer) == {}
        with stream(address, secret) as again:
            assert again.status == 401


def test_to_listen_is_no_use_of_a_login(house: House, user: User) -> None:
    secret = house.secret(user)
    with served(house.panel) as address:
        house.at += timedelta(minutes=20)
        with stream(address, secret) as answer:
            told(answer)
        house.at += timedelta(minutes=20)
        with stream(address, secret) as answer:
            assert answer.status == 401


def test_an_open_stream_does_not_keep_anyone_from_stopping(house: House, user: User) -> None:
    with served(house.panel) as address, stream(address, house.secret(user)) as answer:
        told(answer)
        begun = time.monotonic()
        house.panel.state.live.close()

        assert told(answer) == {} and time.monotonic() - begun < SECONDS_BETWEEN_SIGNS / 2
