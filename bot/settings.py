"""Every setting: name, type, default and one line on what it does.  Nothing else reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupError

PREFIX = "HANDSLAG_"
ACCOUNTS = (
    ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "PUBLIC_URL"),
    (
        "LINK_USER", "LINK_PASSWORD", "LINK_PLATFORM", "LINK_PARTNER", "LINK_GATE", "LINK_FROM", "LINK_SECRET",
        "PUBLIC_URL",
    ),
    ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"),
    ("RASA_TOKEN", "RASA_URL"),
    ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ISSUER"),
)  # fmt: skip
"""What an account needs.  The last of each may also stand alone."""

UNTOUCHED = "default_factory_not_called"


def _address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://frivillig.eksempel.no")
    return given.rstrip("/")


def _account_sid(given: str) -> str:
    if not re.fullmatch(r"AC[0-9a-f]{32}", given):
        raise ValueError("must be AC and 32 characters 0-9 and a-f")
    return given


def _sender(given: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{7,14}", given):
        raise ValueError("must be a number with its country code, such as +4759440000")
    return given


def _number_or_short(given: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{7,14}|\d{3,14}", given):
        raise ValueError("must be a number with its country code, such as +4759440000, or a short one, such as 2333")
    return given


def _hard_to_guess(given: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,64}", given.get_secret_value()):
        raise ValueError("must be 16 to 64 of the characters A-Z, a-z, 0-9, _ and -")
    return given


def _database(given: str) -> str:
    if not given.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return given


def _database_file(others: dict[str, Any]) -> str:
    return f"sqlite:///{others['data_dir'] / 'handslag.sqlite3'}"


def _key_beside_data(others: dict[str, Any]) -> Path:
    data: Path = others["data_dir"].absolute()
    return data.with_name(f"{data.name}.key")


Address = Annotated[str, AfterValidator(_address)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]


class Settings(BaseSettings):
    """Read once, at the start, by ``load``; everyone else is handed values."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="The address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one")
    public_url: Address = Field(
        default_factory=lambda others: f"http://localhost:{others['port']}",
        description="Where the world reaches us; Twilio signs what it sends with this address",
    )
    data_dir: Path = Field(Path("var"), description="The folder for the database and what was learnt")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=_database_file,
        description="The database; SQLite in DATA_DIR when nothing is set",
        repr=False,
    )
    key_file: Path = Field(
        default_factory=_key_beside_data,
        description="The key to what is stored, made at first start; never back it up with the data",
    )
    sms_provider: Literal["twilio", "link"] = Field("twilio", description="Who carries SMS: twilio or link")
    sms_per_second: int = Field(
        10, ge=0, le=1000, description="How many SMS parts a second leave from each number of ours; 0 sets no limit"
    )
    twilio_account_sid: Annotated[str, AfterValidator(_account_sid)] | None = Field(
        None, description="The Twilio account; without it SMS goes to simulated phones"
    )
    twilio_auth_token: SecretStr | None = Field(None, description="The secret of the Twilio account")
    twilio_from: Annotated[str, AfterValidator(_sender)] | None = Field(
        None, description="Our number at Twilio, with country code"
    )
    twilio_api_url: Address = Field("https://api.twilio.com", description="Where Twilio is")
    link_user: str | None = Field(None, description="The user at LINK Mobility, where SMS_PROVIDER is link")
    link_password: SecretStr | None = Field(None, description="The password of the user at LINK Mobility")
    link_platform: str | None = Field(None, description="The platformId LINK Mobility has given us")
    link_partner: str | None = Field(None, description="The platformPartnerId LINK Mobility has given us")
    link_gate: str | None = Field(None, description="The gate at LINK Mobility that brings us delivery reports")
    link_from: Annotated[str, AfterValidator(_number_or_short)] | None = Field(
        None, description="Our number at LINK Mobility, with country code, or a short one"
    )
    link_secret: Annotated[SecretStr, AfterValidator(_hard_to_guess)] | None = Field(
        None, description="What stands in the address LINK Mobility calls us at, so that nobody else can"
    )
    link_url: Address = Field("https://n-eu.linkmobility.io", description="Where LINK Mobility is; they say which")
    telegram_token: SecretStr | None = Field(None, description="The token of the Telegram bot")
    telegram_secret: SecretStr | None = Field(None, description="What Telegram must show when it calls us")
    telegram_webhook: bool = Field(False, description="Let Telegram call us at PUBLIC_URL; else we ask it")
    telegram_transport: Literal["ptb", "aiogram"] = Field(
        "ptb", description="The library that asks Telegram: ptb, or aiogram where it is installed"
    )
    telegram_api_url: Address = Field("https://api.telegram.org", description="Where Telegram is")
    rasa_url: Address | None = Field(None, description="A Rasa server that reads in place of our own reader")
    rasa_token: SecretStr | None = Field(None, description="The token of the Rasa server")
    watchman_url: Address | None = Field(
        None, description="Asked every minute while all is well, so that somebody is woken when it is not asked"
    )
    oidc_issuer: Address | None = Field(None, description="Who vouches for coordinators, such as Entra ID or ID-porten")
    oidc_client_id: str | None = Field(None, description="Our name there")
    oidc_client_secret: SecretStr | None = Field(None, description="Our secret there")
    log_level: Level = Field("INFO", description="How much to log: DEBUG, INFO, WARNING or ERROR")


def load(env_file: Path = Path(".env")) -> Settings:
    """The settings, or one SetupError that says everything wrong with them, a line for each."""
    given = _given(env_file)
    problems = _unknown(given) + _half_set(given)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as wrong:
        problems += [_line(str(e["loc"][0]), e["msg"]) for e in wrong.errors() if e["type"] != UNTOUCHED]
    if problems:
        raise SetupError("\n".join(problems))
    return settings


def training_data() -> Path:
    """The folder of example messages: inside the package when installed, beside it in a checkout."""
    here = Path(__file__).parent
    shipped = here / "nlu" / "data" / "training"
    return shipped if shipped.is_dir() else here.parent / "data" / "training"


def _given(env_file: Path) -> Mapping[str, str]:
    """What is set in the file and the environment, by name without the prefix."""
    both = {**dotenv_values(env_file), **os.environ}
    return {n.removeprefix(PREFIX): value for n, value in both.items() if n.startswith(PREFIX) and value}


def _line(field: str, message: str) -> str:
    return f"{PREFIX}{field.upper()}: {message.removeprefix('Value error, ')}"


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = [name.upper() for name in Settings.model_fields]
    return [f"{PREFIX}{n}: there is no such setting{_meant(n, known)}" for n in given if n not in known]


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; {PREFIX}{close[0]} is the nearest" if close else ""


def _half_set(given: Mapping[str, str]) -> list[str]:
    return [
        f"{PREFIX}{name}: missing, while {PREFIX}{present[0]} is set"
        for account in ACCOUNTS
        if (present := [n for n in account[:-1] if n in given])
        for name in account
        if name not in given
    ]
