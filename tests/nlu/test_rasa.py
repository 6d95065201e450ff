"""A Rasa server behind the same port: asked over HTTP, and left when it is slow, wrong or away."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.dialog.events import Ranking
from bot.nlu.rasa import LEFT_ALONE, SECONDS_TO_ANSWER, Rasa

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
SAID = {"intent_ranking": [{"name": "later", "confidence": 0.2}, {"name": "deny", "confidence": 0.7}]}


@dataclass
class SetClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class FakeRasa:
    """Answers what it is told to, after a wait."""

    says: Any = field(default_factory=lambda: SAID)
    status: int = 200
    seconds: float = 0
    drips: float = 0
    asked: list[tuple[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server() -> Iterator[FakeRasa]:
    fake = FakeRasa()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fake.asked.append((self.path, json.loads(body)))
            time.sleep(fake.seconds)
            said = fake.says if isinstance(fake.says, bytes) else json.dumps(fake.says).encode()
            self.send_response(fake.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            for piece in [bytes((letter,)) for letter in said] if fake.drips else [said]:
                self.wfile.write(piece)
                time.sleep(fake.drips)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        fake.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield fake
        http.shutdown()
        thread.join()


def classify(url: str, *texts: str, later: timedelta = timedelta()) -> list[Ranking | None]:
    async def ask() -> list[Ranking | None]:
        clock, found = SetClock(), []
        rasa = Rasa(url, "hemmelig", clock)
        for text in texts:
            found.append(await rasa.classify(text))
            clock.at += later
        await rasa.close()
        return found

    return asyncio.run(ask())


def test_its_ranking_is_taken_likeliest_first(server: FakeRasa) -> None:
    assert classify(server.url, "kan ikke") == [(("deny", 0.7), ("later", 0.2))]
    assert server.asked == [("/model/parse?token=hemmelig", {"text": "kan ikke"})]


@pytest.mark.parametrize(
    "says",
    [
        b"<html>",
        {},
        {"intent_ranking": []},
        {"intent_ranking": [{"name": "deny", "confidence": 7}]},
        [1],
        b"[" * 100_000,
    ],
)
def test_what_is_no_ranking_is_no_answer(server: FakeRasa, says: Any) -> None:
    server.says = says
    assert classify(server.url, "kan ikke") == [None]


def test_after_a_failure_it_is_left_alone_for_a_while(server: FakeRasa) -> None:
    server.status = 500
    assert classify(server.url, "en", "to", "tre", later=LEFT_ALONE * 0.4) == [None] * 3
    assert len(server.asked) == 1

    assert classify(server.url, *"abcd", later=LEFT_ALONE * 0.4) == [None] * 4
    assert len(server.asked) == 3


def test_nobody_waits_longer_than_a_moment(server: FakeRasa) -> None:
    server.seconds = SECONDS_TO_ANSWER * 2
    began = time.perf_counter()
    assert classify(server.url, "en", "to") == [None, None]
    assert time.perf_counter() - began < SECONDS_TO_ANSWER * 1.5


def test_nobody_waits_for_an_answer_that_comes_letter_by_letter(
    server: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.nlu.rasa.SECONDS_TO_ANSWER", 0.3)
    server.drips = 0.02
    began = time.perf_counter()
    assert classify(server.url, "en") == [None]
    assert time.perf_counter() - began < 0.02 * len(json.dumps(SAID))


def test_the_token_is_in_no_log(server: FakeRasa, capfd: pytest.CaptureFixture[str]) -> None:
    server.status = 401
    classify(server.url, "kan ikke")
    classify("http://127.0.0.1:9", "kan ikke")
    out = "".join(capfd.readouterr())
    assert "rasa did not answer" in out
    assert "hemmelig" not in out
    assert "kan ikke" not in out
