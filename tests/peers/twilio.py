"""What is Twilio's own, tried against ours (``make test-peers``): its description of its interface, its count of parts.

Twilio's OpenAPI, as its package `@twilio-alpha/mcp` brings it, stands between us and our fake of Twilio in Stoplight's
Prism, which answers with an error when a request or an answer is not as described.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx2
import pytest

from bot.channels import Channel, Outgoing, sms
from bot.errors import OptedOut, Unreachable
from bot.sms_parts import DOUBLE, KNOWN, parts
from tests.fake_twilio import FakeTwilio
from tests.peers import npm
from tests.test_main_job import free_port
from tests.twilio_forms import ACCOUNT

HOME = npm.HOME / "twilio"
PACKAGES = ("@stoplight/prism-cli@5.16.0", "@twilio-alpha/mcp@0.7.0", "sms-segments-calculator@1.3.0")
OPENAPI = "@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json"
KARI = "+4790000001"
SEED, TEXTS = 20260305, 10_000
PATIENCE = 60.0


@pytest.fixture(scope="session")
def modules() -> Path:
    """Where Node finds them."""
    return npm.installed(HOME, OPENAPI, *PACKAGES)


@contextmanager
def described(modules: Path, to: str) -> Iterator[str]:
    """The address of a line to our fake on which all must be as Twilio describes it."""
    port, description = free_port(), HOME / "messages.json"
    description.write_text(about_messages((modules / OPENAPI).read_text(encoding="utf-8")), encoding="utf-8")
    prism = [str(modules / ".bin" / "prism"), "proxy", str(description), to, "--errors", "-v", "warn", "-p", str(port)]
    with (HOME / "prism.log").open("w") as log, subprocess.Popen(prism, stdout=log, stderr=log) as process:
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def about_messages(openapi: str) -> str:
    """What is described of messages.

    The pages of a list have addresses without a host, also in Twilio's own examples, where the description says `uri`.
    """
    whole = json.loads(openapi)
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    whole["paths"] = {path: whole["paths"][path]}
    page = whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    for name in (name for name in page if name.endswith("uri")):
        page[name]["format"] = "uri-reference"
    return json.dumps(whole)


def _wait(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(httpx2.TransportError):
            httpx2.get(url, trust_env=False)
            return
        time.sleep(0.1)
    raise TimeoutError(f"Prism did not start; see {HOME / 'prism.log'}")


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio("https://frivillig.eksempel.no") as twilio:
        yield twilio


@pytest.fixture
def line(modules: Path, twilio: FakeTwilio) -> Iterator[str]:
    with described(modules, twilio.url) as url:
        yield url


@pytest.fixture
def channel(line: str, twilio: FakeTwilio, tmp_path: Path) -> Iterator[Channel]:
    settings = twilio.settings(tmp_path).model_copy(update={"twilio_api_url": line})
    channel = sms.connect(settings)
    assert channel is not None
    yield channel
    asyncio.run(channel.close())


def test_what_we_send_and_what_our_fake_answers_is_as_twilio_describes_it(
    channel: Channel, twilio: FakeTwilio
) -> None:
    since = datetime.now(UTC) - timedelta(seconds=5)
    message = Outgoing("17", KARI, "Hei Kåre! Svar JA eller NEI.", timedelta(hours=2))
    twilio.hears(KARI, "ja", deliver=False)

    async def talk() -> None:
        sid = await channel.send(message)
        assert await channel.find(message, since) == sid
        assert [came.text for came in await channel.missed(since)] == ["ja"]

    asyncio.run(talk())
    assert [text.body for text in twilio.sent] == [message.text]


def test_refusals_are_as_described_too(channel: Channel, twilio: FakeTwilio) -> None:
    twilio.numbers = {KARI: 21610}
    with pytest.raises(OptedOut):
        asyncio.run(channel.send(Outgoing("18", KARI, "Hei")))

    twilio.refuses(400, 21211)
    with pytest.raises(Unreachable):
        asyncio.run(channel.send(Outgoing("19", "+4790000002", "Hei")))


def test_what_is_not_as_described_is_stopped(line: str) -> None:
    """The line itself must be able to fail."""
    path = f"{line}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    for wrong in ({"Body": "Hei"}, {"To": KARI, "ValidityPeriod": "a day"}):
        assert httpx2.post(path, data=wrong, auth=(ACCOUNT, "x"), trust_env=False).status_code == 422


def a_text(chance: Random) -> str:
    """Long and short, plain and dear, near the borders where one part becomes two."""
    plain = sorted(KNOWN - DOUBLE - {"\r", "\f"})
    dear = ("’", "“", "–", "…", "😀", "👍🏽", "ŋ", "š", "\u00a0", "é")
    length = chance.choice((chance.randrange(1, 20), chance.randrange(60, 80), chance.randrange(130, 170),
                            chance.randrange(300, 480)))  # fmt: skip
    letters = [chance.choice(plain) for _ in range(length)]
    for few, at_most in ((sorted(DOUBLE - {"\f"}), 3), (dear, chance.choice((0, 0, 2)))):
        for _ in range(chance.randint(0, at_most)):
            letters[chance.randrange(length)] = chance.choice(few)
    return "".join(letters)


def test_twilio_counts_ten_thousand_texts_as_we_do(modules: Path) -> None:
    chance = Random(SEED)
    texts = [a_text(chance) for _ in range(TEXTS)]

    asked = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".js"))], input=json.dumps(texts) + "\n", text=True,
        check=True, capture_output=True, env={"NODE_PATH": str(modules), "PATH": os.environ["PATH"]},
    )  # fmt: skip

    theirs = json.loads(asked.stdout)
    different = [(text, parts(text), count) for text, count in zip(texts, theirs, strict=True) if parts(text) != count]
    assert different == [], f"seed {SEED}: {len(different)} of {TEXTS}"
