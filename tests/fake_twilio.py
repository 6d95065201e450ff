"""A small Twilio on localhost: takes messages, lists them, fails when told to, and calls our webhooks."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from bot.clock import Clock, SystemClock
from bot.settings import Settings
from tests.twilio_forms import ACCOUNT, NUMBER, TOKEN, Text, inbound, refusal, resource, signed, status_form

ACCOUNTS = f"/2010-04-01/Accounts/{ACCOUNT}"
MESSAGES, NUMBERS = f"{ACCOUNTS}/Messages.json", f"{ACCOUNTS}/IncomingPhoneNumbers.json"
AUTHORISED = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
STOPS = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
STARTS = {"START", "UNSTOP", "YES"}


@dataclass
class Trouble:
    """What goes wrong with the next messages: an error answer, a lost answer or a long wait."""

    times: int
    to: str | None = None
    status: int = 0
    code: int = 0
    taken: bool = False
    seconds: float = 0


class FakeTwilio:
    """Use as a context manager; ``public_url`` is where our own webhooks are."""

    def __init__(self, public_url: str = "http://localhost:8000", clock: Clock | None = None) -> None:
        self.public_url = public_url
        self.clock = clock or SystemClock()
        self.texts: list[Text] = []
        self.ours = {NUMBER}
        """The numbers on our account."""
        self.numbers: dict[str, int] = {}
        """Numbers that cannot be written to, with the error code for each."""
        self.calls_to: dict[str, str] = {}
        """Where a message to a number of ours is brought, when it is not to where we are."""
        self.ahead = timedelta(0)
        """How far the clock in its headers is ahead."""
        self.asked = 0
        """How many requests came in."""
        self._troubles: list[Trouble] = []
        self._hidden = 0
        self._listing = 0.0
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._web = httpx2.Client(timeout=10, trust_env=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def sent(self) -> list[Text]:
        """What we have sent, oldest first."""
        return [text for text in self.texts if text.direction == "outbound-api"]

    def __enter__(self) -> FakeTwilio:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._web.close()

    def settings(self, data_dir: Path) -> Settings:
        return Settings(_env_file=None, data_dir=data_dir, **self.given())

    def given(self) -> dict[str, Any]:
        """The settings that make us use this Twilio."""
        return {
            "public_url": self.public_url,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_from": NUMBER,
            "twilio_api_url": self.url,
            "sms_per_second": "0",
        }

    def environment(self) -> dict[str, str]:
        """The same, for a process of its own."""
        return {f"HANDSLAG_{name.upper()}": value for name, value in self.given().items()}

    # What goes wrong

    def refuses(self, status: int, code: int = 0, times: int = 1, to: str | None = None) -> None:
        self._troubles.append(Trouble(times, to, status=status, code=code))

    def loses_answers(self, times: int = 1, to: str | None = None, taken: bool = True) -> None:
        """The request is read, the message taken or not, and the connection is closed without a word."""
        self._troubles.append(Trouble(times, to, taken=taken))

    def hides_its_list(self, times: int = 1) -> None:
        self._hidden += times

    def lists_slowly(self, seconds: float) -> None:
        self._listing = seconds

    def is_slow(self, seconds: float, times: int = 1, to: str | None = None) -> None:
        """The message is taken, and the answer comes late."""
        self._troubles.append(Trouble(times, to, taken=True, seconds=seconds))

    # What others do

    def hears(
        self, sender: str, body: str, deliver: bool = True, to: str = NUMBER, **fields: str
    ) -> httpx2.Response | None:
        """Someone writes to us: kept, and handed to our webhook unless that is to be missed."""
        text = self._keep(sender, to, body, "inbound", "received", media=int(fields.get("NumMedia", 0)))
        self._opt_in_or_out(sender, body)
        if not deliver:
            return None
        return self.calls("/hooks/sms", inbound(text.sid, sender, body, To=to, **fields))

    def tells(self, text: Text, status: str, code: int | None = None) -> httpx2.Response:
        """A status callback about something we sent."""
        with self._lock:
            place = next(i for i, kept in enumerate(self.texts) if kept.sid == text.sid)
            self.texts[place] = replace(text, status=status, code=code)
        url = urlsplit(text.callback)
        form = {**status_form(text.sid, text.to, status, code), "From": text.sender}
        return self.calls(f"{url.path}?{url.query}", form)

    def calls(self, path: str, fields: Mapping[str, str]) -> httpx2.Response:
        url = self.public_url + path
        return self._web.post(url, data=dict(fields), headers=signed(url, fields))

    # What our client asks of it

    def create(self, given: Mapping[str, str]) -> tuple[int, dict[str, Any]] | None:
        """The answer, or None where the connection is to be closed without one."""
        with self._lock:
            trouble = self._trouble(given.get("To", ""))
            if trouble and trouble.status:
                return trouble.status, refusal(trouble.status, trouble.code)
            if code := self._why_not(given):
                return 400, refusal(400, code)
            if trouble is None or trouble.taken:
                text = self._keep(given["From"], given["To"], given["Body"], "outbound-api", "queued", given=given)
            if trouble is None:
                return 201, resource(text)
        if trouble.seconds:
            time.sleep(trouble.seconds)
            return 201, resource(text)
        return None

    def listed(self, path: str, asked: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        time.sleep(self._listing)
        if self._hidden:
            self._hidden -= 1
            return 503, refusal(503, 20503)
        return 200, self._page(path, asked)

    def numbers_page(self, number: str) -> dict[str, Any]:
        """What a number of ours does, as it is set up there."""
        shown = {
            "phone_number": number, "sms_url": self.calls_to.get(number, f"{self.public_url}/hooks/sms"),
            "sms_method": "POST", "voice_url": f"{self.public_url}/hooks/sms/call", "voice_method": "POST",
        }  # fmt: skip
        return {"incoming_phone_numbers": [shown] if number in self.ours else []}

    def _page(self, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
        size, number = int(asked.get("PageSize", 50)), int(asked.get("Page", 0))
        rows = [text for text in reversed(self.texts) if _matches(text, asked)]
        shown = rows[number * size : (number + 1) * size]
        more = len(rows) > (number + 1) * size
        query = {k: v for k, v in asked.items() if k != "Page"}
        return {
            "messages": [resource(text) for text in shown],
            "first_page_uri": f"{path}?{urlencode({**query, 'Page': 0})}",
            "next_page_uri": f"{path}?{urlencode({**query, 'Page': number + 1})}" if more else None,
            "previous_page_uri": None,
            "uri": f"{path}?{urlencode(asked)}",
            "page": number,
            "page_size": size,
            "start": number * size,
            "end": number * size + max(0, len(shown) - 1),
        }

    def _keep(
        self, sender: str, to: str, body: str, direction: str, status: str, *,
        media: int = 0, given: Mapping[str, str] | None = None,
    ) -> Text:  # fmt: skip
        given = given or {}
        sid = f"SM{len(self.texts) + 1:032x}"
        now = self.clock.now().astimezone(UTC).replace(microsecond=0)
        callback = given.get("StatusCallback", "")
        self.texts.append(Text(sid, to, sender, body, now, direction, status, media, None, callback, given))
        return self.texts[-1]

    def _trouble(self, to: str) -> Trouble | None:
        for trouble in self._troubles:
            if trouble.times and trouble.to in (None, to):
                trouble.times -= 1
                return trouble
        return None

    def _why_not(self, given: Mapping[str, str]) -> int:
        to, body = given.get("To", ""), given.get("Body", "")
        if not re.fullmatch(r"\+[1-9]\d{7,14}", to):
            return 21211 if to else 21604
        if given.get("From") not in self.ours:
            return 21606
        if not body or len(body) > 1600:
            return 21617 if body else 21602
        return self.numbers.get(to, 0)

    def _opt_in_or_out(self, sender: str, body: str) -> None:
        word = body.strip().upper()
        if word in STOPS:
            self.numbers[sender] = 21610
        elif word in STARTS and self.numbers.get(sender) == 21610:
            del self.numbers[sender]


def _matches(text: Text, asked: Mapping[str, str]) -> bool:
    after = asked.get("DateSent>")
    return (
        asked.get("To", text.to) == text.to
        and asked.get("From", text.sender) == text.sender
        and (after is None or text.created >= datetime.fromisoformat(after))
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self._allowed():
            answer = self.server.twilio.create(dict(parse_qsl(body, keep_blank_values=True)))
            self._say(*answer) if answer else self._hang_up()

    def do_GET(self) -> None:
        if self._allowed():
            path, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            if path == NUMBERS:
                self._say(200, self.server.twilio.numbers_page(asked["PhoneNumber"]))
            elif path == MESSAGES:
                self._say(*self.server.twilio.listed(MESSAGES, asked))
            else:
                self._say(200, {"sid": ACCOUNT, "status": "active"})

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(time.time() + self.server.twilio.ahead.total_seconds())

    def _allowed(self) -> bool:
        self.server.twilio.asked += 1
        if self.headers.get("Authorization") != AUTHORISED:
            self._say(401, refusal(401, 20003))
        elif urlsplit(self.path).path not in (MESSAGES, NUMBERS, f"{ACCOUNTS}.json"):
            self._say(404, refusal(404, 20404))
        else:
            return True
        return False

    def _say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, twilio: FakeTwilio) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.twilio = twilio
