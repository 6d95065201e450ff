"""Lagre som test: what is saved is played as it went, or it is said why it cannot be saved."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient

from bot import desk
from bot.model import ErrandId, PersonId
from bot.storage import proofs
from bot.storage.tables import municipality
from tests import transcript
from tests.admin.house import NOW, House
from tests.admin.test_rehearsal import coordinator, helper, volunteer  # noqa: F401  everyone here is one
from tests.admin.town import words_on
from tests.admin.town import writes as wrote_before


def writes(client: TestClient, who: PersonId, text: str) -> None:
    client.post("/prov", data={"number": f"p{who}"})
    client.post(f"/prov/p{who}", data={"text": text})


def test_a_telephone_that_was_put_away_is_in_it_when_it_had_a_part(house: House, client: TestClient) -> None:
    per, kari = helper(house, "Per Holen", "+4790000102"), volunteer(house)
    writes(client, per, "NEI")
    writes(client, kari, "JA")
    client.post(f"/prov/p{per}/legg-bort")

    saved = client.get("/prov/samtale.txt").text
    played = transcript.play(transcript.read(saved), house.system.runner.reader).text

    assert "Per > NEI" in saved and "Kari > JA" in saved and "Astrid < " in saved
    assert [line for line in played.splitlines() if not line.startswith("*")] == saved.splitlines()


def test_what_someone_had_answered_before_is_said_and_not_saved(house: House, client: TestClient) -> None:
    per, kari = helper(house, "Per Holen", "+4790000102"), volunteer(house)
    wrote_before(house, per, "NEI")
    writes(client, kari, "JA")

    answer = client.get("/prov/samtale.txt")

    assert answer.status_code == 422
    assert "Noen hadde alt svart på «Handle for Astrid» før du begynte her." in words_on(answer.text)


def test_what_a_coordinator_did_meanwhile_is_said_and_not_saved(house: House, client: TestClient) -> None:
    per, kari = helper(house, "Per Holen", "+4790000102"), volunteer(house)
    writes(client, kari, "Hvor er det?")
    client.post("/oppgaver/1/gi-til", data={"volunteer": str(per)})
    house.act(lambda turn: desk.cannot_come(turn, ErrandId(1), per))

    answer = client.get("/prov/samtale.txt")

    assert answer.status_code == 422 and "En koordinator gjorde noe med «Handle for Astrid»" in words_on(answer.text)


def test_what_was_played_is_a_talk_that_plays_the_same(house: House, client: TestClient) -> None:
    client.post("/prov", data={"number": ""})
    for text in ("Jeg vil gjerne hjelpe", "ja", "Berit Haugen", "Brumunddal"):
        client.post("/prov/ny-1", data={"text": text})
        house.system.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]

    saved = client.get("/prov/samtale.txt")

    assert saved.headers["content-disposition"] == 'attachment; filename="samtale.txt"'
    assert "> Berit Haugen" in saved.text
    assert transcript.play(transcript.read(saved.text), house.system.runner.reader).text == saved.text


def test_an_errand_and_those_it_concerns_are_in_it(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    astrid = house.act(lambda turn: turn.store.people_at("sms", "+4790000099"))[0]
    client.post("/prov", data={"number": f"p{astrid}"})
    client.post(f"/prov/p{kari}", data={"text": "JA"})

    saved = client.get("/prov/samtale.txt").text
    played = transcript.play(transcript.read(saved), house.system.runner.reader).text

    assert "oppgave A: handle for Astrid torsdag 26. november kl. 11.00" in saved
    assert [line for line in played.splitlines() if not line.startswith("*")] == saved.splitlines()


def test_nothing_is_saved_where_someone_may_be_real(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    client.post(f"/prov/p{kari}", data={"text": "JA"})
    house.do(lambda db: db.execute(municipality.update().values(example=False)).rowcount)
    house.do(lambda db: proofs.add_passkey(db, 1, b"a key", b"public", 0, "Firefox", NOW))

    answer = client.get("/prov/samtale.txt")

    assert answer.status_code == 422 and "Kari" not in answer.text
    assert "Lagre som test" not in client.get("/prov").text
