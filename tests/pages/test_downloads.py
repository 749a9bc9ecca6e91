"""All modifiers as one file: the same as the API tells, in three forms, made once, and sent once."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, datetime

import pytest
import yaml

from modifiers.api.shapes import ModifierAnswer
from modifiers.pages import downloads
from tests.factories import denial_code_document, modifier_document, publish_document, withdraw_document

from .reading import read

JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)  # still June in New York
FILES = [f"/downloads/modifiers.{form}" for form in ("json", "csv", "yaml")]


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


@pytest.fixture
def dated(db):
    publish_document(modifier_document("59"), live_from=datetime(2026, 5, 1, tzinfo=UTC))
    publish_document(modifier_document("XS", summary="Ünïcode, = and “quotes”."), live_from=JULY)


def test_the_json_is_what_the_api_answers(client, dated):
    whole = json.loads(body(client.get(FILES[0])))
    assert [item["key"] for item in whole["items"]] == ["59", "XS"] and whole["count"] == 2
    assert whole["updated"] == "2026-07-01T02:00:00Z" and whole["terms"].endswith("/downloads/#terms")
    for item in whole["items"]:
        ModifierAnswer.model_validate(item)
        answer = client.get(f"/api/v1/modifiers/{item['key']}").content.decode()
        assert json.loads(answer) == item
        assert answer in body(client.get(FILES[0])).decode()


def test_the_yaml_is_the_same_data(client, dated):
    assert yaml.safe_load(body(client.get(FILES[2]))) == json.loads(body(client.get(FILES[0])))


def test_the_table_has_a_row_for_each_with_the_moment_of_the_data(client, dated):
    text = body(client.get(FILES[1])).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["code"] for row in rows] == ["59", "XS"]
    assert rows[1]["summary"] == "Ünïcode, = and “quotes”."
    assert {row["data_updated"] for row in rows} == {"2026-07-01T02:00:00Z"}
    page = read(client.get("/downloads/").content)
    assert [term.text for term in page.all("dt")] == list(rows[0])


@pytest.mark.parametrize("path", FILES)
def test_a_file_bears_its_day_and_is_sent_once(client, dated, path):
    plain = client.get(path)
    assert f'filename="d3rx-modifiers-2026-06-30.{path.rpartition(".")[2]}"' in plain.headers["Content-Disposition"]
    assert len(body(plain)) == int(plain.headers["Content-Length"])
    packed = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.content) == body(client.get(path, headers={"Accept-Encoding": "gzip;q=0"}))
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for response in (plain, packed):
        accepted = "gzip" if response is packed else ""
        known = {"If-None-Match": response.headers["ETag"], "Accept-Encoding": accepted}
        again = client.get(path, headers=known)
        assert again.status_code == 304 and not body(again)
    assert client.post(path).status_code == 405


def test_a_file_is_made_when_a_modifier_has_changed_and_not_before(client, dated, monkeypatch):
    made = []
    monkeypatch.setattr(downloads, "_make", lambda *args, make=downloads._make: made.append(args[0]) or make(*args))
    first = client.get(FILES[0]).headers["ETag"]
    made.clear()
    publish_document(denial_code_document("carc-4"))
    assert client.get(FILES[0]).headers["ETag"] == first and not made
    publish_document(modifier_document("76"))
    assert client.get(FILES[0]).headers["ETag"] != first and made == ["json"]
    withdraw_document(modifier_document("76"))
    whole = json.loads(body(client.get(FILES[0])))
    assert [item["key"] for item in whole["items"]] == ["59", "XS"]
    assert whole["updated"] > "2026-07-01T02:00:00Z" and len(made) == 2


def test_the_page_offers_them_with_their_terms(client, dated):
    page = read(client.get("/downloads/").content)
    assert {f"http://127.0.0.1:8000{path}" for path in FILES} <= set(page.one("main").links)
    data = json.loads(page.one("script", type="application/ld+json").text)["mainEntity"]
    assert {each["contentUrl"] for each in data["distribution"]} == {f"http://127.0.0.1:8000{path}" for path in FILES}
    assert data["license"].endswith("#terms") and "all rights reserved" in page.one("main").text
    assert (data["version"], data["dateModified"]) == ("2026-07-01T02:00:00Z", "2026-06-30")
    assert "30 Jun 2026" in page.one("main").text


def test_without_a_modifier_the_files_are_empty(client, db):
    assert json.loads(body(client.get(FILES[0])))["items"] == []
    assert len(body(client.get(FILES[1])).splitlines()) == 1
    assert yaml.safe_load(body(client.get(FILES[2])))["items"] == []
