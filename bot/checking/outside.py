"""What `handslag check` asks others: whether the accounts work, whether they call us here, and what time it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from bot.channels.sms.calls import CALL
from bot.channels.sms.link_codes import OUR_ACCOUNT
from bot.channels.telegram import HOOK
from bot.settings import Settings

if TYPE_CHECKING:
    import httpx

SECONDS_TO_ANSWER = 10.0
CLOCKS_DIFFER = timedelta(seconds=5)
"""A message whose answer was lost is looked for among those from so long before we sent it."""
REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing an operator should know; nobody goes live while something is missing."""

    words: str
    missing: bool = False


@dataclass(slots=True)
class Asking:
    """One conversation with a provider.  ``wrong`` says why there was no answer to go on from."""

    web: httpx.Client
    who: str
    wrong: str = ""
    skew: timedelta | None = None

    def get(self, address: str, **asked: Any) -> dict[str, Any]:
        return self._read(lambda: self.web.get(address, **asked))

    def post(self, address: str, **given: Any) -> dict[str, Any]:
        return self._read(lambda: self.web.post(address, **given))

    def _read(self, ask: Any) -> dict[str, Any]:
        import httpx

        self.wrong = ""
        try:
            answer: httpx.Response = ask()
        except httpx.HTTPError as lost:  # its words may hold an address with a secret in it
            self.wrong = f"did not answer ({type(lost).__name__})"
            return {}
        self._look_at_clock(answer)
        try:
            said = answer.json()
        except ValueError:
            said = None
        if answer.status_code in REFUSED:
            self.wrong = f"refuses the account or its secret ({answer.status_code})"
        elif answer.status_code >= 400 or not isinstance(said, dict):
            self.wrong = f"answered {answer.status_code}"
        return said if isinstance(said, dict) else {}

    def _look_at_clock(self, answer: httpx.Response) -> None:
        try:
            there = parsedate_to_datetime(answer.headers["date"])
        except (KeyError, ValueError):
            return
        if there.tzinfo is not None:
            self.skew = datetime.now(UTC) - there

    def about_clock(self) -> Iterator[Line]:
        if self.skew is not None and abs(self.skew) > CLOCKS_DIFFER:
            seconds, way = round(abs(self.skew).total_seconds()), "ahead of" if self.skew > timedelta() else "behind"
            yield Line(f"the clock here is {seconds} seconds {way} {self.who}'s; have it kept right", missing=True)


def they_say(settings: Settings, numbers: Sequence[str]) -> Iterator[Line]:
    """A line for each thing the providers say, or that keeps them from saying it.  ``numbers`` are all of ours."""
    import httpx

    if settings.sms_provider == "link" and settings.link_user and settings.link_password:
        with httpx.Client(timeout=SECONDS_TO_ANSWER, base_url=settings.link_url) as web:
            web.auth = (settings.link_user, settings.link_password.get_secret_value())
            yield from _link(Asking(web, "LINK Mobility"))
    elif settings.sms_provider == "twilio" and settings.twilio_account_sid and settings.twilio_auth_token:
        with httpx.Client(timeout=SECONDS_TO_ANSWER, base_url=settings.twilio_api_url) as web:
            web.auth = (settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
            yield from _twilio(Asking(web, "Twilio"), settings, numbers)
    if settings.telegram_token:
        with httpx.Client(timeout=SECONDS_TO_ANSWER, base_url=settings.telegram_api_url) as web:
            yield from _telegram(Asking(web, "Telegram"), settings.telegram_token.get_secret_value(), settings)


def _twilio(asking: Asking, settings: Settings, numbers: Sequence[str]) -> Iterator[Line]:
    account = f"/2010-04-01/Accounts/{settings.twilio_account_sid}"
    said = asking.get(f"{account}.json")
    if asking.wrong:
        yield Line(f"SMS: Twilio {asking.wrong}", missing=True)
    elif said.get("status") != "active":
        yield Line(f"SMS: the account at Twilio is {said.get('status', 'unknown')}", missing=True)
    else:
        yield Line("SMS: Twilio knows the account")
        for number in numbers:
            yield from _number(asking, f"{account}/IncomingPhoneNumbers.json", number, settings.public_url)
    yield from asking.about_clock()


def _number(asking: Asking, address: str, number: str, ours: str) -> Iterator[Line]:
    said = asking.get(address, params={"PhoneNumber": number})
    if asking.wrong:
        yield Line(f"{number}: Twilio {asking.wrong}", missing=True)
        return
    row = next((each for each in said.get("incoming_phone_numbers", ()) if each.get("phone_number") == number), None)
    if row is None:
        yield Line(f"{number}: not a number of this account at Twilio", missing=True)
        return
    for what, name, path in (("a message", "sms", "/hooks/sms"), ("a call", "voice", CALL)):
        there = str(row.get(f"{name}_url") or "").partition("#")[0]
        if there != ours + path or row.get(f"{name}_method") != "POST":
            yield Line(f"{number}: when {what} comes in, Twilio does not call {ours + path} by POST", missing=True)


def _link(asking: Asking) -> Iterator[Line]:
    """LINK has nothing to ask but to send; without a receiver nothing is sent, and it says whether it knows us."""
    code = asking.post("/sms/send", json={}).get("resultCode")
    if isinstance(code, int) and code not in OUR_ACCOUNT:
        yield Line("SMS: LINK Mobility knows the account")
    else:
        yield Line(f"SMS: LINK Mobility {asking.wrong or 'did not say that it knows the account'}", missing=True)
    yield from asking.about_clock()


def _telegram(asking: Asking, token: str, settings: Settings) -> Iterator[Line]:
    bot = f"/bot{token}"
    robot = asking.post(f"{bot}/getMe")
    if asking.wrong:
        yield Line(f"Telegram: {asking.wrong}", missing=True)
        return
    yield Line(f"Telegram: the token is @{robot.get('result', {}).get('username', '?')}'s")
    there = asking.post(f"{bot}/getWebhookInfo").get("result", {}).get("url", "")
    ours = settings.public_url + HOOK
    if there not in ("", ours) or (settings.telegram_webhook and there != ours):
        what = "the robot sets it when it is turned on" if not there else "another program may have this token"
        yield Line(f"Telegram: it does not call {ours}; {what}", missing=bool(there))
    yield from asking.about_clock()
