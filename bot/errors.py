"""The error tree: an error says what the caller can do about it."""

from __future__ import annotations

from datetime import datetime


class BotError(Exception):
    """Anything the system knows how to say."""


class SetupError(BotError):
    """A setting is missing or wrong: say all of them and stop."""


class SendError(BotError):
    """A message did not get out.  ``code`` is the provider's own, for the operator."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class TryLater(SendError):
    """Too fast, or their fault, and surely not sent: same channel, later."""

    def __init__(self, reason: str, code: str = "", not_before: datetime | None = None) -> None:
        super().__init__(reason, code)
        self.not_before = not_before


class MaybeSent(SendError):
    """The answer was lost: look it up before trying again."""


class FailedThere(MaybeSent):
    """They say that it failed on their side: once their list does not show it, it did, and it goes on being tried."""


class Unreachable(SendError):
    """Another way, and tell a coordinator.  ``gone`` is whether it is the address that cannot be used any more."""

    def __init__(self, reason: str, code: str = "", *, gone: bool = True) -> None:
        super().__init__(reason, code)
        self.gone = gone


class OptedOut(SendError):
    """They said stop: never again."""


class Untrusted(BotError):
    """A request without a valid signature."""


class CannotStore(BotError):
    """The event is not on disk; whoever sent it must send it again."""


class Elsewhere(BotError):
    """Another worker is seeing to that municipality: see to another."""


class NotFound(BotError):
    """No such volunteer, errand or talk in this municipality."""


class Refused(BotError):
    """An act that the state of things does not allow; the message is said to the person who tried."""
