"""Passkeys: what a browser is asked, and whether its answer holds.  The key must have asked for finger, face or PIN.

The library is read in when a passkey is first made or used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from admin.parts import Parts
from bot.errors import Refused
from bot.storage.accounts import User
from bot.storage.proofs import Passkey

NAME = "Håndslag"
WRONG = "Nøkkelen ble ikke godtatt. Prøv igjen, eller logg inn med passord."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked, and what its answer must hold."""

    options: str
    challenge: str


def to_make(parts: Parts, user: User, has: Iterable[Passkey]) -> Asked:
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=_host(parts), rp_name=NAME, user_id=f"handslag-{user.id}".encode(), user_name=user.email,
        user_display_name=user.name, exclude_credentials=_named(has),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )  # fmt: skip
    return Asked(webauthn.options_to_json(options), options.challenge.hex())


def made(parts: Parts, answer: dict[str, Any], challenge: str) -> tuple[bytes, bytes, int]:
    """The id of a new key, its public half, and how often it has signed."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        seen = webauthn.verify_registration_response(
            credential=answer, expected_challenge=bytes.fromhex(challenge), expected_rp_id=_host(parts),
            expected_origin=_origin(parts), require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Refused(WRONG) from None
    return seen.credential_id, seen.credential_public_key, seen.sign_count


def to_use(parts: Parts, has: Iterable[Passkey] = ()) -> Asked:
    """Without keys to name, the browser shows those it has for us."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=_host(parts), allow_credentials=_named(has), user_verification=UserVerificationRequirement.REQUIRED
    )
    return Asked(webauthn.options_to_json(options), options.challenge.hex())


def used(parts: Parts, answer: dict[str, Any], challenge: str, key: Passkey) -> int:
    """How often the key has now signed."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        seen = webauthn.verify_authentication_response(
            credential=answer, expected_challenge=bytes.fromhex(challenge), expected_rp_id=_host(parts),
            expected_origin=_origin(parts), credential_public_key=key.public_key,
            credential_current_sign_count=key.signs, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Refused(WRONG) from None
    return seen.new_sign_count


def id_in(answer: dict[str, Any]) -> bytes:
    from webauthn import base64url_to_bytes

    try:
        return base64url_to_bytes(answer["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(WRONG) from None


def _named(keys: Iterable[Passkey]) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=key.id) for key in keys]


def _host(parts: Parts) -> str:
    return urlsplit(parts.public_url).hostname or ""


def _origin(parts: Parts) -> str:
    address = urlsplit(parts.public_url)
    return f"{address.scheme}://{address.netloc}"
