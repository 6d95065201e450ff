"""The web application: the panel, the providers' webhooks and health, with the robot running behind them."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from admin import create_panel, oidc
from admin.parts import Parts
from bot import learning
from bot.channels import Channel, TakesCalls, call, simulator, sms, telegram
from bot.clock import MovableClock
from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.rehearsals import Rehearsals
from bot.settings import Settings, training_data
from bot.storage.database import open_reader, open_writer
from bot.storage.opening import master_key
from bot.storage.store import add_municipality, clock_ahead
from bot.system import System
from bot.ticking import at_work

if TYPE_CHECKING:
    from bot.nlu.rasa import Rasa

def load_reader(settings: Settings) -> Reader:
    """The trained reader; trained now when nobody has, or when it was by a version that kept it otherwise."""
    path = learning.model_file(settings)
    try:
        return Reader.load(path)
    except (OSError, KeyError, ValueError, EOFError):
        from bot.nlu.training import train

        unfinished = path.with_name(f"{path.stem}.{os.getpid()}{path.suffix}")  # others may be learning as well
        train(training_data(), unfinished)
        unfinished.replace(path)
        return Reader.load(path)


def open_system(settings: Settings) -> System:
    """The robot with real channels, the real clock and the database that is set."""
    master = master_key(settings)
    writer = open_writer(settings.database_url)
    phones = simulator.connect(settings)
    texts = sms.connect(settings) or phones
    calls = call.connect(settings)
    if texts is None or calls is None:
        raise SetupError("no channel could be opened")
    reader = open_reader(settings.database_url)
    clock = clock_of(reader, texts)
    telegrams = telegram.connect(settings, clock)
    chats: dict[str, Channel] = {"telegram": telegrams} if telegrams else {}
    if texts is phones and not telegrams:
        chats = {"telegram": simulator.Chats()}
    return System(
        writer=writer, reader=reader, master=master, clock=clock, rasa=_rasa(settings, clock),
        understanding=load_reader(settings), channels={"sms": texts, "call": calls} | chats, phones=phones,
    )  # fmt: skip


def _rasa(settings: Settings, clock: MovableClock) -> Rasa | None:
    if settings.rasa_url is None:
        return None
    from bot.nlu import rasa  # its library is not read in where there is no Rasa

    return rasa.connect(settings, clock)


def clock_of(reader: Engine, texts: Channel) -> MovableClock:
    """The real time, or where an example's clock was moved to; never moved where SMS is real."""
    if texts.name != "simulator":
        return MovableClock()
    with reader.connect() as connection:
        return MovableClock(clock_ahead(connection))


def create_app(settings: Settings) -> Starlette:
    """Everything behind one port."""
    system = open_system(settings)
    parts = parts_for(system, settings)

    panel = create_panel(parts)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        when_told_to_stop(panel.state.live.close)
        async with at_work(system, settings):
            yield
            await parts.stages.close()

    app = Starlette(routes=[*routes(system), Mount("/", panel)], lifespan=running)
    app.state.system = system
    return app


def when_told_to_stop(act: Callable[[], None]) -> None:
    """The server lets every answer end before it tells us that it stops; one that never ends must hear of it first."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        servers = signal.getsignal(told)

        def stop(number: int, frame: FrameType | None, servers: Any = servers) -> None:
            loop.call_soon_threadsafe(act)
            servers(number, frame)

        if callable(servers):
            signal.signal(told, stop)


def parts_for(system: System, settings: Settings) -> Parts:
    """What the coordinators' pages are given, with what they need to begin from nothing."""

    async def begin_example() -> MunicipalityId:
        from bot.example import fill

        made = await fill(system)
        await system.look_around()
        return made

    async def begin_empty(name: str, phone: str) -> MunicipalityId:
        now = system.clock.now()
        made = await system.write(lambda db: add_municipality(db, name, now, example=False, phone=phone))
        await system.look_around()
        return made

    return Parts(
        system, settings.public_url, begin_example, begin_empty, trainer=learning.Trainer(settings),
        oidc=oidc.connect(settings), rehearsals=Rehearsals(settings.data_dir),
    )  # fmt: skip


def routes(system: System) -> Sequence[BaseRoute]:
    """What is not the panel: webhooks, and how we are."""

    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(request: Request) -> Response:
        watch, well = system.watch, await system.is_well()
        since = round(watch.how_late().total_seconds(), 1)
        state = {"ready": well, "can_store": watch.can_store, "seconds_since_tick": since,
                 "failing": sorted(watch.failing)}  # fmt: skip
        return JSONResponse(state, 200 if state["ready"] else 503)

    async def metrics(request: Request) -> Response:
        lines = (f"handslag_{name} {value}" for name, value in (await system.figures()).items())
        return PlainTextResponse("\n".join(lines) + "\n")

    hooks = [route for channel in system.channels.values() for route in channel.routes(system.receive)]
    called = [channel for channel in system.channels.values() if isinstance(channel, TakesCalls)]
    hooks += [route for channel in called for route in channel.call_routes(system.ring)]
    return [
        Route("/livez", alive, methods=["GET"]), Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]), *hooks,
    ]  # fmt: skip
