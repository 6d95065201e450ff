"""`handslag check`: what is set up, what is off, and what is missing before a municipality goes live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.sms.twilio import PROVIDER_STOPS
from bot.checking.outside import Line, they_say
from bot.model import Municipality
from bot.nlu import Reader
from bot.numbers import bare, is_mobile, urn
from bot.senders import Senders
from bot.settings import Settings
from bot.storage.backup import last_backup
from bot.storage.database import open_reader, weaknesses
from bot.storage.migrating import sqlite_file
from bot.storage.opening import master_key
from bot.storage.senders import senders
from bot.storage.senders import towns as all_towns
from bot.storage.store import Store, municipalities, open_store

KEPT_AS = "own_answers"
A_NIGHT = timedelta(hours=26)
"""So old may the last backup be, when one is made every night."""
ANSWERS = {
    "insurance": "insurance for volunteers",
    "mileage": "mileage",
    "groceries": "who pays for groceries",
    "controller": "the data controller",
    "archive": "archive rules",
    "processors": "processor agreements",
}
"""What only the municipality can answer, and must have written before anyone real is asked; by name."""


def unanswered(set_up: Mapping[str, Any]) -> list[str]:
    """The names of the answers that are not written."""
    written = set_up.get(KEPT_AS, {})
    return [name for name in ANSWERS if not written.get(name)]


def report(settings: Settings, *, asks: bool = False) -> Iterator[Line]:
    """A line for each thing an operator should know; with ``asks``, what the providers say as well."""
    yield Line(f"HANDSLAG_DATA_DIR: {settings.data_dir}")
    yield Line(f"HANDSLAG_KEY_FILE: {settings.key_file} (keep a copy apart from the backups)")
    yield from _server(settings)
    yield from _sms(settings)
    yield from _backup(settings)
    yield from _towns(settings, asks=asks)


def _server(settings: Settings) -> Iterator[Line]:
    engine = open_reader(settings.database_url)
    yield from (Line(f"HANDSLAG_DATABASE_URL: {words}", missing=True) for words in weaknesses(engine))
    engine.dispose()


def _sms(settings: Settings) -> Iterator[Line]:
    number, needed = sms_number(settings)
    if number:
        yield Line(f"SMS: {settings.sms_provider}, from {number}; webhooks at {settings.public_url}{_hook(settings)}")
    else:
        yield Line(f"SMS: off ({needed}); phones are simulated", missing=True)
    if number and settings.sms_provider == "twilio":
        yield from _stop_words()
    if number and settings.sms_provider == "link":
        yield Line("SMS: LINK Mobility has no list; what it gives up bringing us while we are away is lost")
    if not settings.public_url.startswith("https:"):
        yield Line("HANDSLAG_PUBLIC_URL: not https; SMS and the coordinators come in there", missing=True)
    yield Line(f"Telegram: {'a token is set' if settings.telegram_token else 'off (HANDSLAG_TELEGRAM_TOKEN)'}")
    yield Line(f"Rasa: {settings.rasa_url or 'off'}")


def _stop_words() -> Iterator[Line]:
    """Who says one of these hears nothing more from Twilio, and must be stopped here too."""
    reader, now = Reader(), datetime.now(UTC)
    deaf = [word for word in sorted(PROVIDER_STOPS) if reader.understand(word, now=now).intent != "opt_out"]
    if deaf:
        yield Line(f"SMS: Twilio stops on {', '.join(deaf)}; here it is not heard as STOPP", missing=True)
    else:
        yield Line(f"SMS: what Twilio itself stops on is heard as STOPP here: {', '.join(sorted(PROVIDER_STOPS))}")


def _backup(settings: Settings) -> Iterator[Line]:
    if sqlite_file(settings.database_url) is None:
        yield Line("backup: PostgreSQL's own, which is not seen from here")
        return
    engine = open_reader(settings.database_url)
    with engine.connect() as connection:
        last = last_backup(connection)
    engine.dispose()
    if last is None:
        yield Line("backup: none has been made (handslag backup FILE, every night)", missing=True)
    else:
        old = datetime.now(UTC) - last
        words = f"backup: the last one was made {last:%Y-%m-%d %H:%M} UTC"
        yield Line(f"{words}; one is wanted every night" if old > A_NIGHT else words, missing=old > A_NIGHT)


def sms_number(settings: Settings) -> tuple[str, str]:
    """The number in the settings, and what they need for it to be used."""
    if settings.sms_provider == "link":
        return settings.link_from or "", "HANDSLAG_LINK_USER and the others of HANDSLAG_LINK_..."
    needed = "HANDSLAG_TWILIO_ACCOUNT_SID, HANDSLAG_TWILIO_AUTH_TOKEN, HANDSLAG_TWILIO_FROM"
    return settings.twilio_from or "", needed


def _hook(settings: Settings) -> str:
    """Where a provider calls us, but for what must not be seen."""
    if settings.sms_provider == "link":
        return "/hooks/link/.../in and /status"
    return "/hooks/sms, calls at /hooks/sms/call"


def _towns(settings: Settings, *, asks: bool) -> Iterator[Line]:
    master = master_key(settings)
    engine = open_reader(settings.database_url)
    try:
        with engine.connect() as connection:
            towns = [open_store(connection, which, master) for which in municipalities(connection)]
            if all(store.municipality_row().example for store in towns):
                yield Line("no municipality of your own yet: choose Start tomt in the panel", missing=True)
            number = sms_number(settings)[0]
            known = Senders(all_towns(connection), senders(connection), {"sms": urn(number) if number else ""})
            for store in towns:
                yield from _town(store, known if number else None)
                yield _access_log(store)
            yield from _strange(known)
        if asks:
            yield from they_say(settings, sorted(bare(address) for address in known.every("sms")))
    finally:
        engine.dispose()


def _strange(known: Senders) -> Iterator[Line]:
    """Rows that say what cannot be."""
    for row in known.rows:
        if known.is_example(row.municipality):
            yield Line(f"{row.address}: of an example, which no real telephone reaches", missing=True)


def _town(store: Store, known: Senders | None) -> Iterator[Line]:
    town = store.municipality_row()
    if town.example:
        yield Line(f"{town.name}: an example, and never live; nothing is sent to real phones")
        return
    missing = [*_no_number(town, known), *_not_set(town, store.set_up()), *_not_written(store.set_up())]
    yield from (Line(f"{town.name}: {words}", missing=True) for words in missing)
    if not missing:
        yield Line(f"{town.name}: its own answers are written")


def _no_number(town: Municipality, known: Senders | None) -> Iterator[str]:
    if known is not None and not known.of(town.id, "sms"):
        yield f'no number of its own, so no SMS from it (handslag sender tel:+47... "{town.name}")'


def _access_log(store: Store) -> Line:
    name, chain = store.municipality_row().name, store.check_chain()
    if chain.broken is not None:
        return Line(f"{name}: the access log has been changed; line {chain.broken} does not follow", missing=True)
    return Line(f"{name}: the access log holds, {chain.lines} lines, ending in {chain.end or 'nothing'}")


def _not_set(town: Municipality, set_up: Mapping[str, Any]) -> Iterator[str]:
    if not town.phone:
        yield "no telephone number for people to ring (Oppsett)"
    if not (is_mobile(town.night) or is_mobile(town.standin)):
        yield "no night number and no stand-in; danger outside duty hours reaches nobody (Oppsett, Vakttelefon)"
    if not set_up.get("duty"):
        yield "duty hours are not written (Oppsett, Vakttid)"


def _not_written(set_up: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"not written: {ANSWERS[name]} (Oppsett, Egne svar)" for name in unanswered(set_up))
