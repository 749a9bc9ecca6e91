"""A log line holds fields of a fixed list, one line, and nothing that anybody typed."""

from __future__ import annotations

import json
import logging
import sys
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from d3site.logging import JsonFormatter, OnlyErrorsOfOurs

FIELDS = {"at", "level", "logger", "message", "request", "route", "reference", "traceback"}
TYPED = "Doe-1234"


def written(name: str, message: object, *args: object, error: BaseException | None = None, **extra: object) -> dict:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "", 0, message, args, info)
    vars(record).update(extra)
    text = JsonFormatter().format(record)
    assert "\n" not in text and text.isascii()
    line = json.loads(text)
    assert set(line) <= FIELDS
    return line


def raised(make) -> BaseException:
    try:
        make()
    except Exception as error:
        return error
    raise AssertionError


@settings(max_examples=40)
@given(name=st.text(max_size=20), message=st.text(), args=st.lists(st.text() | st.integers(), max_size=3))
def test_one_line_whatever_it_holds(name, message, args):
    written(name, message, *args)
    written("d3site.x", "%s", message)


def test_ours_is_whole_and_words_of_others_are_left_out():
    assert written("d3site.limiting", "limits: %s", "told")["message"] == "limits: told"
    assert written("django.template", "of %s, %d times", TYPED, 3)["message"] == "of …, 3 times"
    assert written("django.x", "%(who)s", {"who": TYPED})["message"] == "…"
    assert written("gunicorn.error", "Error handling request %s", f"/?q={TYPED}")["message"].endswith("request …")
    assert written("django.security.SuspiciousOperation", f"bad {TYPED}")["message"] == "refused"
    reason = f"Referer checking failed - https://x.example/?q={TYPED} does not match any trusted origins."
    forged = written("django.security.csrf", "Forbidden (%s): %s", reason, "/x/", status_code=403)
    assert forged["message"] == "refused: Referer checking failed"
    request = SimpleNamespace(META={"d3.request_id": "abc-1"}, path=f"/{TYPED}/", reference="r1", resolver_match=None)
    line = written("django.request", "%s: %s", "Internal Server Error", request.path, request=request, status_code=500)
    assert line["message"] == "500 Internal Server Error"
    assert (line["request"], line["reference"]) == ("abc-1", "r1")


def test_an_error_is_told_by_frames_and_type_and_its_words_only_where_they_are_harmless():
    def inner() -> None:
        secret = TYPED
        try:
            int(secret)
        except ValueError as error:
            raise KeyError(secret) from error

    line = written("django.request", "x", error=raised(inner))
    assert [each for each in line["traceback"] if not each.startswith("/")] == [
        "builtins.ValueError",
        "builtins.KeyError",
    ]
    assert any(each.endswith(" in inner") for each in line["traceback"])
    assert TYPED not in json.dumps(line)
    told = written("django.request", "x", error=raised(lambda: 1 / 0))["traceback"][-1]
    assert told == "builtins.ZeroDivisionError: division by zero"

    class Naming(AttributeError):
        """A subclass may say what it likes."""

    assert not written("x", "x", error=Naming(TYPED))["traceback"][-1].endswith(TYPED)


def test_a_chain_that_bites_its_tail_ends():
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert len(written("x", "x", error=first)["traceback"]) == 2


def test_of_django_s_answers_only_our_errors_are_told():
    def passes(status: int) -> bool:
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "x", (), None)
        record.status_code = status
        return OnlyErrorsOfOurs().filter(record)

    assert [passes(status) for status in (400, 404, 429, 503, 500)] == [False, False, False, False, True]
    assert sys.exc_info() == (None, None, None)
