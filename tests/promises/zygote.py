"""Brings lives into the world, each stopped before its first breath, so that whoever asked can take hold of it.

`python -m tests.promises.zygote SETTINGS FOLDER` lives once in the folder, so that all is loaded.  Then it reads lines,
each a folder and the name of a defect to plant, if any; it prints the number of a process that waits, and how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from tests.promises.defects import DEFECTS
from tests.promises.lives import once


def main(given: dict[str, str], practice: str) -> None:
    once(Path(practice), given)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        folder, defect = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                DEFECTS.get(defect, lambda: None)()
                once(Path(folder), given)
            finally:
                os._exit(0)
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), *sys.argv[2:])
