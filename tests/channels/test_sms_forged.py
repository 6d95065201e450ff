"""What Twilio did not send is refused with 403, never taken and never a crash."""

from __future__ import annotations

import random
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import pytest

from bot.channels import Incoming
from tests.channels.webhooks import IN, PUBLIC, STATUS, Webhooks
from tests.twilio_forms import NUMBER, inbound, signed, status_form

SID = "SM" + "0a1b2c3d" * 4
OTHER = "SM" + "f" * 32
KARI, OLA = "+4790000001", "+4790000002"
REAL = inbound(SID, KARI, "NEI")


def changed(**changes: str | None) -> dict[str, str]:
    """The real form with some fields changed, or left out where None."""
    return {name: value for name, value in (REAL | changes).items() if value is not None}


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("change", ["another", "longer", "gone", "renamed"])
def test_no_field_can_be_changed_after_signing(hooks: Webhooks, name: str, change: str) -> None:
    forged = dict(REAL)
    value = forged.pop(name)
    new = {"another": {name: "x"}, "longer": {name: value + "0"}, "gone": {}, "renamed": {name + "x": value}}
    forged |= new[change]

    assert hooks.post(forged, sign_as=REAL) == 403
    assert hooks.kept == []


WRONG_THOUGH_SIGNED = {
    "another account": changed(AccountSid="AC" + "f" * 32),
    "no account": changed(AccountSid=None),
    "another number of ours": changed(To="+4759440001"),
    "no number of ours": changed(To=None),
    "whatsapp": changed(To=f"whatsapp:{NUMBER}", From=f"whatsapp:{KARI}"),
    "no sender": changed(From=None),
    "an empty sender": changed(From=""),
    "a sender that is markup": changed(From="<script>"),
    "a sender with a line break": changed(From=f"{KARI}\n{OLA}"),
    "a sender without end": changed(From="+" + "4" * 60),
    "no message id": changed(MessageSid=None, SmsSid=None, SmsMessageSid=None),
    "a message id of another kind": changed(MessageSid="CA" + "0" * 32, SmsSid=None, SmsMessageSid=None),
    "a message id in capitals": changed(MessageSid=SID.upper(), SmsSid=None, SmsMessageSid=None),
    "a message id with a tail": changed(MessageSid=SID + "\n", SmsSid=None, SmsMessageSid=None),
    "two message ids": changed(SmsSid=OTHER),
    "no text": changed(Body=None),
    "a text longer than can be": changed(Body="a" * 1601),
    "pictures without number": changed(NumMedia="many"),
    "fewer pictures than none": changed(NumMedia="-1"),
    "only a text": {"Body": "JA"},
}


@pytest.mark.parametrize("forged", WRONG_THOUGH_SIGNED.values(), ids=WRONG_THOUGH_SIGNED.keys())
def test_a_signature_alone_is_not_enough(hooks: Webhooks, forged: dict[str, str]) -> None:
    assert hooks.post(forged) == 403
    assert hooks.kept == []


def run_together(fields: Mapping[str, str]) -> str:
    """What Twilio's signature covers: the names and values in order, without borders."""
    return "".join(name + fields[name] for name in sorted(fields))


ASIDE = inbound(SID, KARI, f"JAFrom{OLA}FromA")
WHOLE = inbound(SID, KARI, f"JAFrom{OLA}MessageSid{OTHER}NumMedia0To{NUMBER}Z")
REST = run_together(WHOLE).split("Z", 1)[1]
FIRST = {"AccountSid": REAL["AccountSid"], "ApiVersion": REAL["ApiVersion"], "Body": "JA", "From": OLA}
BORDERS_MOVED = {
    "the name takes a letter of the text": (REAL, changed(Body=None, BodyN="EI")),
    "the text takes a letter of the name": (REAL, changed(Body=None, Bod="yNEI")),
    "pictures are hidden in a name": (REAL, changed(NumMedia=None, NumMedia0="")),
    "pictures are hidden in a value": (REAL, changed(NumMedia=None, NumMedi="a0")),
    "the field before takes text and sender": (
        REAL,
        changed(ApiVersion=f"2010-04-01BodyNEIFrom{KARI}", Body=None, From=None),
    ),
    "a text that names another sender": (
        ASIDE,
        {**inbound(SID, OLA, "JA"), "FromA": f"From{KARI}"},
    ),
    "a text that names another sender and message": (
        WHOLE,
        {**FIRST, "MessageSid": OTHER, "NumMedia": "0", "To": NUMBER, "Z": REST},
    ),
}


@pytest.mark.parametrize(("real", "forged"), BORDERS_MOVED.values(), ids=BORDERS_MOVED.keys())
def test_a_signed_request_with_its_borders_moved_is_refused(
    hooks: Webhooks, real: dict[str, str], forged: dict[str, str]
) -> None:
    assert signed("", forged) == signed("", real)

    assert hooks.post(forged, sign_as=real) == 403
    assert hooks.kept == []


def test_a_replayed_message_keeps_the_number_it_is_known_by(hooks: Webhooks) -> None:
    """It can be sent again word for word; the inbox counts it once by this number."""
    hooks.post(REAL)
    hooks.post(REAL)

    assert {event.external_id for event in hooks.kept if isinstance(event, Incoming)} == {SID}


SIGNATURES = ["", "x", "=", "AAAA", "Ã¦", " ", "a" * 5000]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_wrong_signature_is_refused(hooks: Webhooks, signature: str) -> None:
    body = urlencode(REAL).encode()

    assert hooks.post_raw(body, {"X-Twilio-Signature": signature}) == 403


