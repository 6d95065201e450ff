"""Measures everything, prints a table and writes var/bench.json."""

from __future__ import annotations

from bot.nlu.training import train
from bot.settings import load, training_data
from tests.bench import asking, hooks, inbound, pages, pool, reading, starting, timers, turns
from tests.bench.rows import Row, table, write


def main() -> None:
    folder = load().data_dir.absolute() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    reader = folder / "reader.npz"
    train(training_data(), reader)
    rows: list[Row] = []
    for part in (reading, starting, turns, hooks, inbound, timers, asking, pool, pages):
        rows += part.measure(reader)
    write(rows, folder.with_name("bench.json"))
    print(table(rows))  # noqa: T201


if __name__ == "__main__":
    main()
