"""Who may call which route.  A route that is not here cannot be mounted: nothing is open by oversight."""

from __future__ import annotations

from collections.abc import Mapping

from bot.storage.accounts import Role

EVERYONE = frozenset(Role)
COORDINATORS = frozenset({Role.COORDINATOR, Role.MANAGER})
RUNNERS = frozenset({Role.MANAGER, Role.OPERATOR})

OPEN = frozenset({
    "static", "login", "login.try", "login.code", "login.code_try", "login.key.begin", "login.key.try", "login.oidc",
    "login.oidc.back", "welcome", "welcome.accept", "accessibility",
})  # fmt: skip
"""Routes for those who have not logged in."""

FRESH = frozenset({
    "account.codes", "account.codes.take_away", "account.keys.begin", "account.keys.take_away", "account.oidc",
    "account.recovery", "sending.send", "users.invite",
})  # fmt: skip
"""Routes that take data out, send to many or change how one comes in: only right after one has shown who one is."""

MAY: Mapping[str, frozenset[Role]] = {
    "home": EVERYONE,
    "logout": EVERYONE,
    "account": EVERYONE,
    "account.password": EVERYONE,
    "account.codes": EVERYONE,
    "account.codes.begin": EVERYONE,
    "account.codes.begun": EVERYONE,
    "account.codes.take_away": EVERYONE,
    "account.recovery": EVERYONE,
    "account.keys.begin": EVERYONE,
    "account.keys.made": EVERYONE,
    "account.keys.take_away": EVERYONE,
    "account.oidc": EVERYONE,
    "account.close": EVERYONE,
    "account.close_others": EVERYONE,
    "confirm": EVERYONE,
    "confirm.try": EVERYONE,
    "confirm.oidc": EVERYONE,
    "confirm.key.begin": EVERYONE,
    "confirm.key.try": EVERYONE,
    "begin": RUNNERS,
    "begin.choose": RUNNERS,
    "users": RUNNERS,
    "users.invite": RUNNERS,
    "users.withdraw": RUNNERS,
    "users.close": RUNNERS,
    "log": frozenset({Role.MANAGER}),
    "today": COORDINATORS,
    "today.seen_to": COORDINATORS,
    "today.seen": COORDINATORS,
    "today.ask_if_well": COORDINATORS,
    "errands": COORDINATORS,
    "errand": COORDINATORS,
    "errand.new": COORDINATORS,
    "errand.post": COORDINATORS,
    "errand.foresee": COORDINATORS,
    "errand.change": COORDINATORS,
    "errand.changed": COORDINATORS,
    "errand.foresee_change": COORDINATORS,
    "errand.ask_more": COORDINATORS,
    "errand.give": COORDINATORS,
    "errand.cannot_come": COORDINATORS,
    "errand.call_off": COORDINATORS,
    "errand.end_series": COORDINATORS,
    "errand.welcome": COORDINATORS,
    "errand.greet": COORDINATORS,
    "sending": COORDINATORS,
    "sending.stop": COORDINATORS,
    "sending.start": COORDINATORS,
    "sending.send": COORDINATORS,
    "sending.drop": COORDINATORS,
    "sending.take_back": COORDINATORS,
    "talks": COORDINATORS,
    "talk": COORDINATORS,
    "talk.take_over": COORDINATORS,
    "talk.hand_back": COORDINATORS,
    "talk.answer": COORDINATORS,
    "calls": COORDINATORS,
    "calls.answer": COORDINATORS,
    "volunteers": COORDINATORS,
    "volunteers.new": COORDINATORS,
    "volunteers.register": COORDINATORS,
    "volunteers.paste": COORDINATORS,
    "volunteers.paste.read": COORDINATORS,
    "volunteer": COORDINATORS,
    "volunteer.change": COORDINATORS,
    "volunteer.changed": COORDINATORS,
    "volunteer.approval": COORDINATORS,
    "volunteer.pause": COORDINATORS,
    "volunteer.telegram": COORDINATORS,
    "volunteer.hours": COORDINATORS,
    "volunteer.leaving": COORDINATORS,
    "volunteer.erase": COORDINATORS,
    "recipients": COORDINATORS,
    "recipients.new": COORDINATORS,
    "recipients.register": COORDINATORS,
    "recipient": COORDINATORS,
    "recipient.change": COORDINATORS,
    "recipient.changed": COORDINATORS,
    "recipient.stop": COORDINATORS,
    "friends.new": COORDINATORS,
    "friends.make": COORDINATORS,
    "friends.pause": COORDINATORS,
    "friends.go_on": COORDINATORS,
    "friends.substitute": COORDINATORS,
    "friends.end": COORDINATORS,
    "lessons": COORDINATORS,
    "lessons.tell": COORDINATORS,
    "lessons.drop": COORDINATORS,
    "lessons.train": frozenset({Role.MANAGER}),
    "rehearsal": COORDINATORS,
    "rehearsal.take_out": COORDINATORS,
    "rehearsal.say": COORDINATORS,
    "rehearsal.put_away": COORDINATORS,
    "rehearsal.forward": COORDINATORS,
    "rehearsal.again": COORDINATORS,
    "setup": RUNNERS,
    "setup.save": RUNNERS,
    "own_answers": RUNNERS,
    "own_answers.save": RUNNERS,
}
"""Routes by name, for those who have."""

NAMES = {
    Role.READER: "Leser",
    Role.COORDINATOR: "Koordinator",
    Role.MANAGER: "Ansvarlig",
    Role.OPERATOR: "Systemansvarlig",
}
DOES = {
    Role.READER: "Ser rapporter uten navn. De er ikke laget ennå.",
    Role.COORDINATOR: "Legger ut oppgaver, følger opp frivillige og svarer i samtaler.",
    Role.MANAGER: "Alt en koordinator kan, og dessuten brukere og oppsett.",
    Role.OPERATOR: "Drift, brukere og oppsett. Ser ikke samtaler.",
}
