"""Someone who vouches for people, small and on localhost: it keeps what it was asked, and signs what a test wants."""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "handslag", "en hemmelighet: og litt til"
OURS, ANOTHERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@dataclass
class Issuer:
    """``claims`` go over its own; ``None`` takes one out.  ``key`` and ``algorithm`` are what it signs with."""

    address: str = ""
    subject: str = "kari-1"
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = OURS
    algorithm: str = "RS256"
    down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(routes=[
            Route("/.well-known/openid-configuration", self.about),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", self.keys),
        ])  # fmt: skip

    async def about(self, request: Request) -> Response:
        at = self.address
        told = {"issuer": at, "authorization_endpoint": f"{at}/auth", "token_endpoint": f"{at}/token"}
        return JSONResponse({**told, "jwks_uri": f"{at}/keys"}, 503 if self.down else 200)

    async def keys(self, request: Request) -> Response:
        key = RSAAlgorithm.to_jwk(OURS.public_key(), as_dict=True)
        return JSONResponse({"keys": [{**key, "kid": "1", "use": "sig"}]})

    def sends_back(self, asked: str) -> str:
        """What a browser that was sent here is sent back to, with the person logged in."""
        question = dict(parse_qsl(urlsplit(asked).query))
        assert question["client_id"] == CLIENT and question["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = question
        back = urlencode({"code": code, "state": question["state"], "iss": self.address})
        return f"{urlsplit(question['redirect_uri']).path}?{back}"

    async def token(self, request: Request) -> Response:
        """Each code once, to whoever knows the verifier behind its challenge."""
        async with request.form() as form:
            asked = self.codes.pop(str(form["code"]), None)
            shown = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest()).rstrip(b"=")
        name = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        if asked is None or shown.decode() != asked["code_challenge"] or name != f"{CLIENT}:{quote(SECRET)}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": asked["nonce"], **self.claims,
        }  # fmt: skip
        said = {name: value for name, value in claims.items() if value is not None}
        return JSONResponse({"id_token": jwt.encode(said, self.key, self.algorithm, headers={"kid": "1"})})
