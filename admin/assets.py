"""Static files from memory: packed once, never at a request, and kept for good by who asked by version."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parent / "static"
PACKED = (".br", ".gz")
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and packed by content coding, the smallest first."""

    plain: bytes
    packed: dict[str, bytes]
    media_type: str
    version: str


class Assets:
    """Everything under one folder."""

    def __init__(self, folder: Path = STATIC) -> None:
        found = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in PACKED)
        self._files = {p.relative_to(folder).as_posix(): loaded(p) for p in found}

    def url(self, name: str) -> str:
        return f"/static/{name}?v={self._files[name].version}"

    async def serve(self, request: Request) -> Response:
        asset = self._files.get(request.path_params["path"])
        if asset is None:
            raise HTTPException(404)
        headers = {"ETag": f'"{asset.version}"', "Cache-Control": keeping(request, asset)}
        headers["Vary"] = "Accept-Encoding"
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        coding = chosen(request.headers.get("accept-encoding", ""), asset)
        if coding:
            headers["Content-Encoding"] = coding
        return Response(asset.packed.get(coding, asset.plain), media_type=asset.media_type, headers=headers)


def loaded(path: Path) -> Asset:
    plain = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "text/plain"
    media_type = TYPES.get(path.suffix, guessed)
    version = hashlib.sha256(plain).hexdigest()[:8]
    return Asset(plain, {} if path.suffix == ".woff2" else packed(path, plain), media_type, version)


def packed(path: Path, plain: bytes) -> dict[str, bytes]:
    beside = {coding: Path(f"{path}.{ending}") for coding, ending in (("br", "br"), ("gzip", "gz"))}
    found = {coding: file.read_bytes() for coding, file in beside.items() if file.is_file()}
    return found or {"gzip": gzip.compress(plain, 9, mtime=0)}


def keeping(request: Request, asset: Asset) -> str:
    asked_by_version = request.query_params.get("v") == asset.version
    return "public, max-age=31536000, immutable" if asked_by_version else "no-cache"


def chosen(accepted: str, asset: Asset) -> str:
    parts = (part.replace(" ", "").partition(";q=") for part in accepted.split(","))
    wanted = {coding for coding, _, weight in parts if weight not in {"0", "0.0"}}
    return next((coding for coding in asset.packed if coding in wanted), "")
