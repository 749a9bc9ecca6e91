from __future__ import annotations

import pytest
from django.test import Client

from modifiers.catalogue import CatalogueUnavailable, store
from modifiers.pages.answering import CACHE_CONTROL
from tests.factories import modifier_document, publish_document

from .asking import ADDRESSES, ROOT

PATHS = [*(ROOT + path for path in ADDRESSES.values()), "/api/v1/openapi.json"]
NOWHERE = ["/api", "/api/", "/api/v1", "/api/v2/modifiers", "/api/v1/modifiers/zz", "/api/v1/%0A", "/api/x%0Ay"]


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_kept_and_asked_again_cheaply(client, world, path):
    response = client.get(path)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == CACHE_CONTROL
    assert response.content == client.get(path).content
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == response.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(client, world, path):
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Access-Control-Allow-Origin"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", PATHS[:-1])
def test_last_modified_and_its_conditions(client, world, path):
    moment = client.get(path).headers["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": moment}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200
    refused = client.get(path, headers={"If-Match": '"other"'})
    assert refused.status_code == 412 and refused.json()["status"] == 412


def test_an_empty_reference_answers(client, db):
    response = client.get("/api/v1/modifiers")
    assert response.json() == {"count": 0, "next": None, "items": []}


def test_a_new_edition_is_a_new_answer(client, world):
    before = {path: client.get(path).headers["ETag"] for path in ("/api/v1/modifiers", "/api/v1/modifiers/59")}
    publish_document(modifier_document(summary="Reworded."))
    for path, etag in before.items():
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, *NOWHERE])
def test_any_origin_may_read_without_credentials_and_gets_no_cookie(client, world, path):
    client.cookies["sessionid"] = "x" * 32
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert not response.cookies
    assert not {"Cookie", "Origin"} & set(response.get("Vary", "").split(", "))


@pytest.mark.parametrize("path", [*PATHS, *NOWHERE])
def test_a_preflight_allows_reading_only(path):
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    response = Client(enforce_csrf_checks=True).options(path, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [*PATHS, *NOWHERE])
def test_nothing_can_be_changed(path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == response.json()["status"] == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", PATHS)
def test_no_query_but_the_version(client, world, django_assert_max_num_queries, path):
    client.get(path)
    store.invalidate()
    with django_assert_max_num_queries(1):
        client.get(path)


@pytest.mark.parametrize("path", PATHS[:-1])
def test_without_a_catalogue_it_says_when_to_come_back(client, db, monkeypatch, path):
    def away(*args):
        raise CatalogueUnavailable

    monkeypatch.setattr(store, "snapshot", away)
    response = client.get(path)
    assert response.status_code == response.json()["status"] == 503
    assert response.headers["Retry-After"] == "30" and response.headers["Cache-Control"] == "no-store"


def test_the_description_does_not_need_the_catalogue(client, monkeypatch):
    monkeypatch.setattr(store, "snapshot", lambda *args: pytest.fail("asked"))
    assert client.get("/api/v1/openapi.json").status_code == 200


def test_a_final_slash_is_forgiven(client, world):
    response = client.get("/api/v1/modifiers/?limit=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/modifiers?limit=1")
