"""What LINK Mobility's result codes say: whether a message was taken, and what became of it."""

from __future__ import annotations

from bot.channels import Fate
from bot.errors import MaybeSent, SendError, TryLater, Unreachable

DELIVERED = frozenset({1001, 1007})
NOT_YET_KNOWN = frozenset({4, 5, 1000, 1008, 1010, 1011, 1012})
"""With the operator, or nobody can say."""
NOT_DELIVERED = frozenset({
    0, 1, 2, 3, 6, 104, 105, 1002, 1004, 1006, 1009, 2104, 2105, 2106, 2107, *range(2200, 2208), *range(3000, 3003),
    *range(4000, 4008),
})  # fmt: skip
WRONG_NUMBER = frozenset({2104, 2106})
"""No such subscriber, or no such number: of all that is not delivered, these alone say that none ever will be."""
UNKNOWN_ERROR = 106000
OUR_ACCOUNT = range(106100, 106400)
"""The user, the platform, the gate: nothing about the number."""
NOT_ABOUT_THE_NUMBER = frozenset({401, 403, 404, 429})


def fate_of(code: int) -> Fate | None:
    """None for a code from after this was written."""
    if code in DELIVERED:
        return Fate.DELIVERED
    if code in NOT_DELIVERED:
        return Fate.UNDELIVERABLE
    return Fate.HANDED_OVER if code in NOT_YET_KNOWN else None


def refused(status: int, code: object) -> SendError:
    said = str(code) if isinstance(code, int) else str(status)
    if status in NOT_ABOUT_THE_NUMBER or (isinstance(code, int) and code in OUR_ACCOUNT):
        return TryLater("refused for now", said)
    if status >= 500 or code == UNKNOWN_ERROR:
        return MaybeSent("it failed on their side", said)
    return Unreachable("refused", said, gone=code in WRONG_NUMBER)
