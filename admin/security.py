"""What every answer carries, and which writing requests are let in: only those our own pages sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class Security:
    """Middleware.  ``refused`` answers what another site's page sent in a coordinator's name."""

    def __init__(self, app: ASGIApp, refused: ASGIApp, public_url: str) -> None:
        self._app = app
        self._refused = refused
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._seal(MutableHeaders(scope=message))
            await send(message)

        ours = scope["method"] in SAFE or from_our_own_page(Headers(scope=scope), self._public_url)
        await (self._app if ours else self._refused)(scope, receive, sealed)

    def _seal(self, headers: MutableHeaders) -> None:
        headers.update(ALWAYS)
        headers.setdefault("Cache-Control", "no-store")
        if self._public_url.startswith("https:"):
            headers["Strict-Transport-Security"] = "max-age=31536000"


def from_our_own_page(headers: Headers, public_url: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = urlsplit(headers.get("origin", "")).netloc
    return bool(origin) and origin in {headers.get("host"), urlsplit(public_url).netloc}
