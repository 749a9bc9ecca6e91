"""Logs as one JSON object a line on standard error. Query strings are never written: they hold what people typed."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, with the reference number of a failed request and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without a line break at its end."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if reference := getattr(request, "reference", None):
            line["reference"] = reference
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def logging_config(level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to one handler, each record once."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "d3site.logging.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django gives its own logger handlers that would print every record a second time.
            "django": {"handlers": [], "level": level, "propagate": True},
            # What it tells is in the log of accounts (d3site/accounts), without anything that was typed.
            "axes": {"handlers": [], "level": "WARNING", "propagate": True},
            # A host name that is not ours is the sender's mistake, not an error of the site.
            "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
