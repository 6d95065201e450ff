"""Prøv samtalen: simulated telephones, a clock that moves through what falls due, and nothing that leaves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.app import clock_of
from bot.channels.simulator import Chats, Simulator
from bot.clock import OSLO, MovableClock, SystemClock
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.database import open_reader
from bot.storage.store import add_municipality, clock_ahead
from bot.storage.tables import metadata
from tests import trained, transcript
from tests.admin.house import NOW, House, done
from tests.admin.town import words_on


@dataclass(slots=True)
class MorningClock(MovableClock):
    """A clock that can be moved, and begins on a Monday morning."""

    began: timedelta = field(default_factory=lambda: NOW - SystemClock().now())

    def now(self) -> datetime:
        return SystemClock().now() + self.began + self.offset


class Connected(Simulator):
    """Real SMS, as far as the panel can see; it must never be used from here."""

    name = "sms"

    async def send(self, message: object) -> str:
        raise AssertionError("a rehearsal must not send")


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> Iterator[None]:
    house.let_in(client, house.user(Role.COORDINATOR))
    house.system.clock = MorningClock()
    yield
    done(house.parts.stages.close())


def volunteer(house: House) -> PersonId:
    """Kari, who has been asked to shop for Astrid on Thursday at eleven."""

    def ask(turn: Turn) -> PersonId:
        kari = desk.enrol(turn, house.system.runner, "Kari Vik", "+4790000101", ask=False, skills=["shopping"])
        desk.approve(turn, kari, quiet=True)
        astrid = desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317", street="Storgata 1")
        desk.post(turn, kind="shopping", recipient=astrid, starts=NOW + timedelta(days=3, hours=2))
        return kari

    return house.act(ask)


def helper(house: House, name: str, phone: str) -> PersonId:
    def enrol(turn: Turn) -> PersonId:
        who = desk.enrol(turn, house.system.runner, name, phone, ask=False, skills=["shopping"])
        desk.approve(turn, who, quiet=True)
        return who

    return house.act(enrol)


def bubbles(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'<p class="bubble">([^<]+)</p>', page)]


def test_the_telephone_that_was_written_to_lies_there_and_can_answer(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    before = client.get("/prov").text
    client.post(f"/prov/p{kari}", data={"text": "JA"})
    after = client.get("/prov").text

    assert bubbles(before)[0].startswith("Hei Kari! Kan du handle for Astrid")
    assert any(text.startswith("Så fint, Kari! Da skal du") for text in bubbles(after))
    assert "Kari sa ja" in after and "<dd>Ja</dd>" in after
    assert [m.state for m in house.act(lambda turn: turn.store.messages_to(kari))] == ["handed_over"] * 2


def test_what_was_understood_is_shown_with_the_reader_that_learnt_it(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.system.runner = replace(house.system.runner, reader=trained.reader())

    client.post(f"/prov/p{kari}", data={"text": "jeg kan ikke torsdag, dessverre"})

    assert "Forstått som: Nei" in client.get("/prov").text


def test_a_wish_for_help_is_said_to_have_been_written_up(house: House, client: TestClient) -> None:
    volunteer(house)
    house.system.runner = replace(house.system.runner, reader=trained.reader())

    client.post("/prov", data={"number": "p2"})
    client.post("/prov/p2", data={"text": "kan noen henge opp klesvasken for meg på torsdag"})

    assert "Et ønske om hjelp fra Astrid er skrevet opp" in client.get("/prov").text


def test_an_unknown_telephone_can_sign_up(house: House, client: TestClient) -> None:
    client.post("/prov", data={"number": ""})
    client.post("/prov/ny-1", data={"text": "Jeg vil gjerne hjelpe"})
    client.post("/prov/ny-1", data={"text": "ja"})

    page = client.get("/prov").text

    assert bubbles(page)[-1].startswith("1 av 7.")
    assert "Den første samtalen" in page
    client.post("/prov", data={"number": ""})
    assert "phone-ny-2" in client.get("/prov").text


def test_a_telephone_is_taken_out_and_put_away(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: turn.store.change_set_up(night="+4790000001"))

    client.post("/prov", data={"number": "vakt"})
    both = client.get("/prov").text
    client.post(f"/prov/p{kari}/legg-bort")
    one = client.get("/prov").text

    assert re.findall(r'id="phone-([\w-]+)"', both)[:2] == ["vakt", f"p{kari}"]
    assert f'id="phone-p{kari}"' not in one and f'<option value="p{kari}">Kari Vik, frivillig' in one


def test_the_duty_phone_gets_the_alarm_and_silences_it(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: turn.store.change_set_up(night="+4790000001"))
    client.post("/prov", data={"number": "vakt"})

    client.post(f"/prov/p{kari}", data={"text": "jeg har falt og får ikke puste"})
    rung = client.get("/prov").text
    client.post("/prov/vakt", data={"text": "SETT"})

    assert any("Svar SETT når du har sett det" in text for text in bubbles(rung))
    assert "Takk. Da er det sett." in bubbles(client.get("/prov").text)


def test_what_falls_due_happens_at_its_own_time(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    client.post(f"/prov/p{kari}", data={"text": "JA"})

    for _ in range(3):
        client.post("/prov/klokke", data={"by": "morgen"})

    sent = house.act(lambda turn: turn.store.messages_to(kari))
    sms = [m for m in sent if m.channel == "sms"]
    at = [(m.kind, m.handed_over.astimezone(OSLO).strftime("%d. %H.%M")) for m in sms if m.handed_over]
    assert at[2:] == [("reminder", "25. 17.00"), ("details", "26. 08.00"), ("reminder", "26. 09.00")]
    assert "torsdag 26. november kl. 09.00" in client.get("/prov").text


def test_the_clock_moves_past_what_nobody_notices_to_the_next_thing_that_happens(
    house: House, client: TestClient
) -> None:
    kari = volunteer(house)
    client.post(f"/prov/p{kari}", data={"text": "JA"})
    house.act(lambda turn: turn.store.wake_at("alarm", 999, turn.now + timedelta(hours=1)))

    client.post("/prov/klokke", data={"by": "neste"})

    assert house.act(lambda turn: turn.store.messages_to(kari)[-1].kind) == "reminder"
    assert "onsdag 25. november kl. 17.00" in client.get("/prov").text


def test_moving_the_clock_a_day_does_not_log_anyone_out(house: House, client: TestClient) -> None:
    client.post("/prov/klokke", data={"by": "morgen"})

    assert client.get("/prov").status_code == 200


def test_the_clock_stands_where_it_was_put_after_a_restart(house: House, client: TestClient) -> None:
    client.post("/prov/klokke", data={"by": "time"})

    assert timedelta(minutes=59) < house.do(clock_ahead) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("example", "texts", "ahead"), [(True, Simulator(), 5), (True, Connected(), 0), (False, Simulator(), 0)]
)
def test_only_an_example_without_real_sms_starts_with_a_moved_clock(
    tmp_path: Path, example: bool, texts: Simulator, ahead: int
) -> None:
    engine = open_reader(f"sqlite:///{tmp_path / 'moved.sqlite3'}")
    with engine.begin() as connection:
        metadata.create_all(connection)
        add_municipality(connection, "Eksempel", NOW, example=example, clock_ahead=5 * 3600)

    clock = clock_of(engine, texts)

    assert clock.offset == timedelta(hours=ahead)
    engine.dispose()


def test_in_a_real_municipality_the_clock_stays(house: House, client: TestClient) -> None:
    house.do(lambda db: add_municipality(db, "Ekte", NOW, example=False))

    answer = client.post("/prov/klokke", data={"by": "morgen"})

    assert answer.status_code == 422
    assert 'name="by"' not in client.get("/prov").text
    assert house.system.clock.now() < NOW + timedelta(minutes=5)


def test_with_real_sms_it_plays_in_a_municipality_of_its_own(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.system.channels["sms"] = Connected()
    before = house.act(lambda turn: (len(turn.store.messages_to(kari)), turn.store.set_up()))

    page = client.get("/prov").text
    client.post("/prov", data={"number": ""})
    client.post("/prov/ny-1", data={"text": "Jeg vil gjerne hjelpe"})
    client.post("/prov/klokke", data={"by": "morgen"})
    played = client.get("/prov").text

    assert "Ingenting sendes ut" in page and "Kari Vik" not in page
    assert any("Vil du hjelpe folk nær deg?" in text for text in bubbles(played))
    assert house.act(lambda turn: (len(turn.store.messages_to(kari)), turn.store.set_up())) == before
    assert house.act(lambda turn: turn.store.people_at("sms", "+4790000901")) == []
    assert house.system.clock.now() < NOW + timedelta(minutes=5)
    client.post("/prov/nytt")
    assert house.parts.stages.made == {}


def test_a_telephone_that_is_not_there_is_not_written_on(house: House, client: TestClient) -> None:
    for which in ("p999", "k999", "ny-0", "vakt", "alle"):
        assert client.post(f"/prov/{which}", data={"text": "JA"}).status_code == 404
    assert client.post("/prov", data={"number": "p999"}).status_code == 404


def test_nothing_written_is_said_at_the_field(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    answer = client.post(f"/prov/p{kari}", data={"text": " "})

    assert answer.status_code == 422 and f'href="#f-say-p{kari}"' in answer.text


def test_what_waits_for_morning_is_told(house: House, client: TestClient) -> None:
    house.system.clock.move(timedelta(hours=14))  # type: ignore[attr-defined]
    house.act(lambda turn: desk.enrol(turn, house.system.runner, "Per Holen", "+4790000102", skills=["walk"]))
    per = house.act(lambda turn: turn.store.people_at("sms", "+4790000102"))[0]

    client.post("/prov", data={"number": f"p{per}"})

    assert "En melding kommer tir. 24. nov. kl. 08.00" in client.get("/prov").text


def test_the_same_words_twice_are_two_messages(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    for _ in range(2):
        client.post(f"/prov/p{kari}", data={"text": "hei"})

    heard = house.act(lambda turn: turn.store.heard_from(kari))

    assert [event.text for event in heard] == ["hei", "hei"]
    assert heard[0].external_id != heard[1].external_id


def test_under_each_message_it_stands_how_it_was_understood_and_what_was_read(
    house: House, client: TestClient
) -> None:
    kari = volunteer(house)
    for text in ("kan ikke på torsdag, men fredag kl. 12 går fint", "JA"):
        client.post(f"/prov/p{kari}", data={"text": text})

    page = words_on(client.get("/prov").text)

    assert re.search(r"Forstått som: [^.]+\. Lest: ikke tid «torsdag», tid «fredag kl\. 12»", page), page
    assert re.search(r"JA Kari man\. 23\. nov\. kl\. 09\.\d\d Forstått som: Ja", page)


def test_someone_is_on_telegram_with_buttons_and_no_names_and_it_is_kept_so(house: House, client: TestClient) -> None:
    house.system.channels["telegram"] = Chats()
    kari = helper(house, "Kari Vik", "+4790000101")
    astrid = house.act(lambda turn: desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317"))
    client.post("/prov", data={"number": f"p{kari}"})
    client.post(f"/prov/p{kari}/telegram")
    starts = NOW + timedelta(days=3, hours=2)
    house.act(lambda turn: desk.post(turn, kind="shopping", recipient=astrid, starts=starts))
    page = client.get("/prov").text
    asked = re.search(r'name="pressed" value="(\d+)"', page)

    assert asked is not None and 'class="phone chat"' in page
    assert bubbles(page)[-1].startswith("Hei Kari! Kan du handle for noen torsdag")
    client.post(f"/prov/t{kari}", data={"text": "JA", "pressed": asked[1]})
    after, saved = client.get("/prov").text, client.get("/prov/samtale.txt").text
    played = transcript.play(transcript.read(saved), house.system.runner.reader).text

    assert "(Du svarte JA.)" in html.unescape(after) and 'name="pressed"' not in after
    assert "(Telegram) > JA   (trykket)" in saved
    assert [line for line in played.splitlines() if line[:1] not in "*A"] == [
        line for line in saved.splitlines() if line[:1] not in "*A"
    ]


def test_real_people_are_not_put_on_telegram_from_here(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    assert "Bruk Telegram" not in client.get("/prov").text
    assert client.post(f"/prov/p{kari}/telegram").status_code == 422
