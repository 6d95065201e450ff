"""OpenID Connect: someone else vouches for who a coordinator is, by code flow with PKCE, state and nonce.

What they vouch for is a subject at an issuer and nothing more: an address or a name there lets nobody in here.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bot.errors import Refused, SetupError
from bot.settings import Settings

SECONDS_TO_ANSWER = 10.0
LEEWAY = timedelta(minutes=1)
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never ``none``, and never a secret that we share with them."""
BACK = "/logg-inn/felles/svar"
AWAY = "Felles innlogging svarer ikke. Prøv igjen om litt, eller logg inn på en annen måte."
WRONG = "Felles innlogging ble ikke godtatt. Prøv igjen fra begynnelsen."


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what must come back with it."""

    address: str
    asked: dict[str, str]


def connect(settings: Settings) -> Provider | None:
    issuer, name, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if issuer is None or name is None or secret is None:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise SetupError("HANDSLAG_OIDC_ISSUER: must begin with https://")
    return Provider(issuer, name, secret.get_secret_value(), settings.public_url + BACK)


class Provider:
    """One issuer; what it says of itself is asked for when it is first needed."""

    def __init__(self, issuer: str, client: str, secret: str, back: str) -> None:
        self._issuer, self._client, self._secret, self._back = issuer, client, secret, back
        self._about: dict[str, Any] = {}

    async def begin(self, *, again: bool = False) -> Begun:
        """``again``: they must show who they are there, also when they are in there already."""
        about = await self._told()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        question = {
            "response_type": "code", "client_id": self._client, "redirect_uri": self._back, "scope": "openid",
            "state": state, "nonce": nonce, "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if again else {}),
        }  # fmt: skip
        address = about["authorization_endpoint"]
        joint = "&" if "?" in address else "?"
        return Begun(f"{address}{joint}{urlencode(question)}", {"state": state, "nonce": nonce, "verifier": verifier})

    async def subject(self, answer: Mapping[str, str], asked: Mapping[str, str], since: datetime | None = None) -> str:
        """Who came back: issuer and subject.  ``since``: they must have shown who they are after that."""
        about = await self._told()
        same = secrets.compare_digest(answer.get("state", "").encode(), asked["state"].encode())
        if not same or answer.get("iss", about["issuer"]) != about["issuer"] or "code" not in answer:
            raise Refused(WRONG)
        token = await self._token(about, answer["code"], asked["verifier"])
        claims = await self._claims(about, token)
        if claims.get("nonce") != asked["nonce"] or claims.get("azp", self._client) != self._client:
            raise Refused(WRONG)
        shown = claims.get("auth_time", 0)
        if since is not None and not (isinstance(shown, int) and shown >= (since - LEEWAY).timestamp()):
            raise Refused(WRONG)
        return f"{about['issuer']} {claims['sub']}"

    async def _told(self) -> dict[str, Any]:
        if not self._about:
            about = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(about.get("issuer", "")).rstrip("/") != self._issuer:
                raise Refused(AWAY)
            self._about = about
        return self._about

    async def _token(self, about: Mapping[str, Any], code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier
        }  # fmt: skip
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            name = (quote(self._client, safe=""), quote(self._secret, safe=""))
            said = await self._ask("POST", about["token_endpoint"], data=form, auth=name)
        else:
            form |= {"client_id": self._client, "client_secret": self._secret}
            said = await self._ask("POST", about["token_endpoint"], data=form)
        return str(said.get("id_token", ""))

    async def _claims(self, about: Mapping[str, Any], token: str) -> dict[str, Any]:
        import jwt

        try:
            keys = jwt.PyJWKSet.from_dict(await self._ask("GET", about["jwks_uri"]))
            head = jwt.get_unverified_header(token)
            key = next(one for one in keys.keys if one.key_id == head.get("kid") or len(keys.keys) == 1)
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=SIGNED_WITH, audience=self._client, issuer=about["issuer"], leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )  # fmt: skip
        except (jwt.PyJWTError, StopIteration, KeyError):
            raise Refused(WRONG) from None
        return claims

    async def _ask(self, method: str, address: str, **given: Any) -> dict[str, Any]:
        import httpx

        try:
            async with httpx.AsyncClient(timeout=SECONDS_TO_ANSWER) as web:
                answer = await web.request(method, address, **given)
            if answer.status_code in (400, 401) and method == "POST":
                raise Refused(WRONG)
            answer.raise_for_status()
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Refused(AWAY) from None
        return said if isinstance(said, dict) else {}


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
