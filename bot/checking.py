"""`handslag check`: what is set up, what is off, and what is missing before a municipality goes live."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import inspect

from bot.model import Municipality
from bot.numbers import is_mobile
from bot.settings import Settings
from bot.storage.database import open_reader
from bot.storage.opening import master_key
from bot.storage.store import municipalities, open_store


def report(settings: Settings) -> Iterator[str]:
    """A line for each thing an operator should know."""
    yield f"HANDSLAG_DATA_DIR: {settings.data_dir}"
    yield f"HANDSLAG_KEY_FILE: {settings.key_file} (keep a copy apart from the backups)"
    if settings.twilio_account_sid:
        yield f"SMS: Twilio, from {settings.twilio_from}; webhooks at {settings.public_url}/hooks/sms"
        if not settings.public_url.startswith("https:"):
            yield "HANDSLAG_PUBLIC_URL: not https; Twilio signs the public address, and it must be the right one"
    else:
        missing = "HANDSLAG_TWILIO_ACCOUNT_SID, HANDSLAG_TWILIO_AUTH_TOKEN, HANDSLAG_TWILIO_FROM"
        yield f"SMS: off ({missing}); phones are simulated"
    yield "Telegram: off"
    yield "Rasa: off"
    yield from _towns(settings)


def _towns(settings: Settings) -> Iterator[str]:
    master = master_key(settings)
    engine = open_reader(settings.database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("municipality"):
                return
            for which in municipalities(connection):
                yield from _town(open_store(connection, which, master).municipality_row())
    finally:
        engine.dispose()


def _town(town: Municipality) -> Iterator[str]:
    kind = "an example: nothing is ever sent to real phones" if town.example else "real"
    yield f"{town.name}: {kind}"
    if not town.phone:
        yield f"{town.name}: no telephone number for people to ring"
    if not is_mobile(town.night):
        yield f"{town.name}: no duty phone; danger outside duty hours reaches nobody until morning"
