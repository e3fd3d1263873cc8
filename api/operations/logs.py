"""The format of log lines: JSON for programs, plain text on a terminal, each with the id of its request."""

import logging
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import msgspec

from api.operations.access_log import AccessLog
from api.operations.observation import RequestRecord
from api.operations.request_context import CURRENT

_ENCODER: Final = msgspec.json.Encoder()
ExcInfo = tuple[type[BaseException], BaseException, Any] | tuple[None, None, None]


def start_logging(stream: TextIO = sys.stderr) -> AccessLog:
    """Log warnings and errors of the whole process to `stream`, and return the access log for it."""
    handler = logging.StreamHandler(stream)
    plain = stream.isatty()
    handler.setFormatter(_PlainFormatter() if plain else _JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    line: Callable[[RequestRecord], str] = plain_line if plain else json_line
    return AccessLog(stream, line)


def json_line(record: RequestRecord) -> str:
    return _ENCODER.encode(record).decode()


def plain_line(record: RequestRecord) -> str:
    codes = f" ({', '.join(record.codes)})" if record.codes else ""
    closed = f" closed {record.close_code}" if record.close_code else ""
    return (
        f"{record.time:%H:%M:%S} {record.status} {record.method} {record.path!a} "
        f"{record.ms:.1f} ms {record.outcome}{codes}{closed} [{record.request_id}]"
    )


class _RedactingFormatter(logging.Formatter):
    """Omits the detail of an error of Postgres, which may quote a row."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            detail = getattr(error, "detail", None)
            if isinstance(detail, str) and detail:
                text = text.replace(detail, "(not shown)")
        return text


class _JsonFormatter(_RedactingFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "logger": record.name,
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "request_id": _request_id(),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return _ENCODER.encode({name: value for name, value in line.items() if value}).decode()


class _PlainFormatter(_RedactingFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line = f"{datetime.now(UTC):%H:%M:%S} {record.levelname} {record.name}: {record.getMessage()}"
        if request_id := _request_id():
            line += f" [{request_id}]"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _request_id() -> str | None:
    state = CURRENT.get(None)
    return None if state is None else state["request_id"]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
