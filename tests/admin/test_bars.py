"""What the panel promises in numbers: few clicks to post, and not a word from the robot once a talk is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Match
from starlette.testclient import TestClient

from admin import all_routes
from admin.roles import EVERYONE, MAY
from bot import desk
from bot.channels import Incoming
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.storage.accounts import Role
from bot.storage.post import MessageState
from tests.admin.crawling import Reader, pages
from tests.admin.house import House, done, served
from tests.admin.town import passes, posted, recipient, sms_to, volunteer, writes
from tests.admin.walk import LOGGED_IN, after_a_day

WORDS = ("hva har jeg sagt ja til", "hvem er du", "når er det?")
DANGER = "jeg har falt og kommer meg ikke opp"


@dataclass
class Hand:
    """A coordinator's hand, counted."""

    page: Page
    clicks: int = 0
    typed: int = 0

    def click(self, words: str) -> None:
        self.page.locator("main").get_by_role("link", name=words, exact=True).click()
        self.clicks += 1

    def choose(self, name: str, words: str) -> None:
        self.page.select_option(f"[name={name}]", label=words)
        self.clicks += 1

    def type(self, name: str, words: str) -> None:
        self.page.fill(f"[name={name}]", words)
        self.page.press(f"[name={name}]", "Enter")
        self.typed += 1


def test_an_errand_is_posted_from_the_first_page_with_three_clicks_and_one_field(
    browser: Browser, house: House
) -> None:
    user = house.user(Role.COORDINATOR)
    volunteer(house)
    recipient(house)
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        hand = Hand(context.new_page())
        hand.page.goto("/i-dag")
        hand.click("Ny oppgave")
        hand.choose("recipient", "Astrid Moe, Hamar")
        hand.choose("kind", "Handle")
        hand.type("when", "torsdag kl. 12")
        hand.page.wait_for_url("**/oppgaver/1")

    assert (hand.clicks, hand.typed) == (3, 1)


@pytest.mark.parametrize("seed", range(3))
def test_no_word_from_the_robot_leaves_after_a_talk_is_taken_however_many_turns_race(house: House, seed: int) -> None:
    ingrid = house.user(Role.COORDINATOR)
    chance, kari = Random(seed), volunteer(house)
    posted(house, recipient(house))
    had_left: set[int] = set()

    def take(turn: Turn) -> None:
        desk.take_over(turn, kari, ingrid.id)
        had_left.update(one.id for one in turn.store.messages_to(kari) if one.state is not MessageState.QUEUED)

    async def hear(n: int, text: str) -> None:
        house.at += timedelta(seconds=6)  # faster than that are robots, whom nobody answers
        await house.system.receive(Incoming("sms", f"r-{n}", "+4790000101", text), MunicipalityId(1))

    async def taken() -> None:
        house.at += timedelta(seconds=1)
        await house.system.act(MunicipalityId(1), take)

    async def race() -> None:
        texts = [chance.choice(WORDS) for _ in range(99)]
        turns: list[Coroutine[Any, Any, Any]] = [hear(n, text) for n, text in enumerate([*texts, DANGER])]
        turns.insert(chance.randrange(2, 8), taken())
        for n in range(0, 100, 9):
            turns.insert(n, house.system.tick())
        await asyncio.gather(*turns)

    done(race())
    passes(house, minutes=30)

    sent = house.act(lambda turn: turn.store.messages_to(kari))
    after = [one for one in sent if one.id not in had_left and one.handed_over is not None]
    assert had_left
    assert ["113" in one.text for one in after] == [True]


@pytest.fixture(scope="module")
def walked() -> Iterator[House]:
    """A house with people in it who have had a day."""
    with after_a_day() as (house, _):
        yield house


@pytest.mark.parametrize("role", [Role.READER, Role.OPERATOR])
def test_who_may_not_see_people_meets_no_name_wherever_they_go(walked: House, role: Role) -> None:
    client = TestClient(walked.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    walked.let_in(client, walked.user(role, f"{role}@eksempel.no", "En Ansatt"))
    names = ("Kari", "Holen", "Turid", "Astrid", "Olga", "900 00 10", "+47900001", "falt og kommer")

    seen = {at: [name for name in names if name in text] for at, text, _ in pages(client)}

    assert len(seen) > 4
    assert {at: found for at, found in seen.items() if found} == {}


@pytest.mark.parametrize("role", [Role.READER, Role.COORDINATOR, Role.OPERATOR])
def test_no_page_offers_what_its_reader_may_not_do(walked: House, role: Role) -> None:
    client = TestClient(walked.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    walked.let_in(client, walked.user(role, f"{role}-to@eksempel.no", "En Ansatt"))

    offered = {
        (at, name)
        for at in LOGGED_IN
        for name in _offered(client, at)
        if role not in MAY.get(name, EVERYONE)
    }

    assert offered == set()


def _offered(client: TestClient, at: str) -> set[str]:
    """The routes a page has links and forms to."""
    read, answer = Reader(at), client.get(at)
    read.feed(answer.text if answer.status_code == 200 else "")
    to = {("GET", link) for link in read.links} | {(form.method.upper(), form.action) for form in read.forms}
    return {_route_of(method, urlsplit(address).path) for method, address in to}


def _route_of(method: str, path: str) -> str:
    where = {"type": "http", "method": method, "path": path}
    return next((one.name for one in all_routes() if one.matches(where)[0] is Match.FULL), "")


def test_danger_is_answered_though_much_was_written_in_a_breath(house: House) -> None:
    house.user(Role.COORDINATOR)
    kari = volunteer(house)
    for text in ("hei", "er du der", "hallo", "svar da", "kan du svare", "hei igjen", DANGER):
        writes(house, kari, text)

    assert "113" in sms_to(house, kari)[-1]
