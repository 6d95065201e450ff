"""Reads a folder of modules into a mapping: a file exists by being there."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from bot.errors import SetupError

T = TypeVar("T")


def modules_in(package: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    """Every module of a package by its name, in alphabetical order."""
    for found in sorted(iter_modules(package.__path__), key=lambda module: module.name):
        yield found.name, import_module(f"{package.__name__}.{found.name}")


def gather(package: ModuleType, attribute: str, kind: type[T]) -> dict[str, T]:
    """The attribute of that name from every module that has it; another type than ``kind`` is an error."""
    gathered: dict[str, T] = {}
    for name, module in modules_in(package):
        value = getattr(module, attribute, None)
        if value is None:
            continue
        if not isinstance(value, kind):
            raise SetupError(f"{module.__name__}.{attribute} is not a {kind.__name__}")
        gathered[name] = value
    return gathered
