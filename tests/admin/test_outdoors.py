"""Utsett på grunn av været: every errand of a day that someone must go out for is moved after a second look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on

DAY, A_DAY = "2026-11-26", timedelta(days=1)


@pytest.fixture
def kari(house: House, client: TestClient) -> PersonId:
    house.let_in(client, house.user(Role.COORDINATOR))
    return volunteer(house)


def test_what_someone_must_go_out_for_is_moved_and_everyone_is_told(
    house: House, client: TestClient, kari: PersonId
) -> None:
    astrid = recipient(house)
    agreed, free = posted(house, astrid), posted(house, astrid, THURSDAY + timedelta(hours=3), "walk")
    called, later = posted(house, astrid, THURSDAY, "phone_call"), posted(house, astrid, THURSDAY + A_DAY)
    house.act(lambda turn: desk.give(turn, agreed, kari))
    passes(house)
    found = client.get(f"/oppgaver/ute?dag={DAY}").text
    assert [f'value="{which}" checked' in found for which in (agreed, free, called, later)] == [
        True,
        True,
        False,
        False,
    ]

    look = words_on(client.get(f"/oppgaver/ute?dag={DAY}&til=2026-11-28&valgt={agreed}&valgt={free}").text)
    assert "2 oppgaver flyttes til lørdag 28. november" in look
    assert "Avtalen din er flyttet, Kari. Kan du handle for Astrid lørdag 28. november kl. 11.00?" in look
    assert errand(house, agreed).starts == THURSDAY

    answer = client.post("/oppgaver/ute", data={"to": "2026-11-28", "chosen": [str(agreed), str(free)]})
    passes(house)

    assert answer.headers["location"] == "/oppgaver"
    moved = [errand(house, which).starts - THURSDAY for which in (agreed, free, called, later)]
    assert moved == [2 * A_DAY, 2 * A_DAY + timedelta(hours=3), timedelta(), A_DAY]
    assert sms_to(house, kari)[-1].startswith("Avtalen din er flyttet, Kari.")
    assert sms_to(house, astrid)[-1].startswith("Avtalen med Kari er flyttet til lørdag 28. november")


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"to": "i går", "chosen": "1"}, "Velg en dag."), ({"to": "2026-11-28"}, "Velg minst én oppgave.")],
)
def test_it_is_said_what_is_missing(client: TestClient, kari: PersonId, sent: dict[str, str], said: str) -> None:
    answer = client.post("/oppgaver/ute", data=sent)

    assert said in words_on(client.get(answer.headers["location"]).text)


def test_what_is_over_meanwhile_is_left_alone(house: House, client: TestClient, kari: PersonId) -> None:
    which = posted(house, recipient(house))
    house.act(lambda turn: desk.call_off(turn, which))

    client.post("/oppgaver/ute", data={"to": "2026-11-28", "chosen": [str(which)]})

    assert errand(house, which).starts == THURSDAY


def test_a_gathering_is_moved_only_when_it_is_chosen(house: House, client: TestClient, kari: PersonId) -> None:
    astrid = recipient(house)
    which = house.act(lambda turn: desk.post(turn, kind="gathering", recipient=astrid, starts=THURSDAY, places=3))

    found = client.get(f"/oppgaver/ute?dag={DAY}").text

    assert f'value="{which}"' in found and f'value="{which}" checked' not in found
