"""Personal columns: sealed with a key of the municipality's own, looked up by a keyed hash.

The key file holds one master key and lies outside every backup.  Each municipality's keys are
derived from it, so that one municipality's backup never opens another's rows.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextvars import ContextVar
from functools import lru_cache
from hmac import digest
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.errors import SetupError

NONCE_BYTES = 12
KEY_BYTES = 32


class Keys:
    """The keys of one municipality."""

    def __init__(self, master: bytes, municipality: int) -> None:
        self._cipher = AESGCM(derive(master, f"columns/{municipality}"))
        self._index = derive(master, f"look-up/{municipality}")

    def seal(self, text: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):
            raise SetupError("HANDSLAG_KEY_FILE: this key does not open this database") from None

    def digits(self, text: str) -> str:
        """Four digits nobody without the key can guess, the same for the same text."""
        return f"{int.from_bytes(digest(self._index, b'digits/' + text.encode(), 'sha256')[:8]) % 9000 + 1000}"

    def chain(self, before: bytes, text: str) -> bytes:
        """The seal of a line that follows another, which nobody without the key can make."""
        return digest(self._index, b"chain/" + before + text.encode(), "sha256")

    def look_up(self, text: str) -> bytes:
        """A hash that finds an address again without telling what it is."""
        return digest(self._index, text.encode(), "sha256")


@lru_cache(maxsize=1024)
def keys_for(master: bytes, municipality: int) -> Keys:
    return Keys(master, municipality)


def derive(master: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """A key for one purpose, from which neither the master key nor another purpose's can be found."""
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=f"handslag/{purpose}".encode()).derive(master)


KEYS: ContextVar[Keys] = ContextVar("keys")
"""The keys of the municipality whose rows this thread is reading or writing."""


class Sealed(TypeDecorator[str]):
    """Text that is encrypted in the database and plain in our hands."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else KEYS.get().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else KEYS.get().unseal(bytes(value))


def read_or_make_key(path: Path) -> bytes:
    """The master key; made, readable by its owner alone, when there is no file yet."""
    return read_key(path) if path.exists() else _make_key(path)


def read_key(path: Path) -> bytes:
    """The master key of what is stored already: a new one would open nothing."""
    try:
        key = urlsafe_b64decode(path.read_bytes())
    except (OSError, ValueError) as wrong:
        raise SetupError(f"HANDSLAG_KEY_FILE: cannot read the key ({wrong.__class__.__name__})") from None
    if len(key) != KEY_BYTES:
        raise SetupError("HANDSLAG_KEY_FILE: this is not a key")
    return key


def _make_key(path: Path) -> bytes:
    """Under its name only when it is whole: a key cut short by a power cut would be used ever after."""
    key, unfinished = os.urandom(KEY_BYTES), path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(urlsafe_b64encode(key))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as wrong:
        raise SetupError(f"HANDSLAG_KEY_FILE: cannot write a key ({wrong.strerror})") from None
    return key
