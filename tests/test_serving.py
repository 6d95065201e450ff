"""The port the robot answers at."""

from __future__ import annotations

import socket

from bot.serving import listen
from bot.settings import Settings


def test_what_is_written_to_a_browser_is_sent_at_once() -> None:
    with listen(Settings(_env_file=None, host="127.0.0.1", port=0)) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
