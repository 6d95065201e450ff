"""Status moves forward only, whatever the order and the number of receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from bot.channels import Fate
from bot.storage import sending
from bot.storage.post import MessageState
from bot.storage.store import Store
from tests.storage.conftest import NOW

ALSO = ("tests/storage/test_store.py",)
NUMBER = "+4790000001"
FATES = (Fate.HANDED_OVER, Fate.DELIVERED, Fate.UNDELIVERABLE)
LAST = {
    frozenset({Fate.HANDED_OVER}): {MessageState.HANDED_OVER},
    frozenset({Fate.HANDED_OVER, Fate.DELIVERED}): {MessageState.DELIVERED},
    frozenset({Fate.HANDED_OVER, Fate.UNDELIVERABLE}): {MessageState.FAILED},
}
ORDERS = [
    order for known in LAST for length in range(len(known), 4) for order in permutations([*known, *known], length)
    if known == set(order)
]  # fmt: skip


def moves_forward(store: Store, fates: Sequence[Fate]) -> None:
    which = store.add_message(channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, not_before=NOW)
    store.change_message(which, state=MessageState.SENDING)
    seen = [MessageState.SENDING]

    for minutes, fate in enumerate(fates):
        store.settle(which, fate, "SM1", "", NOW + timedelta(minutes=minutes))
        seen.append(store.message(which).state)

    order = [MessageState.SENDING, MessageState.HANDED_OVER, seen[-1]]
    assert seen[-1] in LAST[frozenset(fates)]
    assert [order.index(state) for state in seen] == sorted(order.index(state) for state in seen)
    assert store.message(which).provider_id == "SM1"


@pytest.mark.promise
@pytest.mark.parametrize("fates", sorted(set(ORDERS)), ids=" ".join)
def test_a_message_only_moves_forward_whatever_the_order_of_its_receipts(store: Store, fates: Sequence[Fate]) -> None:
    moves_forward(store, fates)


def test_planted_the_last_receipt_counts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_RANK", Latest())

    with pytest.raises(AssertionError):
        all_move_forward(store)


@pytest.mark.promise
def test_a_receipt_for_another_message_that_had_the_number_before_a_restore_changes_nothing(store: Store) -> None:
    which = store.add_message(channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, not_before=NOW)

    assert [store.settle(which, fate, "SM-old", "", NOW) for fate in FATES] == [None] * len(FATES)
    assert store.message(which).state is MessageState.QUEUED

    store.change_message(which, state=MessageState.SENDING)
    assert store.settle(which, Fate.HANDED_OVER, "SM-new", "", NOW) is not None
    assert store.settle(which, Fate.UNDELIVERABLE, "SM-old", "", NOW) is None
    assert store.settle(which, Fate.DELIVERED, "SM-new", "", NOW) is not None


def all_move_forward(store: Store) -> None:
    for fates in ORDERS:
        moves_forward(store, fates)


class Latest(dict[MessageState, int]):
    """Each state asked for is further on than the one before."""

    def __missing__(self, state: MessageState) -> int:
        self.asked = getattr(self, "asked", 0) - 1
        return self.asked
