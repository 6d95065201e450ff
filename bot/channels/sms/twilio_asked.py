"""Asking Twilio, with every way it can go wrong as an error that says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from bot.errors import FailedThere, MaybeSent, OptedOut, SendError, TryLater, Unreachable

OPTED_OUT = frozenset({21610})
BAD_NUMBER = frozenset({21211, 21614, 30005, 30006})
"""No such number, or none that takes SMS.  All else is about our account, the route or the words."""
THEIR_FAULT = frozenset({20429, 30001, 30003, 30008})
NOT_ABOUT_THE_NUMBER = frozenset({401, 403, 404, 429})

Found = TypeVar("Found")


def asked(ask: Callable[[], Found]) -> Found:
    """What Twilio answers, with every way it can go wrong as an error that says what to do."""
    from requests.exceptions import RequestException
    from twilio.base.exceptions import TwilioException

    try:
        return ask()
    except RequestException as lost:
        raise _lost(lost) from lost
    except TwilioException as refused:
        raise _refused(getattr(refused, "status", 500), getattr(refused, "code", 0) or 0) from refused
    except (ValueError, AttributeError) as garbled:
        raise MaybeSent("the answer could not be read") from garbled


async def asked_aside(ask: Callable[[], Found]) -> Found:
    """The same in a thread of its own, so that a slow Twilio takes none from the database, and nothing waits for one.

    The process does not wait for such a thread when it ends, as it does for those of a pool.
    """
    answer: Future[Found] = Future()
    answer.set_running_or_notify_cancel()  # who no longer waits for the answer does not take it back

    def run() -> None:
        try:
            answer.set_result(asked(ask))
        except Exception as wrong:  # noqa: BLE001  whoever waits for the answer has it
            answer.set_exception(wrong)

    Thread(target=run, name="twilio", daemon=True).start()
    return await asyncio.wrap_future(answer)


def _lost(error: Exception) -> SendError:
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    why = error.args[0] if error.args else None
    if isinstance(error, ConnectTimeout) or isinstance(getattr(why, "reason", None), NewConnectionError):
        return TryLater("no connection")
    return MaybeSent("the answer was lost")


def _refused(status: int, code: int) -> SendError:
    if code in OPTED_OUT:
        return OptedOut("they have said stop", str(code))
    if code in BAD_NUMBER:
        return Unreachable("the number cannot be reached", str(code))
    if status in NOT_ABOUT_THE_NUMBER or code in THEIR_FAULT:
        return TryLater("refused for now", str(code))
    if status >= 500:
        return FailedThere("it failed on their side", str(code))
    return Unreachable("refused", str(code), gone=False)
