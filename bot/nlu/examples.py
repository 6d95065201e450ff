"""Reads training examples: Rasa's YAML, a file or a folder of it, or JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.nlu.normal import words

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Rasa marks entities inside an example: [Berit](name) or [two]{"entity": "number"}.
_DEEPEST = 50
_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Example:
    """A message with the intent a person gave it.  ``group`` is shared by versions of one sentence."""

    text: str
    intent: str
    variety: str = ""
    group: str = ""


def read_examples(path: Path) -> tuple[Example, ...]:
    """Every example of a file or a folder, or a ValueError naming file and line."""
    inside = sorted(p for p in path.rglob("*") if p.suffix in {".yml", ".yaml", ".jsonl"})
    files = inside if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise ValueError(f"{path}: no training examples there")
    found = tuple(e for file in files for e in (_json_lines(file) if _is_json(file) else _rasa(file)))
    if not found:
        raise ValueError(f"{path}: no training examples there")
    if not any(words(example.text) for example in found):
        raise ValueError(f"{files[0]}:1: no words in any example, here or further on")
    return found


def _is_json(file: Path) -> bool:
    return file.suffix not in {".yml", ".yaml"}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"{file}:{line}: not UTF-8") from error


def _json_lines(file: Path) -> Iterator[Example]:
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{file}:{number}: not JSON ({_why(error)})") from error
        if not isinstance(row, dict) or not all(_is_text(row.get(k)) for k in ("text", "intent")):
            raise ValueError(f'{file}:{number}: needs "text" and "intent"')
        variety = row.get("variety") or row.get("dialect") or ""
        yield Example(row["text"], row["intent"], str(variety), str(row.get("sentence", "")))


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "nested too deeply" if isinstance(error, RecursionError) else "a number too long to be read"


def _is_text(value: Any) -> bool:
    """What can be written as UTF-8; JSON can name half a character."""
    return isinstance(value, str) and value.encode(errors="ignore").decode() == value


def _rasa(file: Path) -> Iterator[Example]:
    try:
        text = _text(file)
        _insist_on_shallow(file, text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{file}:{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"{file}:1: {error}") from error
    for item in _sequence(file, _fields(file, root).get("nlu")):
        fields = _fields(file, item)
        if intent := fields.get("intent"):
            name = _scalar(file, intent)
            if "/" in name:
                raise ValueError(f"{_at(file, intent)}: an intent's name has no slash: {name}")
            yield from _examples(file, name, fields.get("examples"))


def _insist_on_shallow(file: Path, text: str) -> None:
    """What is nested deep enough ends the process: libyaml composes with the C stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ValueError(f"{file}:{line}: nested too deeply")


def _examples(file: Path, intent: str, node: Node | None) -> Iterator[Example]:
    if isinstance(node, ScalarNode):
        lines = (line.strip().removeprefix("-").strip() for line in node.value.splitlines())
        yield from (Example(_MARKED.sub(r"\1", line), intent) for line in lines if line)
        return
    for item in _sequence(file, node):
        fields = _fields(file, item)
        metadata = _fields(file, fields["metadata"]) if "metadata" in fields else {}
        variety = _scalar(file, metadata["variety"]) if "variety" in metadata else ""
        text = _scalar(file, fields.get("text") or item).strip().removeprefix("- ")
        yield Example(_MARKED.sub(r"\1", text), intent, variety)


def _at(file: Path, node: Node) -> str:
    return f"{file}:{node.start_mark.line + 1}"


def _fields(file: Path, node: Node | None) -> dict[str, Node]:
    if not isinstance(node, MappingNode):
        raise ValueError(f"{_at(file, node) if node else file}: expected keys and values here")
    return {name.value: value for name, value in node.value if isinstance(name, ScalarNode)}


def _sequence(file: Path, node: Node | None) -> list[Node]:
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        raise ValueError(f"{_at(file, node)}: expected a list here")
    return list(node.value)


def _scalar(file: Path, node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise ValueError(f"{_at(file, node)}: expected text here")
    return str(node.value)
