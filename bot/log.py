"""What a log line looks like, and what it must never hold: only listed fields, only plain values."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = frozenset(
    "after attempt before channel code confidence count effect errand event fate flow intent kind level media"
    " municipality ms outgoing person port question reason_code revision screen seconds status table timer"
    " timestamp turn understood version worker".split()
)
"""The only fields a line may have; ``person``, ``errand`` and their like are our own numbers."""

EVENT = re.compile(r"[a-z][a-z_ -]{0,59}")
WORD = re.compile(r"(?!.*\d{8})[a-z0-9_.:-]{1,60}")
"""A code, a kind, a number of ours: it has not the signs for a sentence, a name or a telephone number."""

HERE = Path(__file__).parent.parent


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """JSON lines on stderr, or lines for people on a terminal; of libraries only that they warn."""
    out = stream or sys.stderr
    first: list[Processor] = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, _stamp]
    last: list[Processor] = [_where_it_failed, _only_listed, _renderer(out)]
    hand_on = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *first, hand_on],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or hasattr(record, "_logger"))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_words, *first],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    _catch_what_nobody_caught()


def _renderer(out: TextIO) -> Processor:
    if out.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _without_words(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A library's own words may hold a message, or an address with a token in it: keep who spoke."""
    record: logging.LogRecord = line["_record"]
    line["event"] = "a library spoke"
    line["_by"] = f"{record.name}:{record.lineno}"
    return line


def _where_it_failed(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """An exception as its types and places: what it says, and the values around it, may be about people."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["_errors"] = [_outline(link) for link in _chain(error)]
    return line


def _outline(error: BaseException) -> dict[str, object]:
    return {"type": type(error).__qualname__, "at": _places(error.__traceback__)}


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places


def _short(filename: str) -> str:
    path = Path(filename)
    ours = path.is_relative_to(HERE) and "site-packages" not in path.relative_to(HERE).parts
    return str(path.relative_to(HERE)) if ours else "/".join(path.parts[-2:])


def _only_listed(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    errors, by = line.pop("_errors", None), line.pop("_by", None)
    kept = {name: value for name, value in line.items() if name in FIELDS and _plain(name, value)}
    dropped = len(line) - len(kept)
    kept.setdefault("event", "unnamed")
    if by:
        kept["logger"] = by
    if errors:
        kept["errors"] = errors
    if dropped:
        kept["dropped"] = dropped
    return kept


def _plain(name: str, value: object) -> bool:
    if name == "event":
        return isinstance(value, str) and EVENT.fullmatch(value) is not None
    if isinstance(value, str):
        return WORD.fullmatch(value) is not None or name == "timestamp"
    return value is None or isinstance(value, int | float)


def _catch_what_nobody_caught() -> None:
    def crashed(_kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        structlog.get_logger().error("crashed", exc_info=error)

    def thread_crashed(args: threading.ExceptHookArgs) -> None:
        structlog.get_logger().error("a thread crashed", exc_info=args.exc_value)

    sys.excepthook = crashed
    threading.excepthook = thread_crashed
