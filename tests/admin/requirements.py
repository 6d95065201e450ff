"""Which requirement of WCAG each test tries, and the file that says so on /tilgjengelighet.

``python -m tests.admin.requirements`` writes the file anew, from the tests and from a walk with axe.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from admin.views.accessibility import TRIED
from tests.admin.walk import ANYONE, LOGGED_IN

Test = TypeVar("Test", bound=Callable[..., Any])


def tries(how: str, *numbers: str) -> Callable[[Test], Test]:
    """Says of a test what it tries, in a sentence for whoever is to declare how accessible the panel is."""
    assert how.endswith(".") and numbers
    return lambda test: test


def said_by_tests() -> dict[str, list[str]]:
    """By requirement: what the tests say they try.  Read, not run, so that none must be loaded for it."""
    found: dict[str, list[str]] = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for how, *numbers in map(_said, node.decorator_list):
                    for number in numbers:
                        found.setdefault(number, []).append(how)
    return found


def _said(decorator: ast.expr) -> list[str]:
    if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "tries":
        return [ast.literal_eval(argument) for argument in decorator.args]
    return [""]


def by_requirement(rules: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Any]]:
    """What was tried of each requirement.  ``rules``: axe's rules that found something to try, with their tags."""
    found: dict[str, dict[str, Any]] = {number: {"own": own} for number, own in said_by_tests().items()}
    for tags in rules.values():
        for one in filter(None, (re.fullmatch(r"wcag(\d)(\d)(\d+)", tag) for tag in tags)):
            line = found.setdefault(".".join(one.groups()), {})
            line["axe"] = line.get("axe", 0) + 1
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def outcome(rules: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {"screens": len((*LOGGED_IN, *ANYONE)), "requirements": by_requirement(rules)}


def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TRIED.read_text(encoding="utf-8"))
    return found


def write(rules: Mapping[str, Iterable[str]]) -> None:
    found = {"on": datetime.now(UTC).date().isoformat(), **outcome(rules)}
    TRIED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import shutil

    from playwright.sync_api import sync_playwright

    from tests.admin.walk import WIDE, axe_walk, lived_in

    with lived_in() as walk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        faults, rules = axe_walk(browser, walk, WIDE)
        browser.close()
    assert faults == {}, faults
    write(rules[WIDE])
