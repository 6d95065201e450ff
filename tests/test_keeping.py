"""What is taken away by itself, when it has been kept long enough, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from admin.views.privacy import RULES
from bot import desk
from bot.life import keeping
from bot.model import PersonId
from bot.storage import tables
from bot.storage.accounts import Role
from bot.storage.crypto import KEYS, keys_for
from bot.storage.trail import Access
from tests.admin.house import House, house_in
from tests.admin.town import passes, posted, recipient, sms_to, volunteer, writes


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        house.user(Role.MANAGER)
        yield house


def column(house: House, which: Any) -> list[Any]:
    def ask(db: Any) -> list[Any]:
        KEYS.set(keys_for(bytes(32), 1))
        return list(db.scalars(select(which)))

    return house.do(ask)


def visited(house: House) -> tuple[PersonId, PersonId]:
    """Kari has been with Astrid."""
    kari, astrid = volunteer(house), recipient(house)
    posted(house, astrid)
    writes(house, kari, "JA")
    passes(house, days=3, hours=3)
    writes(house, kari, "ferdig")
    return kari, astrid


def tidied_after(house: House, **time: float) -> Any:
    house.at += timedelta(**time)
    return house.act(lambda turn: desk.tidy(turn, house.system.runner))


def test_every_rule_has_its_words_on_the_page() -> None:
    assert {rule.code for rule in keeping.RULES} == RULES.keys()


def test_words_are_kept_for_90_days_and_when_they_were_written_longer(house: House) -> None:
    visited(house)
    tidied_after(house, days=85)
    assert "JA" in column(house, tables.event.c.body)

    tidied_after(house, days=6)

    assert set(column(house, tables.event.c.body)) == {None}
    assert set(column(house, tables.message.c.text)) == {None}
    assert len(column(house, tables.message.c.created)) > 2


def test_what_waits_to_be_read_aloud_keeps_its_words(house: House) -> None:
    olga = house.act(lambda turn: desk.add_recipient(turn, "Olga Strand", "+4762000001"))
    house.act(lambda turn: turn.send(olga, "call", "+4762000001", "Ring Olga", "other"))

    tidied_after(house, days=100)

    assert "Ring Olga" in column(house, tables.message.c.text)


def test_after_a_year_nobody_can_see_whom_an_errand_was_for_and_the_hours_stand(house: House) -> None:
    kari, astrid = visited(house)
    tidied_after(house, days=350)
    assert column(house, tables.errand.c.recipient) == [astrid]
    assert astrid in column(house, tables.message.c.person)

    tidied_after(house, days=16)

    assert astrid not in column(house, tables.errand.c.recipient)
    said = house.do(lambda db: db.execute(select(tables.message.c.person, tables.message.c.errand)).all())
    assert (astrid, 1) not in set(map(tuple, said))
    done = house.act(lambda turn: turn.store.visits_by(kari, active=False))
    assert [(visit.state, errand.recipient_name) for visit, errand in done] == [("done", "")]


def test_who_was_never_approved_is_erased_after_90_days_and_told(house: House) -> None:
    runner = house.system.runner
    per = house.act(lambda turn: desk.enrol(turn, runner, "Per Holen", "+4790000102"))
    kari = volunteer(house)

    tidied_after(house, days=91)
    passes(house)

    sent = house.act(lambda turn: [m.kind for m in turn.store.messages_to(per) if m.handed_over is not None])
    assert sent[-1] == "receipt"
    assert house.act(lambda turn: [turn.store.erased(who) for who in (per, kari)]) == [True, False]
    assert column(house, tables.person.c.name)[:2] == ["", "Kari Vik"]


def test_old_lines_of_the_log_go_and_the_chain_still_holds_and_still_tells(house: House) -> None:
    def look(turn: Any) -> None:
        turn.store.log_access(Access(turn.now, 1, "today"))

    for days in (0, 1, 400, 400):
        house.at += timedelta(days=days)
        house.act(look)
    tidied_after(house)

    chain = house.act(lambda turn: turn.store.check_chain())
    assert (chain.lines, chain.broken) == (2, None)
    house.do(lambda db: db.execute(tables.access.delete().where(tables.access.c.id == 3)))
    assert house.act(lambda turn: turn.store.check_chain()).broken == 3


def test_a_beginning_of_the_log_that_the_key_did_not_seal_is_no_beginning(house: House) -> None:
    for _ in range(3):
        house.act(lambda turn: turn.store.log_access(Access(turn.now, 1, "today")))
    first = column(house, tables.access.c.chain)[0].hex()
    house.do(lambda db: db.execute(tables.access.delete().where(tables.access.c.id == 1)))
    forged = {"after": 1, "end": first, "seal": "00"}
    house.act(lambda turn: turn.store.change_set_up(log_begins=forged))

    assert house.act(lambda turn: turn.store.check_chain()).broken is not None


def test_it_is_done_once_a_day_and_says_when(house: House) -> None:
    visited(house)
    took = tidied_after(house, days=100)

    assert took["messages"] > 0
    assert tidied_after(house, hours=1) == {}
    assert house.act(lambda turn: keeping.when_last(turn.store.set_up())) == house.at - timedelta(hours=1)
    assert tidied_after(house, hours=20)["messages"] == 0


def test_a_silent_volunteer_is_asked_and_erased_when_there_is_no_answer(house: House) -> None:
    kari, per = volunteer(house), volunteer(house, "Per Holen", "+4790000102")
    for who in (kari, per):
        writes(house, who, "hei")
    tidied_after(house, days=336)
    passes(house, hours=12)
    asked = [text for text in sms_to(house, kari) if "Vil du fortsatt være frivillig?" in text]
    assert len(asked) == 1
    writes(house, per, "ja")
    assert "Da hører du fra oss igjen" in sms_to(house, per)[-1]

    tidied_after(house, days=28)
    assert not house.act(lambda turn: turn.store.erased(kari))
    took = tidied_after(house, days=3)

    assert took["inactive"] == 1
    assert house.act(lambda turn: [turn.store.erased(who) for who in (kari, per)]) == [True, False]


def test_who_was_not_reached_by_the_question_is_not_erased(house: House) -> None:
    olga = volunteer(house, "Olga Strand", "+4762000001")
    for _ in range(3):
        tidied_after(house, days=336)
        passes(house, hours=12)

    assert not house.act(lambda turn: turn.store.erased(olga))


def test_a_nei_to_staying_erases_at_once(house: House) -> None:
    kari = volunteer(house)
    tidied_after(house, days=336)
    passes(house, hours=12)

    writes(house, kari, "nei")

    assert house.act(lambda turn: turn.store.erased(kari))
