"""Acts that whoever does them may take back, before anything of them leaves; and why others may not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.requests import Request

from admin.auth import login_of, municipality_of, parts_of
from bot import desk
from bot.life.turn import Turn
from bot.model import ErrandId

T = TypeVar("T")

TELLS = frozenset({
    "errand.ask_more", "errand.call_off", "errand.cannot_come", "errand.changed", "errand.end_series", "errand.give",
    "errand.greet", "errand.post", "errand.take_proposed", "errand.welcome", "errands.together", "friends.end",
    "friends.go_on", "friends.make", "friends.pause", "friends.substitute", "merge.do", "needs.decide", "needs.end",
    "needs.register", "outdoors.move", "pledge.publish", "police.save", "recipient.changed",
    "recipient.not_again", "recipient.stop",
    "sending.send", "sheets.ask", "sheets.keep", "talk.answer", "today.ask_if_well", "volunteer.approval",
    "volunteer.changed", "volunteer.pause", "volunteer.pledge", "volunteer.telegram", "volunteers.paste.read",
    "volunteers.register", "volunteers.together",
})  # fmt: skip
"""What may be taken back, and may have somebody told: what they are to be told waits until that is too late."""

TELLS_NOBODY = frozenset({
    "calls.answer", "canned.save", "lessons.drop", "lessons.tell", "needs.correct", "needs.drop", "needs.used",
    "own_answers.save",
    "provisions.changed", "provisions.checked", "provisions.register", "provisions.take_away", "recipients.register",
    "register.take_in", "reports.prices", "sending.drop", "sending.take_back", "talk.let_be", "talk.snooze",
    "text.save", "text.use_ours", "today.seen", "wellbeing.keep", "wellbeing.word",
})  # fmt: skip
"""What may be taken back, and sends nothing.  A JA on the telephone may not: its answer is read to them at once."""

OWN_WAY: Mapping[str, str] = {
    "account.keys.made": "a key can be taken away",
    "account.keys.take_away": "a new key can be made",
    "account.codes.begin": "nothing holds before a code has been typed",
    "account.codes.begun": "the codes can be taken away",
    "account.codes.take_away": "new codes can be made",
    "account.password": "another can be chosen",
    "dress_rehearsal.begin": "it can be stopped",
    "dress_rehearsal.stop": "it can be begun again",
    "rehearsal.again": "only simulated telephones are written to",
    "rehearsal.chat": "only simulated telephones are written to",
    "rehearsal.forward": "only simulated telephones are written to",
    "rehearsal.put_away": "the telephone can be taken out again",
    "rehearsal.say": "only simulated telephones are written to",
    "rehearsal.take_out": "the telephone can be put away",
    "reminders.end_feed": "a new address can be made",
    "reminders.make_feed": "the address can be taken away",
    "sending.start": "it can be stopped again",
    "sending.stop": "it can be begun again",
    "setup.save": "what it was before can be written in the same form",
    "sheets.stop": "the file can be read in again: what is there is left as it is",
    "talk.hand_back": "the talk can be taken over again",
    "talk.take_back": "the words stand in the field, to be sent again",
    "talk.take_over": "the talk can be handed back",
    "today.open_again": "it can be seen to again",
    "today.seen_to": "it can be opened again for ten minutes",
    "users.invite": "the link can be withdrawn",
    "users.withdraw": "a new link can be made",
}
"""What has another way back."""

FOR_GOOD: Mapping[str, str] = {
    "account.close": "whoever is out is out: safety does not wait",
    "account.close_others": "whoever is out is out: safety does not wait",
    "account.keys.begin": "keeps nothing",
    "account.recovery": "old codes must not hold for half a minute more",
    "begin.choose": "the municipality is there, and can be changed under Oppsett",
    "confirm.key.begin": "keeps nothing",
    "confirm.key.try": "shows who one is",
    "confirm.try": "shows who one is",
    "errand.foresee": "keeps nothing",
    "errand.foresee_change": "keeps nothing",
    "help.ask": "is done by those who ask for help, not by a coordinator",
    "lessons.train": "runs beside the panel, and a worse reader is not taken into use",
    "log.take_out": "what is taken out is in somebody's hands",
    "login.code_try": "shows who one is",
    "login.key.begin": "keeps nothing",
    "login.key.try": "shows who one is",
    "login.try": "shows who one is",
    "logout": "whoever is out is out: safety does not wait",
    "privacy.erase": "what is erased is gone at once",
    "privacy.take_out": "what is taken out is in somebody's hands",
    "register.look": "keeps nothing",
    "sheets.look": "keeps nothing",
    "sheets.take_out": "what is taken out is in somebody's hands",
    "text.look": "keeps nothing",
    "undo": "what was taken back can be done once more",
    "users.close": "whoever is out is out: safety does not wait",
    "volunteer.erase": "what is erased is gone at once",
    "volunteers.take_out": "what is taken out is in somebody's hands",
    "welcome.accept": "is done by whoever comes in",
    "wellbeing.withdraw": "what is erased is gone at once",
}
"""What cannot be taken back, and why."""


async def act_undoably(
    request: Request, what: str, job: Callable[[Turn], T], errand: ErrandId | None = None, together: str = ""
) -> T:
    """``what`` is the name of the route; ``errand`` is what it is done to; see ``undoing.undoably``."""
    by = login_of(request).user.id
    return await parts_of(request).system.act(
        municipality_of(request), lambda turn: desk.undoably(turn, what, by, job, errand, together)
    )
