"""Every page of the panel as `html-validate`, from npm, reads it (``make test-peers``)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.admin.walk import ANYONE, LOGGED_IN, lived_in
from tests.peers.npm import HOME, installed

PROGRAM, VERSION = ".bin/html-validate", "9.7.1"
RULES = {
    "doctype-style": "off", "prefer-native-element": "off", "no-implicit-input-type": "off", "tel-non-breaking": "off",
    "long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "attribute-boolean-style": "off",
    "aria-label-misuse": ["error", {"allowAnyNamable": True}],
    "form-dup-name": ["error", {"shared": ["radio", "checkbox", "submit", "button"]}],
}  # fmt: skip
"""Off: how source is written, not what is wrong with it.  Lists may have names, and boxes share one."""


@pytest.fixture(scope="session")
def validator() -> Path:
    return installed(HOME / "html", PROGRAM, f"html-validate@{VERSION}") / PROGRAM


def test_no_page_has_an_error(validator: Path, tmp_path: Path) -> None:
    named: dict[str, str] = {}
    with lived_in() as walk:
        for paths, cookies in ((LOGGED_IN, {"handslag": walk.secret}), (ANYONE, {})):
            client = TestClient(walk.house.panel, cookies=cookies)
            for n, path in enumerate(paths, len(named)):
                named[f"{n}.html"] = path
                (tmp_path / f"{n}.html").write_text(client.get(path).text, encoding="utf-8")
    settings = {"root": True, "extends": ["html-validate:recommended"], "rules": RULES}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(settings), encoding="utf-8")

    reads = [str(validator), "--formatter=json", *named]
    said = subprocess.run(reads, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert said.returncode in {0, 1}, said.stderr
    found = [
        f"{named[Path(file['filePath']).name]}:{one['line']} {one['ruleId']}: {one['message']}"
        for file in json.loads(said.stdout) for one in file["messages"]
    ]  # fmt: skip
    assert len(named) > 60
    assert found == [], "\n".join(found)
