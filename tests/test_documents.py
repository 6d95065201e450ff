"""What the documents say is so: links lead somewhere, commands and settings exist, the talk is what the robot says."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_group

from bot.__main__ import cli
from bot.settings import PREFIX, Settings
from tests.trained import reader
from tests.transcript import play, read

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
OPERATIONS = ROOT / "docs" / "operations.md"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
PARTS = ["What.", "Why.", "Instead of", "When to look again."]
LEVELS = ("debug", "info", "warning", "error", "exception")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(page: str) -> list[list[str]]:
    """The cells of every line of a table, without the heading and the marks of code."""
    lines = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in cells] for cells in lines]


def code(page: str) -> str:
    """What a page shows as code: in the line, indented, or fenced."""
    return "\n".join(re.findall(r"```\w*\n.*?```|`[^`\n]+`|^(?: {4}|\t).*$", page, re.MULTILINE | re.DOTALL))


def commands() -> set[str]:
    return set(get_group(cli).commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(page))
    ours = [target for target in targets if "://" not in target]

    assert [target for target in ours if not (page.parent / target).exists()] == []


def test_every_make_command_shown_exists() -> None:
    there = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    shown = {name for page in PAGES for name in re.findall(r"\bmake ([a-z]+)", code(text(page)))}

    assert shown
    assert shown - there == set()


def test_every_handslag_command_shown_exists() -> None:
    called = re.compile(r"(?:^ *|`|bin/)handslag ([a-z-]+)", re.MULTILINE)
    shown = {name for page in PAGES for name in called.findall(code(text(page)))}

    assert shown
    assert shown - commands() == set()


def test_every_command_there_is_stands_in_the_operations() -> None:
    listed = code(section(text(OPERATIONS), "Commands"))

    assert {name for name in commands() if not re.search(rf"[ `]{name}[ `]", listed)} == set()


def test_the_settings_are_those_there_are() -> None:
    defaults = dict(re.findall(rf"^# {PREFIX}([A-Z_]+)=(.*)$", text(ROOT / ".env.example"), re.MULTILINE))
    there = [[name.upper(), defaults[name.upper()], field.description] for name, field in Settings.model_fields.items()]

    assert rows(section(text(OPERATIONS), "Settings")) == there


def test_every_event_of_the_log_is_explained() -> None:
    places = [path for folder in ("bot", "admin") for path in (ROOT / folder).rglob("*.py")]
    calls = [node for path in places for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.Call)]
    logged = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS and "log" in ast.unparse(call.func.value)
        and call.args and isinstance(call.args[0], ast.Constant)
    }  # fmt: skip
    explained = set(re.findall(r"`([a-z ]+)`", "".join(re.findall(r"^\| (`.*?) \|", text(OPERATIONS), re.MULTILINE))))

    assert {"turn failed", "started"} <= logged
    assert logged - explained == set()


def test_the_layers_are_those_that_are_kept() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    kept = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    there = [layer.strip("()") for layer in kept if is_there(layer.strip("()"))]
    listed = re.findall(r"^((?:bot\.|admin)\S*(?: [|:] \S+)*)", section(text(ARCHITECTURE), "The layers"), re.MULTILINE)

    assert listed == [re.sub(r"[()]", "", layer) for layer in there]


def is_there(layer: str) -> bool:
    place = ROOT / re.split(r" [|:] ", layer)[0].replace(".", "/")
    return place.is_dir() or place.with_suffix(".py").is_file()


def test_the_picture_shows_every_layer() -> None:
    listed = re.findall(r"\bbot\.(\w+)", section(text(ARCHITECTURE), "The layers"))
    shown = " ".join(re.findall(r'class="mono"[^>]*>([^<]+)<', text(ROOT / "docs/pictures/architecture.svg"))).split()

    assert set(listed) - set(shown) == set()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_can_be_read_aloud_and_in_the_dark(picture: Path) -> None:
    drawn = text(picture)

    assert re.search(r'role="img" aria-labelledby="title desc"', drawn)
    assert re.search(r'<title id="title">.+?</title>\s*<desc id="desc">.{80,}?</desc>', drawn, re.DOTALL)
    assert "prefers-color-scheme: dark" in drawn


def test_decisions_are_numbered_and_have_their_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for number, page in enumerate(pages, 1):
        assert text(page).startswith(f"# {number}. "), page.name
        assert re.findall(r"^\*\*(.+?)\*\*", text(page), re.MULTILINE) == PARTS, page.name


def test_the_talk_in_the_readme_is_what_the_robot_says() -> None:
    talk = talk_in(text(README))

    assert play(read(talk), reader()).text == talk


def talk_in(page: str) -> str:
    return section(page, "A talk").split("```")[1].lstrip("\n")


if __name__ == "__main__":  # write the talk as it now goes
    before = talk_in(text(README))
    README.write_text(text(README).replace(before, play(read(before), reader()).text), encoding="utf-8")
