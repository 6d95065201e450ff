"""What a message asks of the database takes no longer as the years go by: nothing goes through all there is."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Pool, event

from bot.storage.migrating import migrate
from tests.trained import reader
from tests.transcript import FOLDER, play, script

TALKS = ("delt_telefon", "en_vanlig_dag", "fast_besoksvenn_pause", "nei_til_hvilken", "parorende", "telegram")
GROWS = r"(?:access|errand|event|message|note|offer|other|visit)\b"
THROUGH_ALL = re.compile(rf"SCAN {GROWS}|SEARCH {GROWS}.* \(municipality=\?(?: AND id>\?)?\)$")
FEW = (
    "FROM event WHERE event.municipality = ? AND event.state = ?",  # what nobody has answered yet has its own index
    "AND note.id > ?",  # a replay's own: it tells what is new
    "SELECT offer.errand FROM offer",  # it stops when it has found enough
    "UPDATE message SET text=NULL",  # whoever is erased is looked for in all that was written
)
VALUES = re.compile(r"X'[0-9A-F]*'|'(?:[^']|'')*'|\b\d+\b", re.IGNORECASE)


def test_no_message_makes_the_robot_go_through_all_there_is(tmp_path: Path) -> None:
    said: dict[str, str] = {}

    def listens(raw: sqlite3.Connection, _: Any) -> None:
        raw.set_trace_callback(lambda whole: said.setdefault(" ".join(VALUES.sub("?", whole).split()), whole))

    event.listen(Pool, "connect", listens)
    try:
        for talk in TALKS:
            play(script(FOLDER / f"{talk}.txt"), reader())
    finally:
        event.remove(Pool, "connect", listens)

    migrate(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    empty = sqlite3.connect(tmp_path / "empty.sqlite3")
    asked = {plain: whole for plain, whole in said.items() if plain.startswith(("SELECT", "UPDATE", "DELETE"))}
    slow = [
        (step, plain)
        for plain, whole in asked.items()
        for *_, step in empty.execute(f"EXPLAIN QUERY PLAN {whole}")
        if THROUGH_ALL.search(step) and not any(few in plain for few in FEW)
    ]
    assert len(asked) > 100
    assert slow == []
