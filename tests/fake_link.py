"""A small LINK Mobility on localhost: takes messages, fails when told to, and brings what people write."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

NUMBER, USER, PASSWORD, SECRET = "+4759440000", "handslag", "a-password-for-tests", "et-hemmelig-ord-i-adressen"
AUTHORISED = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
Json = dict[str, Any]


@dataclass
class Trouble:
    times: int
    status: int = 0
    code: int = 0
    taken: bool = False
    seconds: float = 0


class FakeLink:
    """Use as a context manager."""

    def __init__(self) -> None:
        self.taken: list[Json] = []
        """What we have sent, as it was posted, with the number each message was given."""
        self._troubles: list[Trouble] = []
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> FakeLink:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def given(self) -> dict[str, Any]:
        """The settings that make us use this LINK."""
        return {
            "sms_provider": "link", "link_user": USER, "link_password": PASSWORD, "link_platform": "COMMON_API",
            "link_partner": "4711", "link_gate": "BVldZyQt", "link_from": NUMBER, "link_secret": SECRET,
            "link_url": f"http://127.0.0.1:{self._server.server_address[1]}",
        }  # fmt: skip

    def refuses(self, status: int, code: int = 0, times: int = 1) -> None:
        self._troubles.append(Trouble(times, status, code))

    def loses_answers(self, times: int = 1, *, taken: bool = True) -> None:
        self._troubles.append(Trouble(times, taken=taken))

    def is_slow(self, seconds: float) -> None:
        self._troubles.append(Trouble(1, taken=True, seconds=seconds))

    def send(self, asked: Json, authorised: bool) -> tuple[int, Json] | None:
        trouble = next((each for each in self._troubles if each.times), None)
        if trouble:
            trouble.times -= 1
        if not authorised:
            return 401, {"resultCode": 106101, "description": "Access denied"}
        if trouble and trouble.status:
            return trouble.status, {"resultCode": trouble.code, "description": "It was refused"}
        if not asked.get("source") or not str(asked.get("destination", "")).startswith("+"):
            return 400, {"resultCode": 4001, "description": "Invalid message content"}
        if trouble is None or trouble.taken:
            self.taken.append({**asked, "messageId": f"Dcshuhod0PMAAAFQ+/{len(self.taken) + 1:06}"})
        if trouble:
            time.sleep(trouble.seconds)
        done = {"messageId": self.taken[-1]["messageId"], "resultCode": 1005, "description": "Queued"}
        return None if trouble else (200, done)


def brought(name: str, sender: str, text: str, to: str = NUMBER, **more: Any) -> Json:
    """A message to us as LINK brings it, after the example in its documentation."""
    return {
        "destination": to, "subNumber": None, "source": sender,
        "content": {"type": "SMS", "userData": text, "encoding": "TEXT"}, "operator": "no.telenor",
        "timestamp": "2026-11-17T14:28:40Z", "messageId": name, "operatorTimestamp": "2026-11-17T14:28:40Z",
        "operatorMessageId": "0",
        "route": {"type": "SUBNUMBER_ROUTE", "id": "0", "refId": "x", "gateIds": ["0"], "number": to},
        "gateCustomParameters": {}, "customParameters": {"queued": "2026-11-17 15:28:40", "platformId": "0"}, **more,
    }  # fmt: skip


def report(ref: str, name: str, code: int, **more: Any) -> Json:
    """A delivery report as LINK brings it."""
    return {
        "refId": ref, "id": name, "operator": "no.telenor", "sentTimestamp": "2026-11-19T09:37:35Z",
        "timestamp": "2026-11-19T09:37:00Z", "resultCode": code, "operatorResultCode": "2", "segments": 1,
        "gateCustomParameters": {}, "customParameters": {"received": "2026-11-19 10:37:36"}, **more,
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = self.path == "/sms/send" and self.headers.get("Content-Type") == "application/json"
        authorised = self.headers.get("Authorization") == AUTHORISED
        answer = self.server.link.send(json.loads(body), authorised) if known else (404, {})
        if answer is None:
            self.close_connection = True
            return
        said = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, link: FakeLink) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.link = link
