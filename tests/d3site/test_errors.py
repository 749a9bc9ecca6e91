"""What is answered when nothing else can answer: plain pages, and one log record with the number that the user sees."""

from __future__ import annotations

import json
import logging
from unittest import mock

import pytest

from d3site.logging import JsonFormatter
from d3site.watching.metrics import ERRORS
from modifiers.api.problems import Problem


@pytest.mark.django_db
def test_reference_number_is_on_the_page_and_in_one_log_record(client, caplog):
    client.raise_request_exception = False
    counted = ERRORS.labels("home")._value.get()
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
    assert (line["reference"], line["request"]) == (reference, response["X-Request-ID"])
    assert (line["message"], line["route"]) == ("500 Internal Server Error", "home")
    assert line["traceback"][-1] == "builtins.ZeroDivisionError: boom"
    assert "private" not in json.dumps(line)
    assert ERRORS.labels("home")._value.get() == counted + 1


@pytest.mark.django_db
def test_software_is_told_in_its_own_form(client):
    client.raise_request_exception = False
    with mock.patch("modifiers.api.modifiers.current", side_effect=ZeroDivisionError("boom")):
        response = client.get("/api/v1/modifiers?q=5")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    problem = Problem.model_validate(response.json())
    assert response["X-D3-Reference"] in problem.detail
    assert problem.instance == "/api/v1/modifiers" and "boom" not in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_plainly(client, db):
    for path in ("/modifiers/59/", "/api/v1/modifiers", "/static/css/site.css", "/livez", "/admin/"):
        response = client.get(path, headers={"host": "evil.example"})
        assert response.status_code == 400
        assert b"This host name is not served here." in response.content
        assert b"evil" not in response.content and b"Traceback" not in response.content
        assert not response.cookies


def test_more_than_is_read_is_told_kindly(client, world, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    too_long = client.post("/admin/login/", {"username": "x" * 200})
    too_many = client.post("/admin/login/", {str(number): "" for number in range(9)})
    for response in (too_long, too_many):
        assert response.status_code == 413
        assert b"your browser still has what you typed" in response.content


@pytest.mark.parametrize("path", ["/denials/", "/ask/", "/feedback/"])
def test_a_body_that_breaks_off_is_no_error_of_ours(client, world, caplog, path):
    class Cut:
        def read(self, *size: int) -> bytes:
            raise OSError("the client has gone")

        readline = read

    response = client.generic(
        "POST", path, content_type="application/x-www-form-urlencoded", CONTENT_LENGTH="10", **{"wsgi.input": Cut()}
    )
    assert response.status_code < 500
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
