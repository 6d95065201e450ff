"""A small Telegram on localhost: keeps updates until they are confirmed, takes messages, fails when told to."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from bot.clock import Clock, SystemClock
from bot.settings import Settings
from tests import telegram_updates as shapes
from tests.telegram_updates import BOT, SECRET, TOKEN, Json, refusal

MOST_AT_ONCE = 100
LONGEST_TEXT, LONGEST_DATA = 4096, 64


@dataclass
class Posted:
    """A message of ours as it stands in the chat now."""

    number: int
    chat: int
    text: str
    markup: Json
    at: float
    """When it came, by a clock that only goes forward."""

    @property
    def buttons(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.markup.get("inline_keyboard", [])]


@dataclass(frozen=True)
class Call:
    """One thing we asked of it, and when."""

    method: str
    given: Mapping[str, str]
    at: float


@dataclass
class Trouble:
    """What goes wrong with the next calls: an error, or an answer that is lost or late."""

    times: int
    method: str
    answer: Json | None = None
    taken: bool = False
    seconds: float = 0


class FakeTelegram:
    """Use as a context manager.  Updates go to the webhook when one is set, else they are kept to be asked for."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.waiting: list[Json] = []
        """Updates nobody has confirmed."""
        self.posted: list[Posted] = []
        self.asked: list[Call] = []
        self.answered: list[str] = []
        self.left: list[int] = []
        self.blocked: set[int] = set()
        self.unknown: set[int] = set()
        self.webhook, self.webhook_secret = "", ""
        self.transport = "ptb"
        """The library we are to ask it with."""
        self._numbers = iter(range(1, 1_000_000))
        self.next_update = 900_000
        self._troubles: list[Trouble] = []
        self._changed = threading.Condition()
        self._closed = False
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._web = httpx2.Client(timeout=10, trust_env=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeTelegram:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._web.close()

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.asked if call.method == method]

    def settings(self, data_dir: Path, **more: Any) -> Settings:
        return Settings(_env_file=None, data_dir=data_dir, **{**self.given(), **more})

    def given(self) -> dict[str, Any]:
        """The settings that make us use this Telegram."""
        return {
            "telegram_token": TOKEN, "telegram_secret": SECRET, "telegram_api_url": self.url,
            "telegram_transport": self.transport,
        }  # fmt: skip

    def environment(self) -> dict[str, str]:
        """The same, for a process of its own."""
        return {f"HANDSLAG_{name.upper()}": value for name, value in self.given().items()}

    # What goes wrong

    def refuses(
        self, status: int, description: str, *, method: str = "sendMessage", times: int = 1, **parameters: int
    ) -> None:
        self.answers(refusal(status, description, **parameters), method, times)

    def answers(self, answer: Json, method: str, times: int = 1) -> None:
        """The call is not done, and this is said instead."""
        self._troubles.append(Trouble(times, method, answer))

    def loses_answers(self, times: int = 1, *, taken: bool = True, method: str = "sendMessage") -> None:
        """The call is done or not, and the connection is closed without a word."""
        self._troubles.append(Trouble(times, method, taken=taken))

    def is_slow(self, seconds: float, times: int = 1, *, method: str = "sendMessage") -> None:
        self._troubles.append(Trouble(times, method, taken=True, seconds=seconds))

    # What people do

    def writes(self, chat: int, text: str | None = None, **content: Any) -> Json:
        """Someone writes to us, or sends something else than words."""
        message = shapes.message(next(self._numbers), chat, text, date=self._now(), **content)
        self.brings({"message": message})
        return message

    def edits(self, message: Json, text: str) -> None:
        self.brings({"edited_message": {**message, "text": text, "edit_date": self._now()}})

    def presses(self, posted: Posted, option: str) -> str:
        """The press of a button on a message of ours; returns the number the press must be answered by."""
        buttons = [button for row in posted.markup["inline_keyboard"] for button in row]
        data = next(button["callback_data"] for button in buttons if button["text"] == option)
        press = str(4_000_000 + next(self._numbers))
        self.brings(shapes.pressed(press, posted.chat, data, of=_message(posted, self._now())))
        return press

    def blocks(self, chat: int) -> None:
        self.blocked.add(chat)
        self.brings(shapes.membership(shapes.private(chat), "member", "kicked", self._now()))

    def comes_back(self, chat: int) -> None:
        self.blocked.discard(chat)
        self.brings(shapes.membership(shapes.private(chat), "kicked", "member", self._now()))

    def adds_us(self, group: int) -> None:
        self.brings(shapes.membership(shapes.group(group), "left", "member", self._now()))

    def brings(self, update: Json) -> int | None:
        """Hand over an update of any shape; the webhook's answer, when there is one to ask."""
        self.next_update += 1
        numbered = {**update, "update_id": self.next_update}
        if self.webhook:
            return self.calls(numbered)
        with self._changed:
            self.waiting.append(numbered)
            self._changed.notify_all()
        return None

    def calls(self, update: Json) -> int:
        proof = {"X-Telegram-Bot-Api-Secret-Token": self.webhook_secret}
        return self._web.post(self.webhook, json=update, headers=proof).status_code

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    # What our client asks of it

    def call(self, method: str, given: dict[str, str]) -> Json | None:
        """The answer, or None where the connection is to be closed without one."""
        with self._changed:
            self.asked.append(Call(method, given, time.monotonic()))
            trouble = self._trouble(method)
        if trouble and trouble.answer:
            return trouble.answer
        if trouble and not trouble.taken:
            return None
        do = getattr(self, f"_{method}", None)
        answer: Json = do(given) if do else refusal(404, "Not Found")
        if trouble:
            time.sleep(trouble.seconds)
        return answer if trouble is None or trouble.seconds else None

    def _trouble(self, method: str) -> Trouble | None:
        for trouble in self._troubles:
            if trouble.times and trouble.method == method:
                trouble.times -= 1
                return trouble
        return None

    def _getMe(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        return _done(BOT)

    def _getUpdates(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        if self.webhook:
            return refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        offset, until = int(given.get("offset", 0)), time.monotonic() + float(given.get("timeout", 0))
        with self._changed:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
            while not (shown := [update for update in self.waiting if update["update_id"] >= offset]):
                if self._closed or not self._changed.wait(max(0.0, until - time.monotonic())):
                    break
            return _done(shown[: int(given.get("limit", MOST_AT_ONCE))])

    def _setWebhook(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        if urlsplit(given["url"]).scheme != "https" and urlsplit(given["url"]).hostname != "localhost":
            return refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook, self.webhook_secret = given["url"], given.get("secret_token", "")
        return _done(True)

    def _deleteWebhook(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        self.webhook = ""
        return _done(True)

    def _getWebhookInfo(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        return _done({"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0})

    def _sendMessage(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        chat, markup = int(given["chat_id"]), json.loads(given.get("reply_markup", "{}"))
        if wrong := self._why_not(chat, given.get("text", ""), markup):
            return wrong
        with self._changed:
            self.posted.append(Posted(next(self._numbers), chat, given["text"], markup, time.monotonic()))
            return _done(_message(self.posted[-1], self._now()))

    def _editMessageText(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        chat, number = int(given["chat_id"]), int(given["message_id"])
        there = next((p for p in self.posted if (p.chat, p.number) == (chat, number)), None)
        markup = json.loads(given.get("reply_markup", "{}"))
        if there is None:
            return refusal(400, "Bad Request: message to edit not found")
        if (there.text, there.markup) == (given["text"], markup):
            return refusal(400, "Bad Request: message is not modified")
        there.text, there.markup = given["text"], markup
        return _done(_message(there, self._now()))

    def _answerCallbackQuery(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        self.answered.append(given["callback_query_id"])
        return _done(True)

    def _leaveChat(self, given: Mapping[str, str]) -> Json:  # noqa: N802
        self.left.append(int(given["chat_id"]))
        return _done(True)

    def _why_not(self, chat: int, text: str, markup: Json) -> Json | None:
        if chat in self.unknown:
            return refusal(400, "Bad Request: chat not found")
        if chat in self.blocked:
            return refusal(403, "Forbidden: bot was blocked by the user")
        if not text or len(text) > LONGEST_TEXT:
            return refusal(400, f"Bad Request: message {'is too long' if text else 'text is empty'}")
        data = [button["callback_data"] for row in markup.get("inline_keyboard", []) for button in row]
        if any(len(each.encode()) > LONGEST_DATA for each in data):
            return refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        return None


def _done(result: object) -> Json:
    return {"ok": True, "result": result}


def _message(posted: Posted, date: int) -> Json:
    ours = {"message_id": posted.number, "from": BOT, "chat": shapes.private(posted.chat), "date": date}
    inline = {"reply_markup": posted.markup} if "inline_keyboard" in posted.markup else {}
    return {**ours, "text": posted.text, **inline}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        whose, _, method = urlsplit(self.path).path.removeprefix("/bot").partition("/")
        if whose != TOKEN:
            self._say(refusal(401, "Unauthorized"))
            return
        answer = self.server.telegram.call(method, dict(parse_qsl(body, keep_blank_values=True)))
        if answer is None:
            self.close_connection = True
        else:
            self._say(answer)

    def _say(self, answer: Json) -> None:
        body = json.dumps(answer).encode()
        self.send_response(answer.get("error_code", 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, telegram: FakeTelegram) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.telegram = telegram

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Someone who was asking may hang up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)
