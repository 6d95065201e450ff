"""Codes of six digits from an app, and ten recovery codes for who has lost it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import Connection

from bot.storage import proofs
from bot.storage.crypto import Keys

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other."""
CODES, LENGTH = 10, 12
SECONDS = 30
ISSUER = "Håndslag"


def new_secret() -> str:
    import pyotp  # read in by those who make or use a code

    return pyotp.random_base32()


def picture_of(secret: str, email: str) -> str:
    """What an app photographs, as the address of an image."""
    import pyotp
    import segno

    code = segno.make(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER), error="m")
    return code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which half-minute a code belongs to: this one, or one beside it, since clocks differ."""
    import pyotp

    this, totp, given = int(now.timestamp()) // SECONDS, pyotp.TOTP(secret), re.sub(r"\s", "", code).encode()
    right = (step for step in (this, this - 1, this + 1) if compare_digest(totp.generate_otp(step).encode(), given))
    return next(right, None)


def new_codes() -> list[str]:
    """Such as abcd-efgh-jkmn: nearly sixty bits each."""
    plain = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES))
    return ["-".join(re.findall("....", code)) for code in plain]


def look_up(keys: Keys, user: int, code: str) -> bytes:
    return keys.look_up(f"recovery/{user}/{re.sub(r'[^a-z0-9]', '', code.lower())}")


def use(db: Connection, keys: Keys, user: int, code: str, now: datetime) -> bool:
    """Whether a code lets them in, from the app or from the list; each does so once."""
    sealed, _ = proofs.totp_of(db, user)
    step = None if sealed is None else step_of(keys.unseal(sealed), code, now)
    if step is not None:
        return proofs.use_step(db, user, step)
    return proofs.use_code(db, user, look_up(keys, user, code))
