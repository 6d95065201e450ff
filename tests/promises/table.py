"""Makes `docs/promises.md` of the tests: each promise, what shows it, and the figures of the last run."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent
PAGE = ROOT / "docs" / "promises.md"
FIGURES = ROOT / "var" / "promises.json"
"""What the last runs measured, by file and test."""
HEAD = """# The promises

What the system promises, and the test that shows it. Each promise has a file in `tests/promises/`; this page is made of
them with `.venv/bin/python -m tests.promises.table`. A *planted defect* breaks what a promise rests on, in a copy of
the program or for one test alone, and the promise's own check must fail; these tests stay. The figures are those of the
last run; `make soak` goes ten times as far as `make test`. Seeds are fixed.
"""
PLANTED = "test_planted_"


@dataclass(frozen=True)
class Promise:
    """One file: its number, the sentence it stands for, its tests, and those elsewhere that belong to it."""

    path: Path
    sentence: str
    tests: list[str]
    also: list[str]

    @property
    def number(self) -> int:
        return int(self.path.name.split("_")[1])


def promises() -> list[Promise]:
    return [_read(path) for path in sorted(FOLDER.glob("test_[0-9]*.py"))]


def _read(path: Path) -> Promise:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    tests = [node.name for node in functions if node.name.startswith("test_")]
    told = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "ALSO"
    }
    sentence = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ")
    return Promise(path, sentence, tests, list(told.get("ALSO", ())))


def page(figures: dict[str, list[str]]) -> str:
    lines = [HEAD, "| | promise | test | last figure |", "|---|---|---|---|"]
    for promise in promises():
        lines += _rows(promise, figures)
    planted = sum(test.startswith(PLANTED) for promise in promises() for test in promise.tests)
    return "\n".join([*lines, "", f"Planted defects: {planted}, each caught.", ""])


def _rows(promise: Promise, figures: dict[str, list[str]]) -> list[str]:
    link = f"[{promise.number}](../{promise.path.relative_to(ROOT)})"
    shown = [(link, promise.sentence), *[("", "")] * (len(promise.tests) + len(promise.also) - 1)]
    told = [(_spoken(test), figures.get(f"{promise.path.name}::{test}", [])) for test in promise.tests]
    told += [(f"also [{Path(also).name}](../{also})", []) for also in promise.also]
    cells = ((*left, test, "; ".join(said)) for left, (test, said) in zip(shown, told, strict=True))
    return [f"| {' | '.join(row)} |" for row in cells]


def _spoken(test: str) -> str:
    if test.startswith(PLANTED):
        return f"*planted:* {test.removeprefix(PLANTED).replace('_', ' ')}"
    return test.removeprefix("test_").replace("_", " ")


def without_figures(text: str) -> list[str]:
    return [re.sub(r"[^|]*\|$", "|", line) for line in text.splitlines()]


if __name__ == "__main__":
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    PAGE.write_text(page(known), encoding="utf-8")
