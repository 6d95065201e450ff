"""Oppsett: what is set is what the robot says, and the list of health tells what is wrong."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from starlette.testclient import TestClient

from admin.views.hours import spans
from bot.channels import Incoming
from bot.channels.simulator import Simulator
from bot.model import Municipality
from bot.policy import Policy
from bot.storage.accounts import Role
from tests.admin.house import House, done

TYPED = {
    "name": "Fjellvik", "coordinator": "Odd Moe", "phone": "62 00 00 01", "standin": "", "night": "900 00 001",
    "monday": "8-16", "tuesday": "8.30-12, 13-15.45", "sunday": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


class Connected(Simulator):
    """SMS as it is when a provider is connected."""

    name = "sms"


def town(house: House) -> Municipality:
    return house.act(lambda turn: turn.store.municipality_row())


def health(client: TestClient) -> dict[str, tuple[str, str]]:
    found = re.findall(r'need" data-color="(\w+)"><div><h3>([^<]+)</h3><p>([^<]+)</p>', client.get("/oppsett").text)
    return {what: (tone, words) for tone, what, words in found}


def test_what_is_set_is_kept_and_shown_again(house: House, client: TestClient) -> None:
    client.post("/oppsett", data=TYPED)

    here = town(house)
    assert (here.name, here.coordinator) == ("Fjellvik", "Odd Moe")
    assert (here.phone, here.night, here.standin) == ("+4762000001", "+4790000001", "")
    assert here.duty.hours == (
        (0, time(8), time(16)), (1, time(8, 30), time(12)), (1, time(13), time(15, 45)),
    )  # fmt: skip
    page = client.get("/oppsett").text
    assert 'value="8.30-12, 13-15.45"' in page and "Fjellvik" in page


def test_what_else_is_set_up_is_left_alone(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(language="nn"))

    client.post("/oppsett", data=TYPED)

    assert town(house).language == "nn"


@pytest.mark.parametrize(("typed", "kept"), [("45", 45), ("0", 0), (None, 10)])
def test_the_time_to_regret_is_set_in_seconds_and_other_numbers_stay(
    house: House, client: TestClient, typed: str | None, kept: int
) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={"wave": 5, "undo": 10 / 60}))

    client.post("/oppsett", data=TYPED | ({"undo": typed} if typed else {}))

    assert town(house).policy == Policy(wave=5, undo=timedelta(seconds=kept))
    assert re.search(rf'name="undo"[^>]*\s+value="{kept}"', client.get("/oppsett").text)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("undo", ""), ("undo", "301"), ("undo", "-1"), ("undo", "litt"),
     ("name", ""), ("coordinator", ""), ("phone", ""), ("phone", "12"), ("night", "62 00 00 11"), ("standin", "1"),
     ("monday", "hele dagen"), ("monday", "16-8"), ("monday", "8-12, 11-15"), ("friday", "8-25")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(house: House, client: TestClient, name: str, typed: str) -> None:
    answer = client.post("/oppsett", data={**TYPED, name: typed})

    assert answer.status_code == 422 and f'href="#f-{name}"' in answer.text
    assert town(house).name == "Eksempel kommune"


def test_hours_are_kept_in_order() -> None:
    assert spans("13-15, 8-12") == [(time(8), time(12)), (time(13), time(15))]


def test_a_new_municipality_is_told_what_is_missing(client: TestClient) -> None:
    assert health(client)["Vakttelefon"][0] == "danger"
    assert health(client)["SMS"] == ("warning", "Ikke koblet til. Meldingene går til telefonene under Prøv samtalen.")
    client.post("/oppsett", data=TYPED)

    assert health(client)["Vakttelefon"][0] == "success"


async def hear(house: House) -> None:
    await house.system.receive(Incoming("sms", "1", "+4790000101", "hei"))


def test_with_real_sms_a_long_silence_is_noticed(house: House, client: TestClient) -> None:


    done(hear(house))
    house.system.channels["sms"] = Connected()
    fresh = health(client)
    house.at += timedelta(days=4)
    house.let_in(client, house.user(Role.MANAGER, "odd@eksempel.no"))

    assert fresh["SMS"][0] == fresh["Sist hørt fra noen"][0] == "success"
    assert health(client)["Sist hørt fra noen"][0] == "warning"


def test_what_stopped_in_the_inbox_and_a_robot_that_stands_still_are_seen(house: House, client: TestClient) -> None:
    came = Incoming("sms", "9", "", "")
    event = house.act(lambda turn: turn.store.add_event(came, turn.now))
    assert event is not None
    house.act(lambda turn: turn.store.change_event(event.id, state="dead"))
    house.at += timedelta(minutes=10)

    seen = health(client)

    assert seen["Meldinger som gikk i stå"][0] == "danger"
    assert seen["Roboten"] == ("danger", "Har ikke sett etter på 10 minutter. Start den på nytt.")