def test_a_missing_signature_is_refused(hooks: Webhooks) -> None:
    assert hooks.post_raw(urlencode(REAL).encode(), {}) == 403


ELSEWHERE = [
    "http://frivillig.eksempel.no/hooks/sms",
    "https://annen.eksempel.no/hooks/sms",
    f"{PUBLIC}/hooks/sms/",
    f"{PUBLIC}/hooks/sms/status",
]


@pytest.mark.parametrize("signed_for", ELSEWHERE)
def test_a_signature_for_another_address_is_refused(hooks: Webhooks, signed_for: str) -> None:
    assert hooks.post_raw(urlencode(REAL).encode(), signed(signed_for, REAL)) == 403


def test_a_signature_with_another_secret_is_refused(hooks: Webhooks) -> None:
    headers = signed(PUBLIC + IN, REAL, token="another")

    assert hooks.post_raw(urlencode(REAL).encode(), headers) == 403


def test_a_question_added_to_the_address_is_refused(hooks: Webhooks) -> None:
    headers = signed(PUBLIC + IN, REAL)

    assert hooks.post_raw(urlencode(REAL).encode(), headers, to=f"{IN}?x=1") == 403


RAW = {
    "not a form": b"['Body', 'JA']",
    "bytes that are no text": bytes(range(256)),
    "escapes that are no text": b"Body=%ff%fe",
    "half a character": b"Body=%ed%a0%80",
    "the same field twice": urlencode(REAL).encode() + b"&Body=JA",
    "a thousand fields": b"&".join(b"a%d=1" % n for n in range(1000)),
    "nothing": b"",
    "only borders": b"&&&===",
}


@pytest.mark.parametrize("body", RAW.values(), ids=RAW.keys())
def test_a_body_that_is_no_form_of_twilios_is_refused(hooks: Webhooks, body: bytes) -> None:
    assert hooks.post_raw(body, signed(PUBLIC + IN, REAL)) == 403
    assert hooks.post_raw(body, signed(PUBLIC + STATUS, REAL), to=STATUS) == 403


def test_the_same_field_twice_is_refused_though_the_signature_holds(hooks: Webhooks) -> None:
    body = urlencode(REAL).encode() + b"&Body=NEI"

    assert hooks.post_raw(body, signed(PUBLIC + IN, REAL)) == 403


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_another_kind_of_body_is_refused(hooks: Webhooks, kind: str) -> None:
    headers = {**signed(PUBLIC + IN, REAL), "Content-Type": kind}

    assert hooks.post_raw(urlencode(REAL).encode(), headers) == 415


def test_a_body_without_end_is_refused_before_it_is_read(hooks: Webhooks) -> None:
    assert hooks.post_raw(b"a" * 70_000, {}) == 413


def test_only_posts_are_taken(hooks: Webhooks) -> None:
    assert [hooks.web.request(method, IN).status_code for method in ("GET", "PUT", "DELETE")] == [405] * 3


STATUS_FORM = status_form(SID, KARI, "delivered")
WRONG_STATUS = {
    "another account": (STATUS, STATUS_FORM | {"AccountSid": "AC" + "f" * 32}),
    "not from us": (STATUS, STATUS_FORM | {"From": "+4759440001"}),
    "no reference": ("/hooks/sms/status", STATUS_FORM),
    "an empty reference": ("/hooks/sms/status?ref=", STATUS_FORM),
    "a reference that is a path": ("/hooks/sms/status?ref=..%2Fx", STATUS_FORM),
    "a reference without end": (f"/hooks/sms/status?ref={'1' * 65}", STATUS_FORM),
    "a code that is none": (STATUS, STATUS_FORM | {"ErrorCode": "x"}),
    "no message id": (STATUS, {k: v for k, v in STATUS_FORM.items() if "Sid" not in k}),
}


@pytest.mark.parametrize(("to", "forged"), WRONG_STATUS.values(), ids=WRONG_STATUS.keys())
def test_a_status_of_something_else_is_refused(hooks: Webhooks, to: str, forged: dict[str, str]) -> None:
    assert hooks.post(forged, to=to) == 403
    assert hooks.kept == []


def test_a_status_for_one_message_is_no_proof_for_another(hooks: Webhooks) -> None:
    headers = signed(PUBLIC + STATUS, STATUS_FORM)

    assert hooks.post_raw(urlencode(STATUS_FORM).encode(), headers, to="/hooks/sms/status?ref=m-18") == 403


@pytest.mark.promise
def test_of_two_thousand_mangled_requests_none_is_taken(hooks: Webhooks, times: int) -> None:
    chance = random.Random(16)
    real = urlencode(REAL).encode()
    headers = signed(PUBLIC + IN, REAL)

    answers = {hooks.post_raw(mangled(real, chance), headers) for _ in range(2000 * times)}

    assert answers == {403}
    assert hooks.kept == []


def mangled(body: bytes, chance: random.Random) -> bytes:
    """The body with one byte changed, put in or taken out, so that it no longer says the same."""
    place, byte = chance.randrange(len(body)), bytes([chance.choice(b"abcXYZ0189=&%+_.-")])
    before, after = body[:place], body[place + chance.choice((0, 1)) :]
    new = before + chance.choice((byte, b"")) + after
    return mangled(body, chance) if says(new) == says(body) else new


def says(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode(), keep_blank_values=True)
