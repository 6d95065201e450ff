"""A file sealed in chunks: cut short, put in another order or changed in one bit, it does not open.

After the mark and a salt comes each chunk with its tag.  The nonce is the chunk's number and whether it is the last.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SetupError
from bot.storage.crypto import derive

MARK = b"Haandslag backup 1\n"
SALT_BYTES, TAG_BYTES, CHUNK = 16, 16, 1 << 20


def seal_file(plain: Path, sealed: Path, master: bytes) -> None:
    """Write the sealed copy; it is on disk, under its name, when this returns."""
    unfinished = sealed.with_name(f"{sealed.name}.unfinished")
    with plain.open("rb") as source, os.fdopen(_new(unfinished), "wb") as out:
        salt = os.urandom(SALT_BYTES)
        out.write(MARK + salt)
        cipher, number, chunk = _cipher(master, salt), 0, source.read(CHUNK)
        while chunk or number == 0:
            following = source.read(CHUNK)
            out.write(cipher.encrypt(_nonce(number, last=not following), chunk, MARK))
            number, chunk = number + 1, following
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(sealed)
    sync_folder(sealed)


def unseal_file(sealed: Path, plain: Path, master: bytes) -> None:
    """Write what was sealed; a SetupError, and nothing to be trusted, when it is not whole or not ours."""
    with sealed.open("rb") as source, os.fdopen(_new(plain), "wb") as out:
        if source.read(len(MARK)) != MARK:
            raise SetupError(f"{sealed}: this is not a copy that `handslag backup` wrote")
        _unseal(source, out, _cipher(master, source.read(SALT_BYTES)), sealed)
        out.flush()
        os.fsync(out.fileno())


def _unseal(source: BinaryIO, out: BinaryIO, cipher: AESGCM, name: Path) -> None:
    number, chunk = 0, source.read(CHUNK + TAG_BYTES)
    while chunk or number == 0:
        following = source.read(CHUNK + TAG_BYTES)
        try:
            out.write(cipher.decrypt(_nonce(number, last=not following), chunk, MARK))
        except (InvalidTag, ValueError):
            raise SetupError(f"{name}: damaged, or HANDSLAG_KEY_FILE is not the key it was made with") from None
        number, chunk = number + 1, following


def sync_folder(file: Path) -> None:
    """A new name is on disk only when its folder is."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _cipher(master: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derive(master, "backup", salt))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
