"""What people do in Telegram, and what we take it for."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels import Incoming
from bot.channels.telegram import reading
from bot.channels.telegram.calling import PtbApi
from bot.channels.telegram.calling_aiogram import AiogramApi
from bot.channels.telegram.reading import Came, number_of
from tests import telegram_updates as shapes
from tests.telegram_updates import MONDAY, Json, card, edited, group, heard, membership, message, pressed, private

KARI = 1001
KEY = b"a key"
AT = datetime.fromtimestamp(MONDAY, UTC)
ANY = "an id"


LIBRARIES = {"ptb": PtbApi.parse, "aiogram": AiogramApi.parse}
PARSE = PtbApi.parse


@pytest.fixture(autouse=True, params=LIBRARIES)
def each_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PARSE", LIBRARIES[request.param])


def read(update: object, key: bytes) -> Came:
    return reading.read(update, key, PARSE)


def taken(update: object) -> Incoming | None:
    """The event, with its own name put aside."""
    event = read(update, KEY).event
    return event and replace(event, external_id=ANY)


def said(text: str, **more: Any) -> Incoming:
    given: dict[str, Any] = {"sent_at": AT, **more}
    return Incoming("telegram", ANY, "1001", text, **given)


OWN_CARD = card("4790000001", KARI)
WORDS = {
    "a plain yes": (heard(1, KARI, "JA"), said("JA")),
    "norwegian letters": (heard(1, KARI, "Æ kjæm på lørdag"), said("Æ kjæm på lørdag")),
    "only a thumb": (heard(1, KARI, "👍"), said("👍")),
    "an invitation's link": (heard(1, KARI, "/start Ab_c-9"), said("/start Ab_c-9")),
    "a text as long as can be": (heard(1, KARI, "å" * 4096), said("å" * 4096)),
    "what no database can hold": (heard(1, KARI, "ja\x00 \ud83d"), said("ja ?")),
    "an answer to one of ours": (heard(1, KARI, "ja", reply_to_message=message(3, KARI, "Kan du?")), said("ja")),
    "a later text": (edited(1, KARI, "nei"), said("nei", edited=True, sent_at=AT + timedelta(minutes=1))),
    "a sticker": (heard(1, KARI, sticker=shapes.STICKER), said("", media=1)),
    "a picture": (heard(1, KARI, photo=shapes.PHOTO), said("", media=1)),
    "a picture with words": (heard(1, KARI, photo=shapes.PHOTO, caption="her"), said("her", media=1)),
    "a voice": (heard(1, KARI, voice=shapes.VOICE), said("", media=1)),
    "where they are": (heard(1, KARI, location=shapes.LOCATION), said("", media=1)),
    "something of a later year": (heard(1, KARI, hologram={"sides": 6}), said("", media=1)),
    "their own card": (heard(1, KARI, contact=OWN_CARD), said("", media=1, own_number="+4790000001")),
    "someone else's card": (heard(1, KARI, contact=card("+4790000002", 1002)), said("", media=1)),
    "a card of nobody here": (heard(1, KARI, contact=card("+4790000001", None)), said("", media=1)),
    "that they shut us out": (membership(private(KARI), "member", "kicked"), said("", blocked=True)),
}  # fmt: skip


@pytest.mark.parametrize(("update", "expected"), WORDS.values(), ids=WORDS.keys())
def test_what_someone_writes_or_does_is_taken_for_what_it_is(update: Json, expected: Incoming) -> None:
    assert taken(update) == expected
    assert read(update, KEY).group is None


def test_a_press_says_what_stands_on_the_button_and_of_which_message() -> None:
    came = read(pressed("77", KARI, "4711:JA"), KEY)

    assert came.press == "77"
    assert came.event is not None
    assert replace(came.event, external_id=ANY) == said("JA", pressed="4711", sent_at=None)


PASSED_BY = {
    "they let us in again": (membership(private(KARI), "kicked", "member"), Came()),
    "we were put out of a group": (membership(group(-5), "member", "left"), Came()),
    "a kind we did not ask for": ({"update_id": 7, "channel_post": message(1, KARI, "x")}, Came()),
    "a button that is not ours": (pressed("77", KARI, "hei"), Came(press="77")),
    "a button with a number of another kind": (pressed("77", KARI, "9" * 19 + ":JA"), Came(press="77")),
    "a button without words": (pressed("77", KARI, "4711:"), Came(press="77")),
    "a press in a group": (pressed("77", KARI, "4711:JA", {**message(1, KARI, "x"), "chat": group(-5)}),
                           Came(press="77")),
    "we were taken into a group": (membership(group(-5), "left", "member"), Came(group=-5)),
    "a group's words": ({"update_id": 7, "message": {**message(1, KARI, "JA"), "chat": group(-5)}}, Came(group=-5)),
    "a channel's words": ({"update_id": 7, "message": {**message(1, KARI), "chat": group(-5, "channel")}},
                          Came(group=-5)),
}  # fmt: skip


@pytest.mark.parametrize(("update", "expected"), PASSED_BY.values(), ids=PASSED_BY.keys())
def test_what_nobody_wrote_to_us_alone_is_no_event(update: Json, expected: Came) -> None:
    assert read(update, KEY) == expected


def name(update: Json, key: bytes = KEY) -> str:
    event = read(update, key).event
    assert event is not None
    return event.external_id


def test_the_same_message_has_the_same_name_whatever_number_its_update_has() -> None:
    again = {**heard(1, KARI, "JA"), "update_id": 99}

    assert name(again) == name(heard(1, KARI, "JA"))


def test_whatever_is_not_the_same_has_another_name() -> None:
    others = [
        heard(1, KARI, "JA"), heard(2, KARI, "JA"), heard(1, 1002, "JA"), edited(1, KARI, "JA"),
        edited(1, KARI, "JA", at=MONDAY + 61), pressed("1", KARI, "4711:JA"), pressed("2", KARI, "4711:JA"),
        membership(private(KARI), "member", "kicked"), membership(private(KARI), "member", "kicked", MONDAY + 1),
    ]  # fmt: skip

    assert len({name(update) for update in others}) == len(others)


def test_a_name_shows_nobody_who_it_is_about() -> None:
    assert "1001" not in name(heard(1, KARI, "JA"))
    assert name(heard(1, KARI, "JA")) != name(heard(1, KARI, "JA"), b"another key")


def without(update: Json, *path: str) -> Json:
    changed: Json = json.loads(json.dumps(update))
    place = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed


MALFORMED = {
    "nothing": None,
    "a word": "JA",
    "a list": [heard(1, KARI, "JA")],
    "empty": {},
    "only a number": {"update_id": 17},
    "an empty message": {"update_id": 17, "message": {}},
    "no message": {"update_id": 17, "message": None},
    "a message that is a word": {"update_id": 17, "message": "JA"},
    "a message in no chat": without(heard(1, KARI, "JA"), "message", "chat"),
    "a message without a number": without(heard(1, KARI, "JA"), "message", "message_id"),
    "a chat without a number": without(heard(1, KARI, "JA"), "message", "chat", "id"),
    "a text that is a number": heard(1, KARI, 17),
    "a text that is a list": heard(1, KARI, ["JA"]),
    "a time that is a word": heard(1, KARI, "JA", date="now"),
    "a time beyond all years": heard(1, KARI, "JA", date=10**18),
    "a card without a number": heard(1, KARI, contact={"first_name": "Kari", "user_id": KARI}),
    "a press by nobody": without(pressed("77", KARI, "4711:JA"), "callback_query", "from"),
    "a press without a number": without(pressed("77", KARI, "4711:JA"), "callback_query", "id"),
    "a press that carries a list": pressed("77", KARI, ["JA"]),
    "a member of nothing": without(membership(private(KARI), "member", "kicked"), "my_chat_member", "chat"),
}


@pytest.mark.parametrize("update", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_nothing_can_be_made_of_is_kept_as_it_came(update: object) -> None:
    with capture_logs() as lines:
        event, again = read(update, KEY).event, read(update, KEY).event

    assert event is not None and event.unreadable
    assert event.text == "JA" or json.loads(event.text) == update
    assert event == again
    assert [line["event"] for line in lines] == ["update not read"] * 2


def test_of_what_cannot_be_read_the_sender_and_the_words_are_kept_where_they_can_be_seen() -> None:
    updates = [heard(1, KARI, "STOPP", date="now"), heard(1, KARI, 17), "JA"]
    with capture_logs():
        events = [read(update, KEY).event for update in updates]

    assert [event and event.sender for event in events] == ["1001", "1001", ""]
    assert [event and event.text for event in events] == ["STOPP", json.dumps(updates[1], sort_keys=True), '"JA"']


@pytest.mark.parametrize("update", [{"update_id": "7"}, {"update_id": -7}, {}, "x", None, [7]])
def test_only_a_real_number_says_where_we_are_in_the_queue(update: object) -> None:
    assert number_of(update) is None
    assert number_of({"update_id": 7}) == 7


@pytest.mark.parametrize("update", [
    heard(1, KARI, "JA"), edited(1, KARI, "nei"), pressed("77", KARI, "4711:JA"),
    membership(private(KARI), "member", "kicked"),
], ids=["words", "later words", "a press", "shut out"])  # fmt: skip
def test_what_one_library_has_taken_the_other_knows_again(update: Json) -> None:
    """So the one can take over from the other."""
    assert reading.read(update, KEY, PtbApi.parse) == reading.read(update, KEY, AiogramApi.parse)


def test_a_chat_numbered_in_words_is_nobody_elses() -> None:
    """One library takes the word for the number it says, the other for nothing."""
    with capture_logs():
        event = read({"update_id": 17, "message": {**message(1, KARI, "JA"), "chat": private("1001")}}, KEY).event

    assert event is not None and event.sender == "1001"
