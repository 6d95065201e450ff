"""Whom nothing is left to do for is asked of either database in the same words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import Kin
from bot.storage.retention import OLD
from bot.storage.store import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=400)


def test_each_group_is_found_and_nobody_twice(store: Store) -> None:
    per, kari, astrid, nils = (store.add_person(name, NOW) for name in ("Per", "Kari", "Astrid", "Nils"))
    store.add_volunteer(kari, stage="approved")
    store.change_person(kari, stopped=True)
    store.add_recipient(astrid, kin=Kin("Nils", "+4790000302"))
    store.give_address(nils, "sms", "+4790000302")

    assert store.done_with_others(LATER) == [per]
    assert store.done_with_stopped(LATER) == [kari]
    assert store.done_with_recipients(LATER) == [astrid]
    assert store.done_with_others(NOW) == []


def test_nobody_for_whom_something_is_open_is_among_those_who_may_go(store: Store) -> None:
    per, kari = store.add_person("Per", NOW), store.add_person("Kari", NOW)
    store.open_matter("new_volunteer", NOW, person=per)
    store.open_matter("wrote", NOW, person=kari)

    assert store.not_in_hand([kari, per], ("new_volunteer",)) == [per]
    assert store.not_in_hand([]) == []


def test_how_much_is_old_is_counted_without_changing_anything(store: Store) -> None:
    matter = store.open_matter("wrote", NOW, words="hei")
    store.change_matter(matter, closed=NOW)

    counted = {what: store.count_old(what, LATER) for what in OLD}

    assert counted == dict.fromkeys(OLD, 0) | {"matters": 1}
    assert store.matter(matter).words == "hei"
