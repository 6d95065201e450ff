"""The pledge in the database: versions that stay as they were published, and who has promised which."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, text

from bot.model import PersonId
from bot.storage.pledges import Pledges, PledgeState
from bot.storage.store import Store
from tests.storage.conftest import NOW

WORDS = {"nb": "Jeg sier ikke videre det jeg hører.", "nn": "Eg seier ikkje vidare det eg høyrer."}
DAY = date(2026, 3, 2)


@pytest.fixture
def kari(store: Store) -> PersonId:
    who = store.add_person("Kari Vik", NOW)
    store.add_volunteer(who, registered=NOW, talk_by=7)
    return who


def promise(store: Store, who: PersonId, version: int, state: PledgeState = PledgeState.SIGNED) -> int:
    return store.add_pledge(
        person=who, version=version, words=WORDS["nb"], state=state.value, day=DAY, how="sms", said="ja, det lover jeg"
    )


def test_versions_are_numbered_and_read_as_they_were_published(store: Store) -> None:
    store.publish_pledge(WORDS, NOW, None)
    store.publish_pledge(WORDS | {"nb": "Nye ord."}, NOW, 7, DAY)

    latest, first = store.pledge_texts()
    assert (latest.version, latest.words["nb"], latest.by, latest.again) == (2, "Nye ord.", 7, DAY)
    assert (first.version, first.words, first.published, first.again) == (1, WORDS, NOW, None)


def test_nothing_changes_a_version() -> None:
    assert [name for name in vars(Pledges) if "pledge_text" in name or "publish" in name] == [
        "publish_pledge", "pledge_texts"
    ]  # fmt: skip


def test_the_last_of_each_and_the_latest_version_they_promised(store: Store, kari: PersonId) -> None:
    per = store.add_person("Per Holen", NOW)
    promise(store, kari, 1), promise(store, per, 1, PledgeState.REFUSED)
    asked = promise(store, kari, 2, PledgeState.ASKED)

    assert store.promised_versions() == {kari: 1}
    assert {who: (one.version, one.state) for who, one in store.last_pledges().items()} == {
        kari: (2, PledgeState.ASKED), per: (1, PledgeState.REFUSED)
    }  # fmt: skip
    store.change_pledge(asked, state=PledgeState.SIGNED.value)
    assert store.promised_versions() == {kari: 2}
    assert [one.version for one in store.pledges_of(kari)] == [2, 1]


def test_what_was_answered_is_sealed_and_goes_with_the_person(
    store: Store, kari: PersonId, connection: Connection
) -> None:
    which = promise(store, kari, 1)
    (kept,) = connection.execute(text("SELECT said FROM pledge")).scalars()

    assert b"lover" not in bytes(kept) and store.pledge(which) is not None
    store.forget(kari, NOW)
    assert store.pledge(which) is None and store.pledges_of(kari) == []


def test_who_had_the_talk_is_written(store: Store, kari: PersonId) -> None:
    assert store.seen_by(kari) == {"talk_by": 7}
    store.change_volunteer(kari, police_seen_by=8)
    assert store.seen_by(kari) == {"talk_by": 7, "police_seen_by": 8}
