"""Writes the step from the newest tables here to those in tables.py; then it is read, and mended by hand.

python -m bot.storage.migrations "Volunteers may have a car"
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from bot.storage.migrating import NEWEST, configured, connected, migrate

FORMATTING = {
    "hooks": "ruff",
    "ruff.type": "exec",
    "ruff.executable": str(Path(sys.executable).with_name("ruff")),
    "ruff.options": "format --quiet REVISION_SCRIPT_FILENAME",
}


def write(message: str) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'newest.sqlite3'}"
        migrate(url)
        with connected(url) as connection:
            config = configured(connection)
            for name, value in FORMATTING.items():
                config.set_section_option("post_write_hooks", name, value)
            command.revision(config, message, autogenerate=True, rev_id=f"{int(NEWEST) + 1:04}")


if __name__ == "__main__":
    write(sys.argv[1])
