"""What was made by others is as it came, comes from here, and is packed once."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

import pytest
from starlette.testclient import TestClient

from admin.assets import STATIC, Assets
from admin.pages import TEMPLATES

VENDOR = STATIC / "vendor"
OWN = [*TEMPLATES.glob("*.html"), *STATIC.glob("*.*")]


def test_every_shipped_file_has_its_hash_in_the_manifest() -> None:
    manifest = json.loads((VENDOR / "MANIFEST.json").read_text())
    found = {p.relative_to(VENDOR).as_posix(): p for p in VENDOR.rglob("*") if p.is_file()}
    found.pop("MANIFEST.json")

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == manifest


def test_what_is_packed_beside_a_file_is_that_file() -> None:
    for packed in VENDOR.glob("*.gz"):
        assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
        assert packed.with_suffix(".br").stat().st_size < packed.stat().st_size


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_of_ours_asks_another_host_or_carries_code_in_its_markup(path: str) -> None:
    text = STATIC.joinpath(path).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"https?://|//[a-z]+\.[a-z]+/", text) == []
    assert re.findall(r"<script>|\sstyle=|\son[a-z]+=|hx-on|\bjs:", text) == []


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_the_packed_file_goes_to_who_can_unpack_it(client: TestClient, coding: str) -> None:
    answer = client.get(Assets().url("vendor/htmx.js"), headers={"Accept-Encoding": coding})

    assert answer.headers.get("content-encoding", "") == coding
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert set(answer.headers["vary"].split(", ")) == {"Accept-Encoding"}
    weight = int(answer.headers["content-length"])
    assert weight == (VENDOR / {"br": "htmx.js.br", "gzip": "htmx.js.gz", "": "htmx.js"}[coding]).stat().st_size


def test_a_file_asked_for_without_its_version_is_asked_about_again(client: TestClient) -> None:
    first = client.get("/static/panel.css?v=gammel")
    again = client.get("/static/panel.css", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert again.status_code == 304


def test_nothing_outside_the_folder_is_served(client: TestClient) -> None:
    assert client.get("/static/../roles.py").status_code == 404
    assert client.get("/static/%2e%2e/roles.py").status_code == 404
