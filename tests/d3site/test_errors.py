"""An unhandled error: a plain page with a reference number, and one log record with the same."""

from __future__ import annotations

import json
import logging
from unittest import mock

import pytest

from d3site.logging import JsonFormatter


@pytest.mark.django_db
def test_reference_number_is_on_the_page_and_in_one_log_record(client, caplog):
    client.raise_request_exception = False
    with (
        mock.patch("modifiers.pages.home.current", side_effect=ZeroDivisionError("boom")),
        caplog.at_level(logging.ERROR),
    ):
        response = client.get("/?q=private")
    assert response.status_code == 500
    reference = response["X-D3-Reference"]
    assert reference in response.content.decode()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    line = json.loads(JsonFormatter().format(errors[0]))
    assert line["reference"] == reference
    assert "ZeroDivisionError: boom" in line["traceback"]
    assert "private" not in json.dumps(line)


@pytest.mark.django_db
def test_software_is_told_in_its_own_form(client):
    from modifiers.api.problems import Problem

    client.raise_request_exception = False
    with mock.patch("modifiers.api.modifiers.current", side_effect=ZeroDivisionError("boom")):
        response = client.get("/api/v1/modifiers?q=5")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    problem = Problem.model_validate(response.json())
    assert response["X-D3-Reference"] in problem.detail
    assert problem.instance == "/api/v1/modifiers" and "boom" not in response.content.decode()


def test_log_line_is_one_line_whatever_it_holds():
    record = logging.LogRecord("x", logging.INFO, "", 0, "two\nlines “%s”", ("a\u2028b",), None)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert json.loads(text)["message"] == "two\nlines “a\u2028b”"
