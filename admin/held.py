"""What one was about to do when asked to show once more who one is: kept sealed for that login, one press away after.

It is kept for ten minutes at most, by itself in the database, and nothing of it stands in an address.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from admin.parts import Parts
from bot.storage import proofs
from bot.storage.accounts import Login

GO_ON = "/bekreft/videre"
WHAT = "held"
MOST = 5000
"""So many fields may be carried: one for each of those who were chosen."""

BUTTONS: Mapping[str, str] = {
    "account.codes.take_away": "Slutt med koder", "account.keys.take_away": "Ta bort nøkkelen",
    "account.recovery": "Lag nye gjenopprettingskoder", "log.take_out": "Ta ut loggen",
    "errands.together": "Gå videre med oppgavene",
    "outdoors.move": "Flytt oppgavene", "privacy.take_out": "Ta ut alt", "reminders.make_feed": "Lag en adresse",
    "sending.send": "Send ut", "sheets.ask": "La roboten spørre", "sheets.take_out": "Ta ut lista",
    "users.invite": "Lag lenke", "volunteers.take_out": "Ta ut lista",
    "volunteers.together": "Gå videre med de frivillige",
}  # fmt: skip
"""What the button says that does it after all.  Not here: an erasure, which is looked at once more."""


@dataclass(frozen=True, slots=True)
class Held:
    """Where it was to be sent and with which fields, what the button says, and the page it was sent from."""

    path: str
    fields: list[tuple[str, str]]
    button: str
    back: str

    @property
    def words(self) -> str:
        """What was written by hand."""
        return next((value for name, value in self.fields if name == "text"), "")


async def hold(request: Request, parts: Parts, login: Login, name: str, back: str) -> bool:
    """Whether what was sent is kept until they have shown who they are."""
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    empty = request.headers.get("content-length", "0") == "0"
    if request.method != "POST" or name not in BUTTONS or not (form or empty):
        return False
    async with request.form(max_files=0, max_fields=MOST) as sent:
        fields = [(one, value) for one, value in sent.multi_items() if isinstance(value, str) and "password" not in one]
    kept = json.dumps([request.url.path, fields, BUTTONS[name], back])
    asked, now = {"sealed": b64encode(parts.keys.seal(kept)).decode()}, parts.real_now()
    await parts.storage.write(lambda db: proofs.begin(db, WHAT, now, asked, login.user.id, _key(login)))
    return True


async def held(parts: Parts, login: Login) -> Held | None:
    now = parts.real_now()
    found = await parts.storage.ask(lambda db: proofs.halfway(db, _key(login), WHAT, now))
    if found is None or found.user != login.user.id:
        return None
    path, fields, button, back = json.loads(parts.keys.unseal(b64decode(found.asked["sealed"])))
    return Held(path, [(name, value) for name, value in fields], button, back)


async def let_go(parts: Parts, login: Login) -> None:
    """It has been done."""
    now = parts.real_now()
    if await held(parts, login) is not None:
        await parts.storage.write(lambda db: proofs.finish(db, _key(login), WHAT, now))


def _key(login: Login) -> str:
    """Only who has this login finds it."""
    return f"{WHAT} {login.look_up.hex()}"
