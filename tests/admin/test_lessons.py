"""Lær roboten: one message at a time is told of, its mask can be mended, and no other municipality sees it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admin import create_panel
from admin.screens.lessons import MOST, PATH, TOLD
from admin.views.lessons import AGAINST, CHOICES, FIGURES, outcome
from bot import desk
from bot.learning import Record, Report, Trainer
from bot.model import MunicipalityId, PersonId
from bot.settings import Settings, training_data
from bot.storage.accounts import Role
from bot.storage.lessons import Lesson
from bot.storage.store import Store
from tests.admin.house import House, done, make_municipality
from tests.admin.town import passes, volunteer, writes

AT = "2026-11-23T08:00:00+00:00"
MISSED = "grønn elefant hos Kari 900 00 123"


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def kari(house: House) -> PersonId:
    return volunteer(house, "Kari Vik")


def waiting(house: House) -> list[Lesson]:
    return house.act(lambda turn: turn.store.waiting_lessons())


def told(house: House) -> list[tuple[str, str | None]]:
    return [(each.text, each.intent) for each in house.act(lambda turn: turn.store.told_lessons())]


def test_what_was_not_understood_waits_here_without_names(house: House, client: TestClient, kari: PersonId) -> None:
    writes(house, kari, MISSED)

    page = client.get(PATH).text
    assert "1 melding venter" in page and "grønn elefant hos [navn] [telefon]" in page
    assert "900 00 123" not in page and "Kari" not in page


@pytest.mark.parametrize("sent", [{"intent": "deny"}, {"intent": "", "other": "deny"}])
def test_a_button_or_the_list_says_what_was_meant(
    house: House, client: TestClient, kari: PersonId, sent: dict[str, str]
) -> None:
    writes(house, kari, MISSED)
    which = waiting(house)[0].id

    assert client.post(f"{PATH}/{which}", data={"text": "grønn elefant", **sent}).status_code == 303

    assert told(house) == [("grønn elefant", "deny")]
    assert "Ingen meldinger venter" in client.get(PATH).text


def test_names_that_are_typed_into_the_mask_are_taken_out_again(
    house: House, client: TestClient, kari: PersonId
) -> None:
    writes(house, kari, MISSED)

    client.post(f"{PATH}/{waiting(house)[0].id}", data={"text": "Kari vik på 90000123, i helga", "intent": "deny"})

    assert told(house) == [("[navn] på [telefon], i helga", "deny")]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "grønn elefant"}, TOLD["other"]),
        ({"text": "", "intent": "deny"}, TOLD["text"]),
        ({"text": "x" * (MOST + 1), "intent": "deny"}, TOLD["text"]),
        ({"text": "grønn elefant", "intent": "nlu_fallback"}, TOLD["intent"]),
        ({"text": "grønn elefant", "other": "bananas"}, TOLD["other"]),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_learnt(
    house: House, client: TestClient, kari: PersonId, sent: dict[str, str], words: str
) -> None:
    writes(house, kari, MISSED)

    answer = client.post(f"{PATH}/{waiting(house)[0].id}", data=sent)

    assert answer.status_code == 422 and words in answer.text
    assert told(house) == [] and len(waiting(house)) == 1


def test_what_cannot_be_used_is_gone_at_once(house: House, client: TestClient, kari: PersonId) -> None:
    writes(house, kari, MISSED)

    client.post(f"{PATH}/{waiting(house)[0].id}/bort")

    assert waiting(house) == [] and told(house) == []


def test_a_message_is_skipped_and_comes_again(house: House, client: TestClient, kari: PersonId) -> None:
    for text in ("grønn elefant", "rosa flodhest"):
        writes(house, kari, text)
    newest, other = waiting(house)

    assert newest.text in client.get(PATH).text
    assert other.text in client.get(f"{PATH}?etter={newest.id}").text
    assert newest.text in client.get(f"{PATH}?etter={other.id}").text


def test_who_is_too_late_is_shown_the_next(house: House, client: TestClient, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    which = waiting(house)[0].id
    client.post(f"{PATH}/{which}", data={"text": "grønn elefant", "intent": "deny"})

    assert client.post(f"{PATH}/{which}", data={"text": "grønn elefant", "intent": "pause"}).status_code == 303
    assert client.post(f"{PATH}/999", data={"text": "grønn elefant", "intent": "pause"}).status_code == 303
    assert told(house) == [("grønn elefant", "deny")]


def test_what_was_told_wrongly_is_taken_back(house: House, client: TestClient, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    which = waiting(house)[0].id
    client.post(f"{PATH}/{which}", data={"text": "grønn elefant", "intent": "deny"})
    assert "Det dere sist har svart på" in client.get(PATH).text

    client.post(f"{PATH}/{which}/bort")

    assert told(house) == []


def test_another_municipality_sees_none_of_it(house: House, client: TestClient, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    which = waiting(house)[0].id
    elsewhere = house.do(lambda db: make_municipality(db, "Fjellvik"))

    def look(store: Store) -> tuple[list[Lesson], tuple[int, int]]:
        return store.waiting_lessons(), store.count_lessons()

    assert elsewhere != MunicipalityId(1)
    assert done(house.system.read(elsewhere, look)) == ([], (0, 0))
    done(house.system.act(elsewhere, lambda turn: turn.store.drop_lesson(which)))
    assert [each.id for each in waiting(house)] == [which]


def test_taking_over_right_after_the_robot_answered_says_that_it_may_have_misread(
    house: House, client: TestClient, kari: PersonId
) -> None:
    writes(house, kari, "hva har dere lagret om meg")
    writes(house, kari, "pause")
    assert waiting(house) == []

    client.post(f"/samtaler/{kari}/ta-over")

    assert [(each.text, each.why, each.heard) for each in waiting(house)] == [("pause", "corrected", "pause")]


def test_a_talk_that_has_rested_is_taken_over_for_another_reason(house: House, kari: PersonId) -> None:
    writes(house, kari, "pause")
    passes(house, hours=3)

    house.act(lambda turn: desk.take_over(turn, kari))

    assert waiting(house) == []


def test_what_is_written_to_a_human_is_not_kept(house: House, kari: PersonId) -> None:
    house.act(lambda turn: desk.take_over(turn, kari))

    writes(house, kari, MISSED)

    assert waiting(house) == []


def test_every_intent_has_its_words_and_what_was_not_understood_cannot_be_chosen() -> None:
    intents = {path.stem for path in training_data().glob("*.yml")}

    assert {code for code, _ in CHOICES} == intents
    assert AGAINST.keys() <= FIGURES.keys()


@pytest.mark.parametrize("taken", [True, False])
def test_what_came_of_training_is_said_in_plain_words(taken: bool) -> None:
    figures = {name: {"of": 100, "before": 90, "after": 91} for name in FIGURES}
    report = Report(AT, taken, 12, 3, () if taken else ("danger", "right"), figures)

    shown = outcome(report)

    assert shown is not None and shown.rows[0] == (FIGURES["right"], "91 av 100, før 90")
    assert shown.words.startswith(
        "Tatt i bruk. 3 svar var nye." if taken else "Den nye ble ikke tatt i bruk: den hørte"
    )


def test_a_manager_lets_it_learn_and_sees_what_came_of_it(house: House, client: TestClient, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, key_file=tmp_path / "key")
    panel = create_panel(replace(house.parts, trainer=Trainer(settings)))
    (tmp_path / "reader.json").write_text(json.dumps(asdict(Record("", (), Report(AT, False, 4, 2, ("danger",), {})))))
    mine = {"Cookie": f"handslag={house.secret(house.user(Role.MANAGER, 'tor@eksempel.no', 'Tor Moe'))}"}
    theirs = {"Cookie": client.headers.get("cookie", "") or f"handslag={client.cookies['handslag']}"}

    shown = TestClient(panel).get(PATH, headers=mine).text
    assert "La roboten øve nå" in shown and "hørte færre som var i fare" in shown
    assert "La roboten øve nå" not in TestClient(panel).get(PATH, headers=theirs).text
