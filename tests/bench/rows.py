"""A figure, what it is held against, and how both are shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """``ratio`` is value to baseline; ``bar`` is what it, or else the value, is to reach."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    bar: str = ""
    how: str = ""


def write(rows: list[Row], to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    kept = [{key: asdict(row)[key] for key in ("name", "value", "unit", "baseline", "ratio")} for row in rows]
    to.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(rows: list[Row]) -> str:
    shown = [("", "value", "unit", "beside", "ratio", "bar")]
    shown += [(r.name, _short(r.value), r.unit, _short(r.baseline), _short(r.ratio), r.bar) for r in rows]
    wide = [max(len(line[n]) for line in shown) for n in range(6)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, wide, strict=True)).rstrip() for line in shown]
    return "\n".join([*lines, "", *(f"{row.name}: {row.how}" for row in rows if row.how)])


def _short(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:.0f}" if abs(figure) >= 100 else f"{figure:.3g}"
