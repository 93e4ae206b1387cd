"""What the server writes of itself to standard error: one line for each event, in UTC, with nothing that anybody wrote.

The inventory of what is logged where stands in docs/security.md.
"""

import logging
import time
from typing import Any

from litestar.connection import ASGIConnection
from litestar.logging import LoggingConfig


class Line(logging.Formatter):
    """Level, time in UTC (RFC 3339), logger, event."""

    def __init__(self) -> None:
        """Fix the order of the fields; whoever reads them by program counts on it."""
        super().__init__("%(levelname)s %(asctime)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """Return the record's moment with its thousandths and its zone."""
        return f"{super().formatTime(record, datefmt)}.{int(record.msecs):03}Z"


def logging_config() -> LoggingConfig:
    """Return how the application logs; refusals and crashes are logged where they are answered, and only there."""
    return LoggingConfig(log_exceptions="never", formatters={"standard": {"()": Line}})


def who_at_what(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return at which operation it happened, and by which sign-in as far as the doors know; `-` where there is none."""
    handler = connection.scope.get("route_handler")
    person = connection.scope.get("user")
    operation = getattr(handler, "operation_id", None) or "-"
    return f"operation={operation} sign-in={getattr(person, 'sign_in', None) or '-'}"
