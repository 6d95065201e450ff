"""What is LINK Mobility's own: a secret in the address, words that stand first, and many codes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Fate, Incoming, Receipt
from bot.channels.sms.link_codes import fate_of, refused
from bot.errors import MaybeSent, SendError, TryLater, Unreachable
from bot.numbers import urn
from tests.channels.providers import ID, NUMBER, OfLink, opened, running
from tests.channels.webhooks import Webhooks
from tests.fake_link import SECRET, brought, report

KARI = "+4790000001"
REAL = brought(ID, KARI, "NEI")
TOLD = report(f"4711.{NUMBER}", ID, 1001)
IN = f"/hooks/link/{SECRET}/in"


@pytest.fixture
def link() -> Iterator[OfLink]:
    link = OfLink()
    with running(link):
        yield link


@pytest.fixture
def hooks(link: OfLink, tmp_path: Path) -> Webhooks:
    return Webhooks(opened(link, tmp_path))


def test_what_we_send_along_is_what_is_documented(link: OfLink, tmp_path: Path) -> None:
    from tests.channels.test_sms_providers import HELLO, send

    send(opened(link, tmp_path))

    (taken,) = link.fake.taken
    assert taken["messageId"]
    assert {name: value for name, value in taken.items() if name != "messageId"} == {
        "source": NUMBER, "sourceTON": "MSISDN", "destination": KARI, "userData": HELLO.text,
        "refId": f"4711.{NUMBER}", "relativeValidityTime": 7_200_000, "platformId": "COMMON_API",
        "platformPartnerId": "4711", "deliveryReportGates": ["BVldZyQt"], "useDeliveryReport": True,
        "ignoreResponse": False,
    }  # fmt: skip


CODES: dict[int, Fate | None] = {
    1000: Fate.HANDED_OVER, 1001: Fate.DELIVERED, 1002: Fate.UNDELIVERABLE, 1007: Fate.DELIVERED,
    1010: Fate.HANDED_OVER, 0: Fate.UNDELIVERABLE, 2104: Fate.UNDELIVERABLE, 4007: Fate.UNDELIVERABLE, 9999: None,
}  # fmt: skip


@pytest.mark.parametrize(("code", "fate"), CODES.items())
def test_a_code_says_what_became_of_it(link: OfLink, hooks: Webhooks, code: int, fate: Fate | None) -> None:
    assert fate_of(code) is fate
    assert link.posts(hooks, "status", {**TOLD, "resultCode": code}) == 200
    assert hooks.kept == ([Receipt("sms", "4711", fate, ID, str(code), urn(NUMBER), code == 2104)] if fate else [])


REFUSALS: list[tuple[int, object, type[SendError]]] = [
    (400, 106200, TryLater), (400, 106301, TryLater), (400, 106000, MaybeSent), (400, 4001, Unreachable),
    (400, None, Unreachable), (403, 106101, TryLater), (500, None, MaybeSent),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "expected"), REFUSALS)
def test_what_is_wrong_with_our_account_is_no_fault_of_the_number(
    status: int, code: object, expected: type[SendError]
) -> None:
    assert type(refused(status, code)) is expected


def test_to_a_short_number_that_is_shared_the_word_in_front_is_not_theirs(link: OfLink, hooks: Webhooks) -> None:
    hooks.channel.ours = frozenset({urn("2333")})  # type: ignore[attr-defined]
    said = brought(ID, KARI, "Hjelp ja, gjerne", "NO-2333", route={"type": "KEYWORD_ROUTE", "keyword": "HJELP"})

    assert link.posts(hooks, "in", said) == 200
    assert [(e.text, e.ours) for e in hooks.kept if isinstance(e, Incoming)] == [("ja, gjerne", "tel:2333")]


def test_a_picture_is_known_as_one(link: OfLink, hooks: Webhooks) -> None:
    assert link.posts(hooks, "in", {**REAL, "content": {"type": "MMS", "userData": None}}) == 200
    assert [(e.text, e.media) for e in hooks.kept if isinstance(e, Incoming)] == [("", 1)]


def test_half_a_character_does_not_stop_what_it_came_with(hooks: Webhooks) -> None:
    body = json.dumps(brought(ID, KARI, "ja")).replace('"ja"', '"ja\\ud83d"')

    assert hooks.post_raw(body.encode(), {"Content-Type": "application/json"}, IN) == 200
    assert [e.text for e in hooks.kept if isinstance(e, Incoming)] == ["ja?"]


WRONG: dict[str, Any] = {
    "no object": [REAL], "a number": 17, "nothing": None, "no destination": {**REAL, "destination": None},
    "a destination that is a list": {**REAL, "destination": [NUMBER]}, "no sender": {**REAL, "source": None},
    "no id": {**REAL, "messageId": None}, "an id that is a number": {**REAL, "messageId": 17},
    "an id with a line break": {**REAL, "messageId": ID + "\n"}, "a content that is words": {**REAL, "content": "JA"},
    "a text that is a list": {**REAL, "content": {"type": "SMS", "userData": ["JA"]}},
    "another kind": {**REAL, "content": {"type": "WHATSAPP", "userData": "JA"}},
    "a route that is words": {**REAL, "route": "x"},
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
def test_a_message_of_another_shape_is_refused(link: OfLink, hooks: Webhooks, said: Any) -> None:
    assert link.posts(hooks, "in", said) == 403
    assert hooks.kept == []


WRONG_REPORTS: dict[str, Any] = {
    "no reference": {"refId": None}, "a reference that is a number": {"refId": 4711},
    "a reference without our number": {"refId": "4711"}, "a code that is words": {"resultCode": "1001"},
    "a code that is yes": {"resultCode": True}, "no id": {"id": None},
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG_REPORTS.values(), ids=WRONG_REPORTS.keys())
def test_a_report_of_another_shape_is_refused(link: OfLink, hooks: Webhooks, change: dict[str, Any]) -> None:
    assert link.posts(hooks, "status", {**TOLD, **change}) == 403
    assert hooks.kept == []


def test_a_time_outside_every_calendar_is_no_time(link: OfLink, hooks: Webhooks) -> None:
    times = ("9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00")

    assert [link.posts(hooks, "in", {**REAL, "timestamp": time}) for time in times] == [200, 200]
    assert [e.sent_at for e in hooks.kept if isinstance(e, Incoming)] == [None, None]


RAW = [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"a": 1e999}', b"[]"]


@pytest.mark.parametrize("body", RAW)
def test_what_is_no_json_is_refused(hooks: Webhooks, body: bytes) -> None:
    assert hooks.post_raw(body, {"Content-Type": "application/json"}, IN) == 403


def test_another_kind_of_body_a_body_without_end_and_another_address_are_refused(hooks: Webhooks) -> None:
    json_body, whole = {"Content-Type": "application/json"}, json.dumps(REAL).encode()

    assert hooks.post_raw(whole, {"Content-Type": "text/plain"}, IN) == 415
    assert hooks.post_raw(b" " * 70_000, json_body, IN) == 413
    assert hooks.post_raw(whole, json_body, f"/hooks/link/{SECRET}/out") == 403
    assert [hooks.web.request(method, IN).status_code for method in ("GET", "PUT", "DELETE")] == [405] * 3
    assert hooks.kept == []


@pytest.mark.promise
def test_of_two_thousand_wrong_secrets_none_is_taken(hooks: Webhooks, times: int) -> None:
    chance, body = random.Random(16), json.dumps(REAL).encode()
    answers = {
        hooks.post_raw(body, {"Content-Type": "application/json"}, f"/hooks/link/{guess(chance)}/in")
        for _ in range(2000 * times)
    }

    assert answers <= {403, 404}  # a dash cut off at the end leaves another address
    assert hooks.kept == []


def guess(chance: random.Random) -> str:
    """The secret with one letter changed, put in or taken out."""
    place, letter = chance.randrange(len(SECRET)), chance.choice("abcXYZ019_-")
    wrong = SECRET[:place] + letter + SECRET[place + chance.choice((0, 1)) :]
    return guess(chance) if wrong == SECRET else wrong


@pytest.mark.promise
def test_of_two_thousand_mangled_bodies_none_is_a_crash(hooks: Webhooks, times: int) -> None:
    """Nothing signs them: what is mangled inside the text is another text."""
    chance, body = random.Random(17), json.dumps(REAL).encode()
    answers = {
        hooks.post_raw(mangled(body, chance), {"Content-Type": "application/json"}, IN) for _ in range(2000 * times)
    }

    assert answers == {200, 403}


def mangled(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body))
    return body[:place] + bytes([chance.randrange(256)]) + body[place + chance.choice((0, 1)) :]
