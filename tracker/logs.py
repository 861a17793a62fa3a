"""Log lines with the request and the account they belong to, and without personal data: console or JSON."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from tracker.clock import SystemClock

PERSONAL = frozenset(
    {"name", "person", "phone", "mobile", "telephone", "email", "address", "ip", "client"}
    | {"password", "secret", "token", "cookie", "session"}
)
"""Fields whose values never reach a log, whatever a caller hands in."""
_REAL_TIME = SystemClock()


def set_up(*, json: bool = False, level: str = "INFO") -> None:
    """Sends structlog's lines and the standard library's to standard error in one form. Once, at start-up."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _stamp,
        _without_what_was_typed,
        without_personal_data,
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if json:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last += [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=last))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # The first would write visitors' addresses, the last every tick of the worker's clock.
    for name in ("uvicorn.access", "weasyprint", "fontTools", "yoyo", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """Puts fields (`request_id`, `actor`: an account's id, never a person's name) on every line logged within."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


def log(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `_log = log(__name__)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def without_personal_data(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Hides the values of fields that could name a person."""
    return {key: _hidden(key, value) for key, value in line.items()}


def _without_what_was_typed(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The web server's own line on a fault in a page says that there was one, and no more: a database's words repeat
    what somebody typed, and the page has logged where it was."""
    if line.get("logger") == "uvicorn.error" and line.get("exc_info"):
        fault = line.pop("exc_info")
        line["fault"] = type(fault[1] if isinstance(fault, tuple) else fault).__name__
    return line


def _hidden(key: str, value: Any) -> Any:
    return "…" if key.lower() in PERSONAL else value


def _stamp(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The real time, a demonstration's too: a log is read beside the machine's other logs."""
    line["timestamp"] = _REAL_TIME.now().isoformat(timespec="milliseconds")
    return line
