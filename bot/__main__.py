"""The command ``handslag``."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from bot.errors import BotError, SetupError
from bot.settings import Settings, load, training_data

cli = typer.Typer(
    help='Håndslag: a chat robot in Norwegian that turns "I would like to help" into help that happens.',
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip

T = TypeVar("T")
BAD_INPUT, FAILURE = 2, 1
ModelFile = Annotated[Path | None, typer.Option(help="A trained reader; the installed one when left out")]


def main() -> None:
    """Run the command; what goes wrong is said in a line, not in a traceback."""
    try:
        cli()
    except SetupError as wrong:
        _stop(str(wrong), BAD_INPUT)
    except BotError as wrong:
        _stop(str(wrong), FAILURE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


@cli.command()
def run(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Equal processes; more than one on PostgreSQL")] = 1,
) -> None:
    """Serve the panel and run the robot."""
    gc.disable()  # what is read in now stays: to look for what can be let go takes a tenth of the start
    from bot.serving import insist_on_server, listen, one_process, several_processes

    settings = _ready()
    if workers > 1:
        insist_on_server(settings)
    listening = listen(settings)
    serve = several_processes(settings, listening, workers) if workers > 1 else one_process(settings, listening)
    gc.freeze()
    gc.enable()
    first = _first_link(settings)
    here = settings.host in {"127.0.0.1", "localhost"}
    where = f"http://localhost:{listening.getsockname()[1]}" if here else settings.public_url
    print(f"Håndslag: {where}", flush=True)
    if first:
        print(f"Første gang? Åpne {where}{first} innen 30 minutter.", flush=True)
    serve()


@cli.command()
def worker() -> None:
    """Run the robot without a panel, beside others on the same PostgreSQL."""
    from bot.serving import insist_on_server, work

    settings = _ready()
    insist_on_server(settings)
    asyncio.run(work(settings))


def _ready() -> Settings:
    """Settings, with a folder to write in and a database of today's form."""
    from bot.storage.migrating import migrate

    settings = load()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise SetupError(f"HANDSLAG_DATA_DIR: cannot be made ({wrong.strerror})") from None
    migrate(settings.database_url)
    return settings


def _first_link(settings: Settings) -> str:
    """The path that lets the first administrator in; empty when there are users."""
    from bot.storage import accounts
    from bot.storage.database import open_writer

    engine = open_writer(settings.database_url)
    try:
        with engine.begin() as connection:
            if accounts.has_users(connection):
                return ""
            return f"/velkommen/{accounts.invite_first(connection, datetime.now(UTC))}"
    finally:
        engine.dispose()


@cli.command("admin-link")
def admin_link() -> None:
    """Print a link that lets one administrator in, once, within 30 minutes."""
    from bot.storage import accounts
    from bot.storage.database import open_writer

    settings = _ready()
    engine = open_writer(settings.database_url)
    with engine.begin() as connection:
        secret = accounts.invite_first(connection, datetime.now(UTC))
    engine.dispose()
    print(f"{settings.public_url}/velkommen/{secret}")


@cli.command()
def migrate() -> None:
    """Bring the database to today's form."""
    _ready()


@cli.command()
def talk() -> None:
    """Talk with the robot in this terminal; nothing is kept or sent."""
    from bot.app import load_reader
    from bot.terminal import talk as talk_here

    talk_here(load_reader(load()))


@cli.command()
def replay(
    file: Annotated[str, typer.Argument(help="JSON lines; - is standard input")], model: ModelFile = None
) -> None:
    """Play a scenario through the real system in virtual time."""
    from bot.log import configure
    from bot.replay import replay as play
    from bot.scenario import BadLine

    configure("WARNING")
    reader = _reader(model)
    lines = _lines(file)
    try:
        out = list(play(lines, reader))
    except BadLine as wrong:
        _stop(str(wrong), BAD_INPUT)
    for line in out:
        print(line)


@cli.command()
def rehearse(
    volunteers: Annotated[int, typer.Option(min=1)] = 300,
    errands: Annotated[int, typer.Option(min=1)] = 1200,
    days: Annotated[int, typer.Option(min=7, max=365)] = 90,
    seeds: Annotated[str, typer.Option(help="One municipality for each: 1,2,3")] = "1",
    policy: Annotated[str, typer.Option(help="ours, broadcast, list, phased7, or all")] = "all",
    population: Annotated[Path | None, typer.Option(help="YAML; ours when left out")] = None,
) -> None:
    """Try an invented municipality in virtual time, and measure whom is asked, how often and how soon."""
    from bot.log import configure
    from bot.rehearse import OURS, load, policies_named, rehearse, seeds_named

    configure("WARNING")
    try:
        wanted, each = policies_named(policy), seeds_named(seeds)
    except ValueError as wrong:
        _stop(str(wrong), BAD_INPUT)
    found = rehearse(
        load(population or OURS), volunteers=volunteers, errands=errands, days=days, seeds=each, policies=wanted
    )
    print(json.dumps(found, indent=1))


def _lines(file: str) -> list[str]:
    try:
        return (
            sys.stdin.read().splitlines()
            if file == "-"
            else Path(file).read_text(encoding="utf-8").splitlines()
        )
    except OSError as wrong:
        _stop(f"{file}: {wrong.strerror}", BAD_INPUT)
    except UnicodeDecodeError:
        _stop(f"{file}: not UTF-8", BAD_INPUT)


def _reader(model: Path | None):  # type: ignore[no-untyped-def]
    from bot.app import load_reader
    from bot.nlu import Reader

    return load_reader(load()) if model is None else Reader.load(model)


