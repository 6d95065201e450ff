"""Care for volunteers in the panel: who has carried much, who has gone quiet, a greeting, and hours for an attest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import ErrandId, PersonId
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.town import passes, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House) -> User:
    return house.user(Role.COORDINATOR)


def seen(house: House, client: TestClient, coordinator: User, path: str) -> str:
    """A page, looked at anew: logins do not last as long as these stories."""
    house.let_in(client, coordinator)
    return words_on(client.get(path).text)


def visited(house: House, kari: PersonId, astrid: PersonId, minutes: int = 45, kind: str = "shopping") -> ErrandId:
    """Kari has been there, and it is done."""

    def give(turn: Turn) -> ErrandId:
        starts = turn.now + timedelta(minutes=1)
        which = desk.post(turn, kind=kind, recipient=astrid, starts=starts, minutes=minutes)
        desk.give(turn, which, kari)
        return which

    which = house.act(give)
    passes(house, minutes=minutes + 2)
    writes(house, kari, "ferdig")
    return which


def test_who_has_carried_much_stands_calmly_on_the_day(house: House, client: TestClient, coordinator: User) -> None:
    kari, astrid = volunteer(house), recipient(house)
    for _ in range(7):
        visited(house, kari, astrid, 10)
    assert "Har gjort mye" not in seen(house, client, coordinator, "/i-dag")

    visited(house, kari, astrid, 10)

    assert "Har gjort mye (1)" in seen(house, client, coordinator, "/i-dag")
    assert "Kari Vik 8 besøk på en måned" in seen(house, client, coordinator, "/i-dag")


def posted_for(turn: Turn, astrid: PersonId) -> ErrandId:
    return desk.post(turn, kind="snow", recipient=astrid, starts=turn.now + timedelta(days=1))


def asked(house: House, kari: PersonId, astrid: PersonId, times: int) -> None:
    house.act(lambda turn: turn.store.change_volunteer(kari, asks=9))
    for _ in range(times):
        house.act(
            lambda turn: desk.post(turn, kind="shopping", recipient=astrid, starts=turn.now + timedelta(days=1))
        )
        passes(house, days=1)


@pytest.mark.parametrize(("times", "quiet"), [(2, False), (3, True)])
def test_who_has_gone_quiet_can_be_asked_whether_they_still_want_to(
    house: House, client: TestClient, coordinator: User, times: int, quiet: bool
) -> None:
    kari, astrid = volunteer(house), recipient(house)
    passes(house, days=28)

    asked(house, kari, astrid, times)
    passes(house, days=3 - times)
    assert ("Vi har ikke hørt fra dem (1)" in seen(house, client, coordinator, "/i-dag")) is quiet
    if not quiet:
        return

    client.post(f"/i-dag/stille/{kari}")
    passes(house, hours=4)

    assert sms_to(house, kari)[-1].startswith("Hei Kari! Vi har ikke hørt fra deg på en stund.")
    assert "Vi har ikke hørt fra dem" not in seen(house, client, coordinator, "/i-dag")


def test_what_the_one_who_was_helped_says_is_passed_on_word_for_word(
    house: House, client: TestClient, coordinator: User
) -> None:
    kari, astrid = volunteer(house), recipient(house)
    which = visited(house, kari, astrid)
    assert sms_to(house, kari)[-1] == "Tusen takk for at du tok deg tid til å handle for Astrid, Kari! Det betyr mye."

    house.let_in(client, coordinator)
    client.post(f"/oppgaver/{which}/hilsen", data={"said": "Så hyggelig at du kom!"})
    passes(house, minutes=1)

    assert sms_to(house, kari)[-1] == "Astrid hilser til deg: Så hyggelig at du kom!"


def test_the_hours_of_a_year_are_one_page_to_print_and_name_nobody_who_was_helped(
    house: House, client: TestClient, coordinator: User
) -> None:
    kari, astrid = volunteer(house), recipient(house)
    visited(house, kari, astrid, 45)
    visited(house, kari, astrid, 60)
    visited(house, kari, astrid, 30, "walk")
    house.act(lambda turn: desk.give(turn, posted_for(turn, astrid), kari))

    page = seen(house, client, coordinator, f"/frivillige/{kari}/timer")

    assert "med 3 oppdrag og 2,2 timer i 2026" in page
    assert "Handle 2 1,8 Tur 1 0,5 Til sammen 3 2,2" in page
    assert "Astrid" not in page
    assert "Ingen ferdige oppdrag i 2025" in seen(house, client, coordinator, f"/frivillige/{kari}/timer?aar=2025")
    assert "aar=" not in client.get(f"/frivillige/{kari}/timer").text, "no other year has anything to show"
