"""What there is nothing to do about is thrown away without a word, and nobody can shut the open page for the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.life import needs
from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.needs import Asker, Ending, Reason, Through
from tests.admin.house import NOW, House
from tests.admin.town import passes, recipient, sms_to

ASKS = {"words": "asdf", "name": "Qwerty", "phone": "90000401", "asker": "self"}


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def wish(house: House, who: PersonId) -> int:
    return house.act(lambda turn: needs.receive(turn, who, "asdf", Through.PAGE, asker=Asker.SELF))


def test_junk_is_thrown_away_and_nobody_is_written_to(house: House, client: TestClient) -> None:
    astrid = recipient(house)
    for _ in range(3):
        wish(house, astrid)

    client.post("/onsker/bort", data={"need": ["1", "2"], "reason": "nonsense"})
    assert len(house.act(lambda turn: turn.store.matters("request_help"))) == 1
    answer = client.post("/onsker/bort", data={"need": "3", "reason": "not_needed"}, follow_redirects=True)
    passes(house)

    assert "Tatt av lista. Ingen får beskjed." in answer.text and "Ikke noe å gjøre, tull" in answer.text
    assert sms_to(house, astrid) == [] and house.act(lambda turn: turn.store.open_needs()) == []
    assert house.act(lambda turn: turn.store.matters()) == []
    thrown = house.act(lambda turn: turn.store.need(1))
    assert (thrown.ending, thrown.reason) == (Ending.NOTHING, Reason.NONSENSE)
    counted = house.act(lambda turn: turn.store.needs_by_ending(NOW, NOW + timedelta(hours=1)))
    assert sum(counted.values()) == 1


def test_it_can_be_taken_back(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    wish(house, recipient(house))

    client.post("/onsker/bort", data={"need": "1", "reason": "twice"})
    answer = client.post("/angre/1", follow_redirects=True)

    assert "Angret" in answer.text and len(house.act(lambda turn: turn.store.open_needs())) == 1


@pytest.mark.parametrize("sent", [{"reason": "twice"}, {"need": "1"}, {"need": "1", "reason": "fjas"}])
def test_what_is_not_chosen_is_asked_for(house: House, client: TestClient, sent: dict[str, str]) -> None:
    wish(house, recipient(house))

    answer = client.post("/onsker/bort", data=sent, follow_redirects=True)

    assert "Kryss av for ønskene" in answer.text and len(house.act(lambda turn: turn.store.open_needs())) == 1


@pytest.mark.parametrize(
    ("one", "other", "beside"),
    [("80.1.2.3", "80.1.2.4", "80.1.2.3"), ("2a01:1:2:3::5", "2a01:1:2:4::5", "2a01:1:2:3::9")],
)
def test_one_sender_does_not_shut_the_page_for_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch, one: str, other: str, beside: str
) -> None:
    monkeypatch.setattr("admin.screens.help.MOST_FROM_ONE", 2)

    def asks(address: str, number: int) -> int:
        client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, client=(address, 5000))
        return client.post("/hjelp/1", data=ASKS | {"phone": f"9000041{number}"}).status_code

    assert [asks(one, n) for n in range(3)] == [200, 200, 429]
    assert asks(beside, 3) == 429 and asks(other, 4) == 200
    passes(house, hours=1, minutes=1)
    assert asks(one, 5) == 200


def test_where_it_was_sent_from_is_not_kept(house: House) -> None:
    client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, client=("80.1.2.3", 5000))
    client.post("/hjelp/1", data=ASKS)
    assert b"80.1.2.3" not in house.stored()
    assert house.act(lambda turn: turn.store.needs_from("80.1.2.3", NOW.replace(hour=0))) == 1

    passes(house, days=1, minutes=1)

    assert house.act(lambda turn: turn.store.needs_from("80.1.2.3", NOW.replace(hour=0))) == 0