def _trained(model: Path | None) -> Path:
    """The file of the reader that is named, or of the installation's own, learnt first if nobody has."""
    from bot.app import load_reader
    from bot.learning import model_file

    if model is not None:
        return model
    load_reader(settings := load())
    return model_file(settings)


@cli.command()
def parse(
    rules_off: Annotated[bool, typer.Option(help="The classifier alone")] = False, model: ModelFile = None
) -> None:
    """Read messages on standard input and write what was heard, a JSON object a line.

    A line is what someone wrote, or an object with "text" and, if wanted, "now", "expecting" and "open". An object that
    asks for what cannot be is answered with nlu_fallback and "error", which says why; the next line is read, and the
    exit code is 2 in the end.
    """
    from bot.nlu.parse import parse_lines

    trained = _trained(model)
    with (
        open(0, encoding="utf-8", errors="replace", closefd=False) as stdin,
        open(1, "w", encoding="utf-8", closefd=False) as stdout,
    ):
        refused = _bad_input(lambda: parse_lines(stdin, stdout, model=trained, rules_off=rules_off))
    if refused:
        _stop(f'{refused} of the lines asked for what cannot be: see their "error"', BAD_INPUT)


def _bad_input(do: Callable[[], T]) -> T:
    try:
        return do()
    except BrokenPipeError:
        raise
    except ValueError as wrong:
        _stop(str(wrong), BAD_INPUT)
    except OSError as wrong:
        _stop(f"{wrong.filename}: {wrong.strerror}", BAD_INPUT)


@cli.command()
def train(
    data: Annotated[Path | None, typer.Option(help="Rasa YAML, a file or a folder, or JSON lines")] = None,
    out: Annotated[Path | None, typer.Option(help="The file the model is written to; needed with --data")] = None,
    seed: Annotated[int, typer.Option(help="Same data and seed, same model")] = 0,
    put_back: Annotated[bool, typer.Option("--put-back", help="Use the reader before again; train nothing")] = False,
) -> None:
    """Train the reader from examples; without --data and --out also from what coordinators have told it."""
    from bot import learning
    from bot.log import configure
    from bot.nlu.training import train as learn

    if put_back:
        learning.put_back(load())
        print("the reader before is in use again")
    elif data is not None and out is None:
        _stop("--data needs --out; `handslag train` alone measures before it replaces the reader in use", BAD_INPUT)
    elif out is None:
        settings = load()
        configure(settings.log_level)
        os.nice(10)  # whoever writes to the robot meanwhile is answered first
        print("\n".join(learning.in_words(learning.learn(settings, seed))))
    else:
        _bad_input(lambda: learn(data or training_data(), out, seed))


@cli.command()
def evaluate(
    data: Annotated[Path, typer.Option(help="Rasa YAML or JSON lines with the right answers")],
    model: ModelFile = None,
) -> None:
    """Measure a trained reader and print the figures as JSON."""
    from bot.nlu.evaluation import evaluate as measure

    print(json.dumps(_bad_input(lambda: measure(_trained(model), data)), ensure_ascii=False, indent=1))


@cli.command()
def backup(to: Annotated[Path, typer.Argument(help="The file to write")]) -> None:
    """Write an encrypted copy of the database; the key file must be kept elsewhere."""
    from bot.storage.backup import backup as save

    settings = load()
    save(settings, to)
    print(f"{to}: written. Keep {settings.key_file} elsewhere: without it the copy cannot be opened.")


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file that `handslag backup` wrote")],
    force: Annotated[bool, typer.Option(help="Replace the database that is there")] = False,
) -> None:
    """Bring back a copy; who was erased since it was made stays erased."""
    from bot.storage.backup import restore as bring_back

    bring_back(load(), source, force=force)


@cli.command()
def hold() -> None:
    """Send nothing until a human says so: before the first start on a PostgreSQL copy that was put back."""
    from bot.storage.backup import hold as send_nothing

    send_nothing(_ready())
    print("Nothing is sent until a coordinator presses Start utsendingen under Utsending in the panel.")


@cli.command()
def sender(
    address: Annotated[str, typer.Argument(help="tel:+4759440001 or telegram:HamarHjelp_bot; all when left out")] = "",
    municipality: Annotated[str, typer.Argument(help="Its name; the address is forgotten when left out")] = "",
    calls_to: Annotated[str, typer.Option(help="Where calls to it are put through at any hour")] = "",
) -> None:
    """Say which municipality an address of ours belongs to, where there are several."""
    from bot.senders import give
    from bot.storage.database import open_writer
    from bot.storage.senders import drop_sender, senders, towns

    engine = open_writer(_ready().database_url)
    with engine.begin() as connection:
        if municipality:
            give(connection, address, municipality, calls_to)
        elif address and not drop_sender(connection, address):
            raise SetupError(f"{address}: nobody's")
        names = {town.id: town.name for town in towns(connection)}
        for row in senders(connection):
            print(row.address, names[row.municipality], row.calls_to)
    engine.dispose()


@cli.command()
def check(offline: Annotated[bool, typer.Option("--offline", help="Ask no provider")] = False) -> None:
    """Say what is set up, what is off, and what is missing before going live; the providers are asked too."""
    from bot.checking import report

    lines = list(report(_ready(), asks=not offline))
    for line in lines:
        print(line.words, file=sys.stderr if line.missing else sys.stdout, flush=True)
    if any(line.missing for line in lines):
        raise typer.Exit(FAILURE)
    print("nothing is missing")


if __name__ == "__main__":
    main()
