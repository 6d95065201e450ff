"""What the reader did not manage is kept without names, of volunteers alone, for ninety days and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import desk
from bot.life.lessons import LONGEST
from bot.messages import WORDS_KEPT_FOR
from bot.model import Kin, PersonId
from bot.storage.lessons import Lesson
from tests.admin.house import NOW, House, house_in, make_municipality
from tests.admin.town import THURSDAY, passes, posted, recipient, volunteer, writes

MISSED = "grønn elefant"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        house.do(lambda db: make_municipality(db, "Eksempel kommune"))
        yield house


@pytest.fixture
def kari(house: House) -> PersonId:
    return volunteer(house, "Kari Vik")


def kept(house: House) -> list[Lesson]:
    return house.act(lambda turn: turn.store.waiting_lessons())


def texts(house: House) -> list[str]:
    return [each.text for each in kept(house)]


def test_what_was_asked_is_kept_with_it_and_names_nobody(house: House, kari: PersonId) -> None:
    astrid = recipient(house, "Astrid Moe")
    posted(house, astrid, THURSDAY)
    passes(house, hours=1)

    writes(house, kari, "gnikk astrid på Moe sin gnukk, 2317")

    (lesson,) = kept(house)
    assert lesson.text == "gnikk [navn] på [navn] sin gnukk, [tall]"
    assert "handle for [navn]" in lesson.asked and "Astrid" not in lesson.asked and "Kari" not in lesson.asked


def test_who_was_asked_twice_is_kept_twice(house: House, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    writes(house, kari, "rosa flodhest")

    assert [(each.text, each.why) for each in kept(house)] == [("rosa flodhest", "asked_twice"), (MISSED, "missed")]


@pytest.mark.parametrize("text", ["nei", "Kari Vik", "2317", "grønn " * LONGEST, "Likte «Kan du handle?»"])
def test_what_is_understood_or_tells_nothing_is_not_kept(house: House, kari: PersonId, text: str) -> None:
    recipient(house)
    posted(house, PersonId(2))

    writes(house, kari, text)

    assert texts(house) == []


def test_what_those_who_get_help_and_their_kin_write_is_not_kept(house: House) -> None:
    astrid = recipient(house)
    house.act(lambda turn: desk.add_recipient(turn, "Odd Lien", kin=Kin("Gerd Lien", "+4790000301")))
    gerd = house.act(lambda turn: desk.add_person(turn, "Gerd Lien", "+4790000301"))

    for who in (astrid, gerd):
        writes(house, who, MISSED)

    assert texts(house) == []


def test_what_a_coordinator_typed_after_a_call_is_not_kept(house: House, kari: PersonId) -> None:
    house.act(lambda turn: desk.answer(turn, house.system.runner, kari, MISSED))

    assert texts(house) == []


def test_nobody_has_told_within_ninety_days_and_it_is_gone(house: House, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    passes(house, days=10)
    writes(house, kari, "rosa flodhest")

    passes(house, days=79, hours=23)
    assert texts(house) == ["rosa flodhest", MISSED]

    passes(house, hours=2)
    assert texts(house) == ["rosa flodhest"]
    passes(house, days=10)
    assert texts(house) == []


def test_what_was_told_stays_until_the_one_who_wrote_it_is_erased(house: House, kari: PersonId) -> None:
    writes(house, kari, MISSED)
    which = kept(house)[0].id
    house.act(lambda turn: turn.store.tell_lesson(which, MISSED, "deny", turn.now, 1))
    passes(house, days=WORDS_KEPT_FOR.days + 1)
    assert house.act(lambda turn: turn.store.count_lessons()) == (0, 1)

    house.act(lambda turn: desk.erase(turn, kari))

    assert house.act(lambda turn: turn.store.count_lessons()) == (0, 0)


def test_who_turns_out_to_be_someone_we_know_brings_their_messages_along(house: House, kari: PersonId) -> None:
    stranger = house.act(lambda turn: turn.store.add_person("", NOW - timedelta(days=1)))
    house.act(lambda turn: turn.store.keep_lesson(stranger, MISSED, turn.now))

    house.act(lambda turn: turn.store.was(stranger, kari, turn.now))

    assert [each.person for each in kept(house)] == [kari]
