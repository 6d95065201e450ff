"""What Telegram's updates and answers look like, as its Bot API describes them."""

from __future__ import annotations

from typing import Any

TOKEN = "123456:a-Token_only-for-tests"
SECRET = "a-secret_only-for-tests"
BOT = {"id": 123456, "is_bot": True, "first_name": "Håndslag", "username": "haandslag_bot"}
MONDAY = 1772442000
"""2 March 2026 at 10 in Oslo."""

Json = dict[str, Any]


def person(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Kari", "last_name": "Testesen", "language_code": "nb"}


def private(chat: Any) -> Json:
    return {"id": chat, "type": "private", "first_name": "Kari", "last_name": "Testesen"}


def group(chat: int, kind: str = "group") -> Json:
    return {"id": chat, "type": kind, "title": "Strikkeklubben"}


def message(number: int, chat: int, text: Any = None, *, date: int = MONDAY, **content: Any) -> Json:
    """A message to the robot in a private chat; ``content`` is what it holds besides."""
    said = {} if text is None else {"text": text}
    return {
        "message_id": number, "from": person(chat), "chat": private(chat), "date": date, **said, **content,
    }  # fmt: skip


def heard(number: int, chat: int, text: Any = None, **content: Any) -> Json:
    return {"update_id": 7000 + number, "message": message(number, chat, text, **content)}


def edited(number: int, chat: int, text: str, at: int = MONDAY + 60) -> Json:
    return {"update_id": 7000 + number, "edited_message": message(number, chat, text, edit_date=at)}


def pressed(press: str, chat: int, data: Any, of: Json | None = None) -> Json:
    ours = of or {"message_id": 1, "from": BOT, "chat": private(chat), "date": MONDAY, "text": "Kan du?"}
    query = {"id": press, "from": person(chat), "message": ours, "chat_instance": "-42", "data": data}
    return {"update_id": 7500, "callback_query": query}


def membership(chat: Json, before: str, now: str, at: int = MONDAY) -> Json:
    def member(status: str) -> Json:
        return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    change = {"chat": chat, "from": person(1001), "date": at, "old_chat_member": member(before)}
    return {"update_id": 7600, "my_chat_member": {**change, "new_chat_member": member(now)}}


def card(phone: str, of: int | None) -> Json:
    return {"phone_number": phone, "first_name": "Kari"} | ({"user_id": of} if of else {})


FILE = {"file_id": "f", "file_unique_id": "u"}
STICKER = FILE | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
PHOTO = [FILE | {"width": 90, "height": 90}]
VOICE = FILE | {"duration": 3, "mime_type": "audio/ogg"}
LOCATION = {"latitude": 60.79, "longitude": 11.07}


def refusal(status: int, description: str, **parameters: int) -> Json:
    more = {"parameters": parameters} if parameters else {}
    return {"ok": False, "error_code": status, "description": description, **more}
