"""Calls to the number we write from: put through while someone is at work, else on the list under I dag."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from admin.views.needs import Need, needs
from bot import desk
from bot.app import open_system, routes
from bot.clock import MovableClock
from bot.errors import CannotStore
from bot.model import Kin, MunicipalityId, Tell
from bot.storage.senders import Sender, put_sender
from bot.system import System
from tests.admin.house import SetClock
from tests.channels.webhooks import FORM, PUBLIC
from tests.fake_twilio import FakeTwilio
from tests.robot import founded
from tests.twilio_forms import ACCOUNT, NUMBER, signed

TOWN = MunicipalityId(1)
AT_WORK = datetime(2026, 3, 3, 9, tzinfo=UTC)
EVENING = datetime(2026, 3, 3, 19, tzinfo=UTC)
KARI, SIV, STRANGER = "+4790000001", "+4790000002", "+4790000003"
OFFICE, NIGHT = "+4762000000", "+4790000009"
SID = "CA" + "0a1b2c3d" * 4
CALL, ENDED = "/hooks/sms/call", "/hooks/sms/call/ended"


def ringing(caller: str = KARI, sid: str = SID, **more: str) -> dict[str, str]:
    """The form of a call to us, as Twilio sends it."""
    place = {f"{who}{what}": "" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip")}
    return {
        "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": sid, "CallStatus": "ringing", "Called": NUMBER,
        "CalledCountry": "NO", "Caller": caller, "CallerCountry": "NO", "Direction": "inbound", "From": caller,
        "FromCountry": "NO", "To": NUMBER, "ToCountry": "NO", **place, **more,
    }  # fmt: skip


def over(status: str, caller: str = KARI, sid: str = SID) -> dict[str, str]:
    """The form of a call that was put through and is over."""
    ours = {"DialCallSid": "CA" + "f" * 32, "DialCallStatus": status, "CallStatus": "in-progress"}
    return ringing(caller, sid, **ours)


@dataclass
class House:
    system: System
    clock: MovableClock
    web: TestClient

    def calls(self, fields: Mapping[str, str], to: str = CALL, sign_as: Mapping[str, str] | None = None) -> Any:
        headers = signed(PUBLIC + to, fields if sign_as is None else sign_as)
        return self.web.post(to, data=dict(fields), headers=headers)

    def listed(self) -> list[Need]:
        return asyncio.run(self.system.read(TOWN, lambda store: needs(store, self.system.clock.now())))

    def headings(self) -> list[str]:
        return [need.heading.replace("\u00a0", " ") for need in self.listed()]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(AT_WORK)


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> Iterator[House]:
    with FakeTwilio(PUBLIC) as twilio:
        settings = founded(twilio.settings(tmp_path / "var"))
        system = open_system(settings)
        system.clock = clock

        async def people() -> None:
            await system.look_around()
            await system.act(TOWN, lambda turn: turn.store.change_set_up(
                duty=[[day, "08:00", "16:00"] for day in range(5)], night=NIGHT,
            ))  # fmt: skip
            await system.act(TOWN, lambda turn: desk.add_person(turn, "Kari Vik", KARI))
            kin = Kin("Siv Strand", SIV)
            await system.act(TOWN, lambda turn: desk.add_recipient(
                turn, "Olga Strand", tell=Tell.KIN, kin=kin, postcode="2317",
            ))  # fmt: skip

        asyncio.run(people())
        yield House(system, MovableClock(), TestClient(Starlette(routes=list(routes(system)))))
        asyncio.run(system.close())


def test_while_someone_is_at_work_the_call_is_put_through(house: House) -> None:
    answer = house.calls(ringing())

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert f">{OFFICE}</Dial>" in answer.text and f'action="{ENDED}"' in answer.text


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_nobody_took_is_on_the_list_by_name_with_a_button_to_ring_back(house: House, status: str) -> None:
    house.calls(ringing())
    answer = house.calls(over(status), ENDED)

    (need,) = house.listed()
    assert (need.heading, need.action, need.href) == ("Kari Vik ringte", "Ring tilbake", "tel:90000001")
    assert need.text == "Ingen tok telefonen. Lovet: ring før tir. 3. mars kl. 12.00."
    assert "Ingrid Lie ringer deg før tirsdag 3. mars kl. 12.00" in answer.text


@pytest.mark.parametrize("status", ["completed", "answered"])
def test_a_call_somebody_took_is_not(house: House, status: str) -> None:
    house.calls(ringing())
    assert house.headings() == ["Kari Vik ringte"]

    answer = house.calls(over(status), ENDED)

    assert (answer.status_code, "Say" in answer.text, house.headings()) == (200, False, [])


def test_that_the_end_is_never_told_leaves_it_on_the_list(house: House) -> None:
    house.calls(ringing())

    assert house.headings() == ["Kari Vik ringte"]


def test_outside_hours_a_short_word_is_said_and_the_call_is_listed(house: House, clock: SetClock) -> None:
    clock.at = EVENING

    answer = house.calls(ringing())

    assert "<Dial" not in answer.text
    assert '<Say language="nb-NO">Hei! Du har ringt Eksempel kommune.' in answer.text
    assert "Ingrid Lie ringer deg før onsdag 4. mars kl. 10.00." in answer.text
    assert "116 117" in answer.text and "113" in answer.text
    assert house.headings() == ["Kari Vik ringte"]


def test_a_number_of_its_own_for_calls_is_rung_at_any_hour(house: House, clock: SetClock) -> None:
    clock.at = EVENING

    async def given() -> None:
        await house.system.write(lambda db: put_sender(db, Sender(f"tel:{NUMBER}", TOWN, "+4762000009")))
        await house.system.look_around()

    asyncio.run(given())

    assert ">+4762000009</Dial>" in house.calls(ringing()).text


def test_a_call_is_never_put_through_to_the_number_that_was_called(house: House) -> None:
    asyncio.run(house.system.act(TOWN, lambda turn: turn.store.change_set_up(phone=NUMBER)))

    answer = house.calls(ringing())

    assert "<Dial" not in answer.text and "<Say" in answer.text


def test_kin_is_called_by_the_name_we_were_told(house: House) -> None:
    house.calls(ringing(SIV))

    assert house.headings() == ["Siv Strand ringte"]


def test_two_strangers_stand_there_each_by_number(house: House) -> None:
    for number, call in ((STRANGER, SID), ("+4790000004", "CA" + "1" * 32)):
        house.calls(ringing(number, call))

    assert sorted(house.headings()) == ["900 00 003 ringte", "900 00 004 ringte"]


@pytest.mark.parametrize("caller", ["", "anonymous", "+266696687", "Restricted"])
def test_a_number_that_is_withheld_cannot_be_rung_back(house: House, clock: SetClock, caller: str) -> None:
    clock.at = EVENING

    answer = house.calls(ringing(caller))

    (need,) = house.listed()
    assert (need.heading, need.action, need.phone) == ("Noen ringte", "", "")
    assert "Vi ser ikke nummeret ditt" in answer.text


def test_who_is_spoken_to_takes_nobody_else_off_the_list(house: House) -> None:
    house.calls(ringing("anonymous", "CA" + "1" * 32))
    house.calls(ringing(STRANGER, "CA" + "2" * 32))
    house.calls(ringing())

    house.calls(over("completed"), ENDED)

    assert sorted(house.headings()) == ["900 00 003 ringte", "Noen ringte"]


def test_the_duty_phone_is_nobodys_missed_call(house: House) -> None:
    house.calls(ringing(NIGHT))

    assert house.headings() == []


def test_a_call_told_of_twice_is_one(house: House) -> None:
    answers = [house.calls(ringing()).text for _ in range(2)]
    house.calls(over("completed"), ENDED)
    house.calls(ringing())

    assert answers[0] == answers[1]
    assert house.headings() == []


def test_an_end_told_of_again_takes_no_later_call_off_the_list(house: House) -> None:
    house.calls(ringing())
    house.calls(over("completed"), ENDED)
    house.calls(ringing(sid="CA" + "1" * 32))

    house.calls(over("completed"), ENDED)

    assert house.headings() == ["Kari Vik ringte"]


def test_what_cannot_be_stored_is_not_answered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise CannotStore("the disk is full")

    monkeypatch.setattr(house.system, "act", full)

    assert house.calls(ringing()).status_code == 503


def test_no_log_and_no_event_holds_who_called(house: House) -> None:
    house.calls(ringing(STRANGER))

    async def kept() -> int:
        return await house.system.read(TOWN, lambda store: len(store.sms_with(STRANGER, [], last=9)[1]))

    assert asyncio.run(kept()) == 0


WRONG = {
    "another account": {"AccountSid": "AC" + "f" * 32}, "another number": {"To": "+4759440009"},
    "no number": {"To": ""}, "a message's id": {"CallSid": "SM" + "0" * 32}, "no id": {"CallSid": ""},
    "an id with a tail": {"CallSid": f"{SID}\n"},
    "a caller that is markup": {"From": "<Dial>113</Dial>"}, "a call of our own": {"Direction": "outbound-api"},
    "a call that is over": {"DialCallStatus": "completed"}, "borders moved": {"CallStatusringing": ""},
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_signed_call_of_another_shape_is_refused(house: House, change: dict[str, str]) -> None:
    assert house.calls({**ringing(), **change}).status_code == 403
    assert house.headings() == []


@pytest.mark.parametrize("status", ["", "x" * 40, "<Say>", "com pleted"])
def test_an_end_of_another_shape_is_refused(house: House, status: str) -> None:
    assert house.calls(over(status), ENDED).status_code == 403


def test_a_signature_for_a_message_or_another_address_is_none_for_a_call(house: House) -> None:
    fields = ringing()
    for signed_for in (PUBLIC + "/hooks/sms", PUBLIC + ENDED, "https://annen.eksempel.no" + CALL):
        answer = house.web.post(CALL, data=fields, headers=signed(signed_for, fields))
        assert answer.status_code == 403
    assert house.web.post(CALL, data=fields).status_code == 403
    assert house.headings() == []


@pytest.mark.promise
def test_of_two_thousand_mangled_calls_none_is_taken(house: House, times: int) -> None:
    chance, fields = random.Random(16), ringing()
    real, headers = urlencode(fields).encode(), {**signed(PUBLIC + CALL, fields), "Content-Type": FORM}
    answers = {
        house.web.post(CALL, content=mangled(real, chance), headers=headers).status_code for _ in range(2000 * times)
    }

    assert answers == {403}
    assert house.headings() == []


def mangled(body: bytes, chance: random.Random) -> bytes:
    """The body with one byte changed, put in or taken out, so that it no longer says the same."""
    place, byte = chance.randrange(len(body)), bytes([chance.choice(b"abcXYZ0189=&%+_.-")])
    new = body[:place] + chance.choice((byte, b"")) + body[place + chance.choice((0, 1)) :]
    same = parse_qsl(new.decode(), keep_blank_values=True) == parse_qsl(body.decode(), keep_blank_values=True)
    return mangled(body, chance) if same else new
