"""A disk that takes longer to say that it has written: the calls that wait for it are made to wait more."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

WAITS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int later(const char *name, int fd) {
    struct timespec wait = {0, MICROSECONDS * 1000L};
    nanosleep(&wait, 0);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}
int fsync(int fd) { return later("fsync", fd); }
int fdatasync(int fd) { return later("fdatasync", fd); }
"""


@contextmanager
def slowed(folder: Path, milliseconds: int) -> Iterator[Mapping[str, str] | None]:
    """The environment for a process with such a disk; None where there is no C compiler to make it with."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        yield None
        return
    source, made = folder / "waits.c", folder / "waits.so"
    source.write_text(WAITS, encoding="utf-8")
    wait = f"-DMICROSECONDS={milliseconds * 1000}"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", wait, "-o", made, source, "-ldl"], check=True)
    yield {"LD_PRELOAD": str(made)}
