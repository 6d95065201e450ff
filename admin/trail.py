"""What is written in the access log when a page is shown or something is done: in what words, and what is left out.

A page is shown when the log has it on disk.  The line is written while the page is made, so that nobody waits twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from admin.parts import Parts
from bot.life.turn import Turn
from bot.model import ErrandId, MunicipalityId, PersonId
from bot.storage.accounts import Login
from bot.storage.store import open_store
from bot.storage.trail import Access

Endpoint = Callable[[Request], Awaitable[Response]]
LIVE = timedelta(minutes=30)
"""A page that asks again by itself is the same look for so long."""
UNLOGGED = frozenset({
    "home", "account", "account.codes", "account.codes.begin", "account.keys.begin", "account.oidc", "begin", "confirm",
    "confirm.oidc", "confirm.key.begin", "confirm.go_on",
    "errand.new", "errand.foresee", "errand.foresee_change", "volunteers.new",
    "volunteers.paste", "recipients.new", "rehearsal", "rehearsal.take_out", "rehearsal.say", "rehearsal.put_away",
    "rehearsal.forward", "rehearsal.as_test", "rehearsal.again", "setup", "own_answers", "friends.new", "needs.new",
    "dress_rehearsal", "provisions.new", "register", "register.look", "texts", "text", "text.look", "sheets",
    "sheets.template", "rehearsal.chat", "police", "pledge", "live", "menu", "shortcuts", "canned",
})  # fmt: skip
"""Routes that show nothing about anyone and change nothing for anyone."""

SENTENCES: Mapping[str, str] = {
    "login.code": "logget inn med passord og kode",
    "login.passkey": "logget inn med nøkkel",
    "login.oidc": "logget inn med felles innlogging",
    "login.password": "logget inn med passord",
    "logout": "logget ut",
    "account.password": "byttet passordet sitt",
    "account.codes.begun": "tok i bruk koder fra app",
    "account.codes.take_away": "sluttet med koder fra app",
    "account.recovery": "laget nye gjenopprettingskoder",
    "account.close": "logget seg ut av en annen nettleser",
    "account.close_others": "logget seg ut alle andre steder",
    "account.keys.made": "laget en nøkkel",
    "account.keys.take_away": "tok bort en nøkkel",
    "confirm.try": "bekreftet identiteten sin",
    "confirm.key.try": "bekreftet identiteten sin",
    "begin.choose": "satte opp kommunen",
    "users": "så på brukerne",
    "users.invite": "laget en lenke til en ny bruker",
    "users.withdraw": "trakk tilbake en lenke til en ny bruker",
    "users.close": "stengte en bruker",
    "log": "så på loggen",
    "log.take_out": "tok ut loggen som fil",
    "log.taken_out": "tok ut loggen om {person}",
    "today": "så på I dag",
    "today.seen_to": "gjorde ferdig en sak i I dag",
    "today.open_again": "åpnet en sak i I dag igjen",
    "today.ask_if_well": "lot roboten spørre {person} om det går bra",
    "today.seen": "leste meldinger fra {person}",
    "errands": "så på lista over oppgaver",
    "errands.chosen": "så over flere oppgaver på én gang",
    "errands.together": "avlyste mange oppgaver på én gang, eller spurte flere om dem",
    "errand": "så på {errand}",
    "errand.post": "la ut en oppgave",
    "errand.change": "så på {errand} for å endre den",
    "errand.changed": "endret {errand}",
    "errand.ask_more": "spurte flere om {errand}",
    "errand.give": "ga {errand} til en frivillig",
    "errand.cannot_come": "meldte avbud for {person} til {errand}",
    "errand.call_off": "avlyste {errand}",
    "dress_rehearsal.begin": "satte i gang en generalprøve",
    "dress_rehearsal.stop": "stanset generalprøven",
    "outdoors": "så på oppgaver som kan flyttes på grunn av været",
    "outdoors.move": "flyttet oppgaver på grunn av været",
    "outdoors.moved": "flyttet {errand} på grunn av været",
    "errand.take_proposed": "flyttet {errand} til en tid noen foreslo",
    "errand.greet": "sendte en hilsen til dem som var med på {errand}",
    "errand.welcome": "godtok den {person} sender til {errand}",
    "errand.end_series": "sluttet å gjenta {errand}",
    "talks": "så på lista over samtaler",
    "talk": "så på samtalen med {person}",
    "talk.take_over": "tok over samtalen med {person}",
    "talk.hand_back": "ga samtalen med {person} tilbake til roboten",
    "talk.answer": "skrev til {person}",
    "talk.take_back": "tok tilbake et svar til {person}",
    "talk.snooze": "la bort samtalen med {person} til senere",
    "talk.let_be": "tok bort påminnelsen om samtalen med {person}",
    "calls": "så på ringelista",
    "calls.answer": "førte inn en samtale fra ringelista",
    "volunteers": "så på lista over frivillige",
    "volunteers.register": "skrev opp en frivillig",
    "volunteers.chosen": "så over flere frivillige på én gang",
    "volunteers.together": "skrev til flere frivillige på én gang, eller endret kortene deres",
    "volunteers.take_out": "tok ut noen frivillige til regneark",
    "volunteers.paste.read": "leste inn en liste med frivillige",
    "volunteers.pasted": "skrev opp {person} fra en liste",
    "volunteer": "så på kortet til {person}",
    "volunteer.change": "så på kortet til {person} for å endre det",
    "volunteer.changed": "endret kortet til {person}",
    "volunteer.approval": "førte inn godkjenning for {person}",
    "volunteer.pledge": "sendte taushetsløftet til {person}",
    "volunteer.pause": "endret pausen til {person}",
    "volunteer.telegram": "endret Telegram for {person}",
    "volunteer.hours": "så på timene til {person}",
    "volunteer.leaving": "så på hva som følger av å slette {person}",
    "volunteer.erase": "slettet en frivillig",
    "merge.find": "så etter hvem {person} kan slås sammen med",
    "merge.look": "så på {person} og en annen side om side",
    "merge.do": "slo sammen {person} med en annen",
    "recipients": "så på lista over innbyggere",
    "recipients.register": "skrev opp en innbygger",
    "recipient": "så på kortet til {person}",
    "recipient.change": "så på kortet til {person} for å endre det",
    "recipient.changed": "endret kortet til {person}",
    "recipient.not_again": "endret hvem som ikke skal møte {person} igjen",
    "recipient.stop": "stanset eller åpnet alt rundt {person}",
    "friends.make": "førte inn en fast besøksvenn",
    "friends.pause": "ga en besøksvenn pause",
    "friends.go_on": "lot en besøksvenn begynne igjen",
    "friends.substitute": "endret vikaren til en besøksvenn",
    "friends.end": "avsluttet en fast besøksvenn",
    "provisions": "så på tilbudene",
    "provisions.register": "skrev opp et tilbud",
    "provision": "så på et tilbud",
    "provisions.change": "så på et tilbud for å endre det",
    "provisions.changed": "endret et tilbud",
    "provisions.checked": "sjekket et tilbud",
    "provisions.take_away": "tok bort et tilbud",
    "register.take_in": "hentet tilbud fra Frivillighetsregisteret",
    "sheets.stop": "stanset en import",
    "sheets.ask": "lot roboten spørre importerte frivillige om det stemmer",
    "sheets.look": "så på en fil før import",
    "sheets.take_out": "tok ut en liste til regneark",
    "sheets.keep": "la inn rader fra en fil",
    "sheets.volunteer": "la inn {person} som frivillig fra en fil",
    "sheets.recipient": "la inn {person} som innbygger fra en fil",
    "sheets.errand": "la ut {errand} fra en fil",
    "sheets.asked": "lot roboten spørre {person} om det stemmer",
    "reports": "så på rapporten",
    "reports.csv": "tok ut rapporten",
    "reports.prices": "endret prisene i rapporten",
    "wellbeing": "så på Ensomhet og fellesskap",
    "wellbeing.ask": "åpnet spørsmålene om ensomhet og fellesskap til {person}",
    "wellbeing.keep": "skrev ned svar om ensomhet og fellesskap fra {person}",
    "wellbeing.withdraw": "trakk samtykket til {person} og slettet svarene",
    "wellbeing.word": "endret ordene i spørsmålene om ensomhet og fellesskap",
    "reminders": "så på hva roboten skal sende",
    "reminders.make_feed": "laget en adresse til kalenderen sin",
    "reminders.end_feed": "slettet adressen til kalenderen sin",
    "privacy": "så på Innsyn og sletting",
    "privacy.take_out": "tok ut alt om {person}",
    "privacy.leaving": "så på hva som følger av å slette {person}",
    "privacy.erase": "slettet en person",
    "privacy.receipt": "så på en kvittering for sletting",
    "meeting": "så på siden til møtet",
    "needs": "så på ønskene om hjelp",
    "needs.register": "skrev opp et ønske om hjelp",
    "needs.correct": "rettet hvem som spør i et ønske",
    "needs.drop": "la bort ønsker det ikke er noe å gjøre med",
    "needs.decide": "svarte på om det er vedtak på et ønske",
    "needs.end": "ordnet et ønske om hjelp",
    "needs.used": "skrev ned om et tilbud ble brukt",
    "lessons": "så på meldinger roboten ikke forsto",
    "lessons.tell": "sa hva en melding betydde",
    "lessons.drop": "la bort en melding",
    "lessons.train": "lot roboten lære på nytt",
    "undo": "angret det siste",
    "sending": "så på utsendingen",
    "sending.send": "sendte ut til mange",
    "sending.sent": "sendte ut til {person} og mange andre",
    "sending.drop": "lot være å sende ut til mange",
    "sending.dropped": "lot være å sende ut til {person} og mange andre",
    "sending.take_back": "tok tilbake en melding",
    "sending.stop": "stanset all sending",
    "sending.start": "åpnet for sending igjen",
    "canned.save": "endret de ferdige svarene",
    "text.save": "endret en tekst som roboten sender",
    "text.use_ours": "tok i bruk vår tekst igjen i noe roboten sender",
    "setup.save": "endret oppsettet",
    "own_answers.save": "endret kommunens egne svar",
    "pledge.publish": "publiserte en ny versjon av taushetsløftet",
    "police.save": "endret hva det kreves politiattest for",
}
"""What a line of the log says after the name.  Old lines keep their words: none is taken out when its route is."""


async def followed(request: Request, name: str, login: Login, parts: Parts, endpoint: Endpoint) -> Response:
    """The answer of a screen, with its line in the log."""
    where = login.user.municipality
    if where is None or name in UNLOGGED:
        return await endpoint(request)
    seen = access_of(request, name, login, parts)
    if request.method not in ("GET", "HEAD"):
        response = await endpoint(request)
        if response.status_code < 400:
            await write(parts, where, seen)
        return response
    if "x-live" in request.headers and await _is_known(parts, where, seen):
        return await endpoint(request)
    writing = asyncio.ensure_future(write(parts, where, seen))
    try:
        return await endpoint(request)
    finally:
        await writing


def access_of(request: Request, name: str, login: Login, parts: Parts) -> Access:
    """What the address says it is about."""
    given = request.path_params
    person = next((PersonId(given[one]) for one in ("person", "volunteer", "recipient") if one in given), None)
    errand = ErrandId(given["errand"]) if "errand" in given else None
    others = (value for value in given.values() if isinstance(value, int))
    other = next(others, None) if person is None and errand is None else None
    return Access(parts.real_now(), login.user.id, name, person, errand, other)


async def write(parts: Parts, where: MunicipalityId, seen: Access) -> None:
    await parts.system.write(lambda db: open_store(db, where, parts.system.master).log_access(seen), where)


def each(
    turn: Turn, by: int, at: datetime, what: str, people: Iterable[PersonId] = (), errands: Iterable[ErrandId] = ()
) -> None:
    """A line for each whom one act is about, on disk with the act itself; ``at`` is as ``Parts.real_now`` has it."""
    for who in people:
        turn.store.log_access(Access(at, by, what, who))
    for which in errands:
        turn.store.log_access(Access(at, by, what, errand=which))


async def _is_known(parts: Parts, where: MunicipalityId, seen: Access) -> bool:
    return await parts.system.read(where, lambda store: store.has_logged(seen, seen.at - LIVE))
