"""``POST /api/v1/route``: one body, one answer, nothing kept."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.api.problems import Problem
from modifiers.api.shapes import RouteAnswer
from modifiers.catalogue import CatalogueUnavailable, store
from tests.factories import denial_code_document, publish_document

PATH = "/api/v1/route"


@pytest.fixture
def route(client, world):
    """Post a body and get the answer."""
    publish_document(denial_code_document("carc-97", road="reopening", rests_on_edit=True))
    publish_document(denial_code_document("rarc-n519", road="corrected_claim", weight="decides"))

    def route_(status: int = 200, **body):
        response = client.post(PATH, body, content_type="application/json")
        assert response.status_code == status, response.content
        (RouteAnswer if status == 200 else Problem).model_validate(json.loads(response.content))
        return response.json()

    return route_


def test_a_text_is_answered_with_its_road_and_sources(route):
    answer = route(text="CO-97 N519, 97530-59", payer_kind="medicare")
    assert answer["road"] == "corrected_claim"
    assert answer["line"] == "CO-97 N519 97530-59"
    assert answer["modifiers"] == ["59"]
    assert answer["because"].startswith("RARC N519 names the fault.")
    assert answer["statements"][0]["statement"].startswith("denial_code/rarc-n519/")
    assert {source["key"] for source in answer["sources"]} == {"cms-one"}
    assert answer["lines"] == []


@pytest.mark.parametrize("many", [False, True])
def test_the_fields_answer_the_same(route, many):
    def codes(*values):
        return list(values) if many else " ".join(values)

    answer = route(group="CO", carc=codes("97"), rarc=codes("N519"), modifiers=codes("59"), procedures=codes("97530"))
    assert answer == route(text="CO-97 N519, 97530-59")


def test_an_edit_and_dates_are_taken(route):
    answer = route(text="CO-97 97530-59", edit_indicator="0", date_of_service="2026-01-02", payer_kind="medicare")
    assert answer["road"] == "no_appeal"


def test_several_lines_are_answered_in_order(route):
    answer = route(text="CO-97 99213\nCO-97 N519 99214")
    assert [answer["road"], *(line["road"] for line in answer["lines"])] == ["reopening", "corrected_claim"]


def test_what_was_dropped_is_told_by_kind(route):
    answer = route(text="SSN 123-45-6789 CO-97 99213")
    assert answer["dropped"] == ["a Social Security number"]
    assert "6789" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"text": "hello"}, "text"),
        ({}, "text"),
        ({"carc": "secret"}, "carc"),
        ({"text": "CO-97", "payer_kind": "secret"}, "payer_kind"),
        ({"text": "CO-97", "date_of_service": "secret"}, "date_of_service"),
        ({"text": "CO-97", "edit_indicator": "secret"}, "edit_indicator"),
        ({"text": 5}, "text"),
        ({"text": "CO-97", "secret": 1}, "secret"),
    ],
)
def test_a_bad_value_is_named_and_not_repeated(route, body, parameter):
    problem = route(422, **body)
    assert problem["errors"][0]["parameter"] == parameter
    assert "secret" not in json.dumps(problem["errors"]).replace('"parameter": "secret"', "")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"null", b'"x"', b"\xff", b"[" * 5000])
def test_a_body_that_is_no_object_is_a_problem(client, world, body):
    response = client.post(PATH, body, content_type="application/json")
    assert response.status_code in (400, 422)
    Problem.model_validate(json.loads(response.content))
    assert response.headers["Cache-Control"] == "no-store"


def test_too_much_is_refused(client, world):
    response = client.post(PATH, b" " * 1_000_001, content_type="application/json")
    assert response.status_code == response.json()["status"] == 413


def test_the_answer_is_kept_nowhere_and_any_origin_may_read_it(route, client):
    asked = {"Origin": "https://elsewhere.example", "Cookie": f"sessionid={'x' * 32}"}
    response = Client(enforce_csrf_checks=True).post(
        PATH, {"text": "CO-97"}, content_type="application/json", headers=asked
    )
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store" and "ETag" not in response.headers
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert not response.cookies


def test_a_simple_request_needs_no_preflight(route, client):
    response = client.post(PATH, '{"text": "CO-97 99213"}', content_type="text/plain")
    assert response.json()["road"] == "reopening"


def test_the_preflight_allows_a_json_body(world):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    response = Client(enforce_csrf_checks=True).options(PATH, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "POST"
    assert response.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_other_methods_are_refused(client, world, method):
    response = getattr(client, method)(PATH)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_nothing_is_written_or_logged(client, world, caplog):
    body = {"text": "Patient: ZQXVIL CO-97 99213"}
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        assert "ZQXVIL" not in client.post(PATH, body, content_type="application/json").content.decode()
    assert "ZQXVIL" not in caplog.text
    assert not any("ZQXVIL" in query["sql"] for query in queries)
    store.invalidate()
    with CaptureQueriesContext(connection) as queries:
        client.post(PATH, body, content_type="application/json")
    assert len(queries) <= 1


def test_without_a_catalogue_it_says_when_to_come_back(client, db, monkeypatch):
    def away(*args):
        raise CatalogueUnavailable

    monkeypatch.setattr(store, "snapshot", away)
    response = client.post(PATH, {"text": "CO-97"}, content_type="application/json")
    assert response.status_code == 503 and response.headers["Retry-After"] == "30"


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["text", "payer_kind", "carc", "rarc", "modifiers", "date_of_service", "x"]),
        st.text(max_size=12) | st.lists(st.text(max_size=5), max_size=3) | st.none() | st.integers(),
        max_size=4,
    )
)
def test_no_body_is_an_error_of_ours(world, body):
    response = Client(raise_request_exception=True).post(PATH, body, content_type="application/json")
    assert response.status_code in (200, 422)
