"""Passwords with argon2, off the event loop and two at a time: each costs memory on purpose."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 12
LONGEST = 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_two_at_a_time = asyncio.Semaphore(2)
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$8pypneL87N3+pUAleJzRdg$a4vWnTygYZ05R+Isd4o4pIRVnaZ+A/Q77j/Sx3U6CD8"
"""Tried when there is no such user, so that the answer takes as long as for one there is.  Made as all others are."""


async def hashed(password: str) -> str:
    async with _two_at_a_time:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(kept: str, password: str) -> bool:
    async with _two_at_a_time:
        return await asyncio.to_thread(_matches, kept, password)


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def too_weak(password: str, name: str, email: str) -> str:
    """What is wrong with a new password, in words, or nothing."""
    if len(password) < SHORTEST:
        return f"Passordet må ha minst {SHORTEST} tegn. Tre eller fire ord er fint."
    if len(password) > LONGEST:
        return f"Passordet kan ha høyst {LONGEST} tegn."
    easy = {name.lower(), email.lower(), email.lower().split("@")[0]}
    if password.lower() in easy or len(set(password)) < 5:
        return "Passordet er for lett å gjette. Tre eller fire ord er fint."
    return ""
