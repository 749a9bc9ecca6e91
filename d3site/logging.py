"""Logs as one JSON object a line on standard error, of fields from a fixed list and nothing else.

What readers and editors type must not come into a log. So a line never holds a query, a path that somebody typed, a
body, a header or an address. Three more ways by which it could come in are closed here:

- The message of an exception may repeat a value (``invalid literal for int(): 'Jane Doe'``). Of a traceback the
  frames and the types are written; messages only of the types in :data:`TELLING`, whose words are Python's or the
  database server's own about its state.
- Django and other packages put paths and values into their messages. Words of theirs become "…", numbers stay.
- Python writes no local variables into a traceback, and none are added.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from .watching import request_ids

OURS = ("d3site", "modifiers")
"""Loggers whose messages are written whole: each of them is ours, and says numbers and names of ours."""

TELLING = frozenset(
    {
        "builtins.AttributeError",
        "builtins.ImportError",
        "builtins.MemoryError",
        "builtins.ModuleNotFoundError",
        "builtins.NameError",
        "builtins.RecursionError",
        "builtins.UnboundLocalError",
        "builtins.ZeroDivisionError",
        "django.core.exceptions.AppRegistryNotReady",
        "django.core.exceptions.ImproperlyConfigured",
        "django.db.utils.InterfaceError",
        "django.db.utils.OperationalError",
        "sqlite3.OperationalError",
    }
)
"""Exceptions, by their exact type, whose message holds no value of a request."""

_DEEPEST = 40
"""Frames that are written of one exception: those nearest to where it happened."""


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: when, how grave, from where, what, for which request, and the frames of an error.

    The fields are ``at``, ``level``, ``logger``, ``message``, ``request`` (the id that the answer bears as
    X-Request-ID), ``route``, ``reference`` (the number on the error page) and ``traceback``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without a line break at its end or within."""
        request = getattr(record, "request", None)
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "request": _request_id(request),
            "route": _route(request),
            "reference": getattr(request, "reference", None),
            "traceback": frames(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None,
        }
        return json.dumps({name: value for name, value in line.items() if value})


def frames(error: BaseException) -> list[str]:
    """An exception and those that led to it, first cause first: types, and file, line and function of each frame."""
    lines = []
    for each in reversed(_chain(error)):
        kind = f"{type(each).__module__}.{type(each).__qualname__}"
        lines += [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(each.__traceback__)
        ][-_DEEPEST:]
        lines.append(f"{kind}: {each}" if kind in TELLING else kind)
    return lines


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in found and len(found) < 10:
        found.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return found


def _is_of(name: str, packages: tuple[str, ...]) -> bool:
    return name.partition(".")[0] in packages


def _message(record: logging.LogRecord) -> str:
    if _is_of(record.name, OURS) or (record.name == "gunicorn.error" and record.levelno == logging.INFO):
        return record.getMessage()
    if record.name == "django.security.csrf" and record.args:
        return f"refused: {str(next(iter(record.args))).partition(' - ')[0]}"  # what follows names an address
    if record.name.startswith("django.security"):
        return "refused"
    if status := getattr(record, "status_code", None):
        return f"{status} {HTTPStatus(status).phrase}"
    return _without_words(record)


def _without_words(record: logging.LogRecord) -> str:
    """The message with its numbers, and "…" for all else that was to be put in."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    args = record.args
    try:
        if isinstance(args, dict):
            return record.msg % {name: _number(value) for name, value in args.items()}
        return record.msg % tuple(_number(value) for value in args) if args else record.msg
    except (TypeError, ValueError, KeyError):
        return record.msg


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else "…"


def _request_id(request: Any) -> str:
    meta = getattr(request, "META", None) or {}
    return str(meta.get(request_ids.KEY, "")) or request_ids.current.get()


def _route(request: Any) -> str | None:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else None


def is_error_of_ours(record: logging.LogRecord) -> bool:
    """Of what Django logs about answers, only 500: refusals stand in the access log, 503 is told by who answers it."""
    return getattr(record, "status_code", 500) == 500


class OnlyErrorsOfOurs(logging.Filter):
    """:func:`is_error_of_ours` as the logging configuration needs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        return is_error_of_ours(record)


def logging_config(level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to one handler, each record once."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "d3site.logging.JsonFormatter"}},
        "filters": {"errors_of_ours": {"()": "d3site.logging.OnlyErrorsOfOurs"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django gives its own logger handlers that would print every record a second time.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"handlers": [], "level": level, "filters": ["errors_of_ours"], "propagate": True},
            # What it tells is in the log of accounts (d3site/accounts), without anything that was typed.
            "axes": {"handlers": [], "level": "WARNING", "propagate": True},
            # A host name that is not ours is the sender's mistake, not an error of the site.
            "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
