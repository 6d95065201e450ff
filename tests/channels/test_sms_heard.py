"""What Twilio really sends is taken, whole and once for each."""

from __future__ import annotations

import pytest

from bot.channels import Fate, Incoming, Receipt
from tests.channels.webhooks import PUBLIC, STATUS, Webhooks
from tests.twilio_forms import NUMBER, inbound, signed, status_form

SID = "SM" + "0a1b2c3d" * 4
MMS = "MM" + "0a1b2c3d" * 4
KARI = "+4790000001"
OURS = f"tel:{NUMBER}"
PLACES = "ToCountry ToState ToCity ToZip FromCountry FromState FromCity FromZip"
OTHERS = "SmsMessageSid SmsSid SmsStatus NumSegments NumMedia ApiVersion"
STOPS = ["STOP", " stop ", "Unsubscribe", "end", "QUIT", "StopAll", "revoke", "optout", "cancel"]


def form(body: str = "JA", sender: str = KARI, without: str = "", **more: str) -> dict[str, str]:
    fields = inbound(SID, sender, body, **more)
    return {name: value for name, value in fields.items() if name not in without.split()}


SHAPES = {
    "a plain yes": form(),
    "an empty text": form(""),
    "only a space": form(" "),
    "norwegian letters": form("Ja, gjerne på lørdag. Æ kjæm!"),
    "an emoji": form("👍"),
    "an emoji of several parts": form("👩🏽‍🦳❤️"),
    "a text as long as can be": form("a" * 1600),
    "as long as can be, in emoji": form("👍" * 1600),
    "several lines": form("Ja\nmen ikke\r\ntorsdag"),
    "signs of the form itself": form("a=b&c=d+e%20f;g"),
    "quotes and angles": form("<b>\"Hei\"</b> & 'ha det'"),
    "a field's name in the text": form("From Kari To Ola, Body and soul"),
    "a telephone number in the text": form("Ring meg på +4790000002"),
    "an account's name in the text": form("AccountSid"),
    "a picture": form("", NumMedia="1", MediaUrl0=f"{PUBLIC}/x.jpg", MediaContentType0="image/jpeg"),
    "ten pictures": form("se", NumMedia="10"),
    "through a messaging service": form(MessagingServiceSid="MG" + "0" * 32),
    "with opt-out on": form("STOP", OptOutType="STOP"),
    "help with opt-out on": form("HELP", OptOutType="HELP"),
    "fields nobody has told us of": form(CarrierLookup="{}", Ø="ny", **{"9": "x"}),
    "no place": form(without=PLACES),
    "only what must be there": form(without=f"{PLACES} {OTHERS}"),
    "from a short number": form(sender="02582"),
    "from a name": form(sender="Posten"),
    "from a name with a space": form(sender="Min Side"),
    "from Sweden": form(sender="+46700000001"),
    "an iPhone's reaction": form("Likte «Kan du handle for Astrid?»"),
    "in many parts": form("b" * 459, NumSegments="3"),
    "empty fields": form(FromCity="", FromZip="", ToZip="", ToState=""),
}  # fmt: skip


@pytest.mark.parametrize("fields", SHAPES.values(), ids=SHAPES.keys())
def test_a_real_message_is_taken(hooks: Webhooks, fields: dict[str, str]) -> None:
    assert hooks.post(fields) == 200

    (heard,) = hooks.kept
    assert isinstance(heard, Incoming)
    assert (heard.channel, heard.external_id) == ("sms", SID)
    assert (heard.sender, heard.text) == (fields["From"], fields["Body"])
    assert heard.media == int(fields.get("NumMedia", 0))


def test_a_message_with_a_picture_has_a_number_of_another_shape(hooks: Webhooks) -> None:
    assert hooks.post(inbound(MMS, KARI, "", NumMedia="1")) == 200


def test_the_answer_is_an_empty_response_in_xml(hooks: Webhooks) -> None:
    fields = form()

    answer = hooks.web.post("/hooks/sms", data=fields, headers=signed(f"{PUBLIC}/hooks/sms", fields))

    assert answer.text == "<Response/>"
    assert answer.headers["content-type"].startswith("text/xml")


@pytest.mark.parametrize("body", STOPS)
def test_a_stop_twilio_acted_on_is_marked_so(hooks: Webhooks, body: str) -> None:
    hooks.post(form(body))

    assert [event.handled_stop for event in hooks.kept if isinstance(event, Incoming)] == [True]


@pytest.mark.parametrize("body", ["STOPP", "SLUTT", "stop nå", "ikke cancel", "ja", "HELP", ""])
def test_a_stop_that_is_ours_to_answer_is_not(hooks: Webhooks, body: str) -> None:
    hooks.post(form(body))

    assert [event.handled_stop for event in hooks.kept if isinstance(event, Incoming)] == [False]


def test_what_no_database_can_hold_is_left_out(hooks: Webhooks) -> None:
    hooks.post(form("ja\x00"))

    assert [event.text for event in hooks.kept if isinstance(event, Incoming)] == ["ja"]


FATES = {
    "accepted": Fate.HANDED_OVER, "scheduled": Fate.HANDED_OVER, "queued": Fate.HANDED_OVER,
    "sending": Fate.HANDED_OVER, "sent": Fate.HANDED_OVER, "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED, "partially_delivered": Fate.UNDELIVERABLE, "undelivered": Fate.UNDELIVERABLE,
    "failed": Fate.UNDELIVERABLE, "canceled": Fate.UNDELIVERABLE,
}  # fmt: skip


@pytest.mark.parametrize(("status", "fate"), FATES.items())
def test_a_status_says_what_became_of_our_message(hooks: Webhooks, status: str, fate: Fate) -> None:
    assert hooks.post(status_form(SID, KARI, status), to=STATUS) == 200

    assert hooks.kept == [Receipt("sms", "m-17", fate, SID, ours=OURS)]


def test_a_status_with_21610_says_they_have_opted_out(hooks: Webhooks) -> None:
    hooks.post(status_form(SID, KARI, "failed", 21610), to=STATUS)

    assert hooks.kept == [Receipt("sms", "m-17", Fate.OPTED_OUT, SID, "21610", OURS)]


@pytest.mark.parametrize("status", ["received", "receiving", "of a later year"])
def test_a_status_that_says_nothing_of_our_message_is_taken_and_let_go(hooks: Webhooks, status: str) -> None:
    assert hooks.post(status_form(SID, KARI, status), to=STATUS) == 200

    assert hooks.kept == []


def test_what_cannot_be_stored_is_not_acknowledged(hooks: Webhooks) -> None:
    hooks.full = True

    assert hooks.post(form()) == 503
    assert hooks.post(status_form(SID, KARI, "sent"), to=STATUS) == 503
