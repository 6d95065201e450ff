"""The rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
VENDORED = ("admin/static/vendor/", "tests/admin/vendor/", "requirements/")
LONGEST = 350
PURE = (
    "bot/dialog", "bot/flows", "bot/model.py", "bot/kinds.py", "bot/when.py", "bot/waking.py", "bot/duty.py",
    "bot/matching", "bot/dispatching.py", "bot/reminding.py",
)  # fmt: skip


def ours(*endings: str) -> list[Path]:
    """Every file of ours, committed or about to be, with one of these endings."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    ).split("\0")
    names = [name for name in listed if name and not name.startswith(VENDORED)]
    return [ROOT / name for name in names if name.endswith(endings) and (ROOT / name).is_file()]


def found(pattern: str, *endings: str) -> list[str]:
    """Where in our files a pattern occurs, as place and words."""
    return [
        f"{path.relative_to(ROOT)}:{number} {match.group()}"
        for path in ours(*endings)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in re.finditer(pattern, line)
    ]


TEXT = tuple(".py .md .toml .yml .txt .tsv .html .css .json .jsonl .example Makefile Dockerfile".split())


def project() -> dict[str, object]:
    whole: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return whole


def test_every_setting_has_its_line_in_the_example() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = {
        name: (above.removeprefix("# "), value)
        for above, line in pairwise(lines)
        if (match := re.fullmatch(rf"# {PREFIX}([A-Z_]+)=(.*)", line))
        for name, value in [match.groups()]
    }

    assert {name: line for name, (line, _) in shown.items()} == {
        name.upper(): field.description for name, field in Settings.model_fields.items()
    }


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    example = (ROOT / ".env.example").read_text(encoding="utf-8").replace(f"# {PREFIX}", PREFIX)
    Path("all.env").write_text(example.replace("var.key", str(tmp_path / "var.key")), encoding="utf-8")

    assert Settings(_env_file="all.env") == Settings(_env_file=None)


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in ours(".py")
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []


def test_no_file_is_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in ours(".py", ".html")
        if path.parent.name != "versions"  # a step between two schemas is written by a program, and never changed
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_names_a_place_on_someones_machine() -> None:
    assert found(r"(?<![\w.~-])/(?:wor[k]|roo[t]|op[t]|hom[e]|User[s]|mn[t])/\w+", *TEXT) == []


def test_every_mobile_number_is_an_invented_one() -> None:
    assert [where for where in found(r"\+47[49]\d{7}\b", *TEXT) if "+4790000" not in where] == []


def test_pages_load_nothing_from_elsewhere() -> None:
    foreign = found(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", ".html", ".css")

    assert [where for where in foreign if "//www.w3.org" not in where] == []


def trees(*places: str) -> Iterator[tuple[str, ast.AST]]:
    for path in ours(".py"):
        name = str(path.relative_to(ROOT))
        if name.startswith(places):
            yield from ((name, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_rules_and_talks_are_told_the_time_and_never_ask() -> None:
    asking = [
        f"{name}:{node.lineno}"
        for name, node in trees(*PURE)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow", "monotonic")
    ]

    assert asking == []


def test_rules_and_talks_wait_for_nothing_and_read_no_files() -> None:
    reads = re.compile(r"open|(.*\.)?(read_text|read_bytes)")
    waiting = [
        f"{name}:{node.lineno}"
        for name, node in trees(*PURE)
        if isinstance(node, ast.AsyncFunctionDef)
        or (isinstance(node, ast.Call) and reads.fullmatch(ast.unparse(node.func)))
    ]

    assert waiting == []


def test_only_the_settings_read_the_environment() -> None:
    reading = {
        name
        for name, node in trees("bot/", "admin/")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    }

    assert reading <= {"bot/settings.py"}


def test_every_module_has_its_place_in_the_layers() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {name.strip("() ") for name in chain.from_iterable(re.split("[|:]", layer) for layer in layers)}

    paths = [path.relative_to(ROOT).parts for path in ours(".py")]
    modules = {f"bot.{parts[1].removesuffix('.py')}" for parts in paths if parts[0] == "bot"}
    assert modules - {"bot.__init__"} - placed == set()


def test_what_we_lean_on_is_locked_with_its_hashes() -> None:
    wanted = project()["project"]["dependencies"]  # type: ignore[index]
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")

    for name in (re.split(r"[<>=\[]", line)[0] for line in wanted):
        assert re.search(rf"^{name}==\S+( ;.*)? \\\n +--hash=", locked, re.MULTILINE), name


def test_every_command_is_in_the_help() -> None:
    shown = subprocess.check_output(["make", "--silent", "help"], cwd=ROOT, text=True)

    for command in ("run", "test", "talk", "bench", "soak", "pictures", "lint", "types", "talks", "help"):
        assert f"make {command} " in shown
