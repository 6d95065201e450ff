"""The processes: one with the panel, several equal ones with it, or a worker without."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.app import create_app, load_reader, open_system
from bot.errors import SetupError
from bot.log import configure
from bot.settings import Settings, load
from bot.storage.database import is_postgresql
from bot.storage.opening import master_key
from bot.ticking import SECONDS_BETWEEN_BEGINNINGS, at_work

log = structlog.get_logger()

SECONDS_FOR_REQUESTS = 5
"""After these come the messages that are on their way: twenty seconds in all."""
QUIETLY: dict[str, Any] = {
    "log_config": None, "access_log": False, "server_header": False, "timeout_graceful_shutdown": SECONDS_FOR_REQUESTS,
}  # fmt: skip


def listen(settings: Settings) -> socket.socket:
    """The port, taken before anything else is begun."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # What is written is sent at once: else each page waits 40 ms for the browser to say that its head has come.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as wrong:
        listening.close()
        raise SetupError(
            f"HANDSLAG_PORT: cannot listen on {settings.host}:{settings.port} ({wrong.strerror})"
        ) from None
    return listening


def one_process(settings: Settings, listening: socket.socket) -> Callable[[], None]:
    configure(settings.log_level)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), **QUIETLY))
    return lambda: asyncio.run(server.serve(sockets=[listening]))


def several_processes(settings: Settings, listening: socket.socket, workers: int) -> Callable[[], None]:
    """One that dies is started anew.  The key and the reader are made before, and once."""
    from uvicorn.supervisors import Multiprocess

    configure(settings.log_level)
    master_key(settings)
    load_reader(settings)
    listening.set_inheritable(True)
    config = uvicorn.Config("bot.serving:one_of_many", factory=True, workers=workers, **QUIETLY)
    return Multiprocess(config, sockets=[listening]).run


def insist_on_server(settings: Settings) -> None:
    if not is_postgresql(settings.database_url):
        raise SetupError("HANDSLAG_DATABASE_URL: several workers need PostgreSQL; in SQLite one process writes")


def one_of_many() -> Starlette:
    """What each of several processes serves.  The database may be away just when one of them is started anew."""
    settings = load()
    configure(settings.log_level)
    while True:
        try:
            return create_app(settings)
        except SetupError as wrong:
            log.warning("waiting for the database", exc_info=wrong)
            time.sleep(SECONDS_BETWEEN_BEGINNINGS)


async def work(settings: Settings) -> None:
    """A worker without a panel, until it is told to stop."""
    configure(settings.log_level)
    stopped = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, stopped.set)
    async with at_work(open_system(settings), settings):
        await stopped.wait()
