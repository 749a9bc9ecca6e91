from __future__ import annotations

import hashlib
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from modifiers.catalogue import catalogue
from tests.factories import modifier_document, publish_document, publish_modifiers, withdraw_document

MANY = [letter + digit for letter in "ABC" for digit in string.digits[1:]]


def codes(answer):
    return [item["code"] for item in answer["items"]]


def walk(ask, path):
    found = []
    while path:
        answer = ask(path.replace("http://127.0.0.1:8000", ""))
        found += codes(answer)
        path = answer["next"]
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["25", "59", "XS"]),
        ("?system=hcpcs", ["XS"]),
        ("?family=distinct-service&system=cpt", ["25", "59"]),
        ("?topic=which-side&setting=dermatology", ["25", "59", "XS"]),
        ("?ncci=false", []),
        ("?ncci=true&q=5", ["59"]),
        ("?q=x", ["XS"]),
        ("?q=-xs", ["XS"]),
        ("?depth=entry", []),
        ("?depth=full", ["25", "59", "XS"]),
        ("?in_force_on=2014-12-31", []),
        ("?in_force_on=2015-01-01", ["25", "59", "XS"]),
    ],
)
def test_filters(ask, query, expected):
    answer = ask(f"/modifiers{query}")
    assert codes(answer) == expected
    assert answer["count"] == len(expected)


def test_in_force_counts_the_last_day(ask):
    publish_document(modifier_document("A1", ended_on=date(2020, 12, 31), effective_on=None))
    assert "A1" in codes(ask("/modifiers?in_force_on=2020-12-31"))
    assert "A1" in codes(ask("/modifiers?in_force_on=1999-01-01"))
    assert "A1" not in codes(ask("/modifiers?in_force_on=2021-01-01"))


@pytest.mark.parametrize("limit", [1, 2, 7, 29, 30, 31, 100])
def test_paging_walks_every_modifier_once_in_order(ask, limit):
    publish_modifiers(MANY)
    assert walk(ask, f"/modifiers?limit={limit}") == list(catalogue().modifiers)


def test_paging_keeps_the_filters(ask):
    publish_modifiers(MANY)
    assert walk(ask, "/modifiers?limit=2&q=b&ncci=true&in_force_on=2020-01-01") == [c for c in MANY if c[0] == "B"]


def test_a_publication_between_two_parts_neither_repeats_nor_skips(ask):
    publish_modifiers(MANY)
    first = ask("/modifiers?limit=10")
    publish_modifiers(["24"])
    withdraw_document(modifier_document(codes(first)[-1]), change_note="Wrong.")
    rest = walk(ask, first["next"])
    assert codes(first) + rest == sorted({"25", "59"}) + MANY + ["XS"]


@pytest.mark.parametrize(
    ("after", "expected"), [("59", ["XS"]), ("-59", ["XS"]), ("58", ["59", "XS"]), ("5Z", ["XS"]), ("ZZ", [])]
)
def test_a_part_may_begin_behind_any_code(ask, after, expected):
    assert codes(ask(f"/modifiers?after={after}")) == expected


@pytest.mark.parametrize("spelling", ["59", "-59", "mod 59", "Modifier-59", "５９", "5９"])
def test_codes_in_any_spelling(ask, spelling):
    answer = ask(f"/modifiers/{spelling}")
    assert answer["key"] == "59"
    assert answer["api_url"] == "http://127.0.0.1:8000/api/v1/modifiers/59"


def test_codes_in_either_case_are_the_same_answer(ask):
    assert ask("/modifiers/xs") == ask("/modifiers/XS")


def test_the_document_is_the_frozen_text(client, world):
    text = client.get("/api/v1/modifiers/59").content.decode()
    entry = catalogue().modifiers["59"]
    document = text.partition('"document":')[2].removesuffix("}")
    assert document == entry.canonical_json
    assert hashlib.sha256(document.encode()).hexdigest() == entry.sha256
    assert f'"sha256":"{entry.sha256}"' in text


def test_a_past_day_is_answered_with_what_was_live_then(ask):
    then = datetime(2025, 6, 1, 12, tzinfo=UTC)
    publish_document(modifier_document("76", summary="As it was."), live_from=then)
    publish_document(modifier_document("76", summary="As it is."), live_from=then + timedelta(days=30))
    past = ask("/modifiers/76?as_of=2025-06-01")
    assert (past["edition"], past["document"]["summary"]) == (1, "As it was.")
    assert past["url"].endswith("/modifiers/76/as-of/2025-06-01/")
    assert ask("/modifiers/76?as_of=2025-07-01")["edition"] == 2
    assert ask(f"/modifiers/76?as_of={timezone.localdate()}")["document"]["summary"] == "As it is."
    assert ask("/modifiers/76")["edition"] == 2
    assert "2025-06-01" in ask("/modifiers/76?as_of=2025-05-31", 404)["detail"]


@pytest.mark.parametrize("day", ["9999-12-31", "2025-6-1", "20250601", "0", "", "2025-02-30", "2025-W01-1", "today"])
def test_days_that_are_none_or_have_not_come(ask, day):
    (wrong,) = ask(f"/modifiers/59?as_of={day}", 422)["errors"]
    assert wrong["parameter"] == "as_of" and wrong["allowed"]


def test_the_first_day_of_the_calendar(ask):
    assert ask("/modifiers/59?as_of=0001-01-01", 404)


def test_editions_are_told_newest_first(ask):
    publish_document(modifier_document(summary="Reworded."), is_major=False, change_note="Reworded.")
    answer = ask("/modifiers/-59/editions")
    assert [(e["edition"], e["is_major"]) for e in answer["items"]] == [(2, False), (1, True)]
    assert answer["items"][0]["sha256"] == ask("/modifiers/59")["sha256"]
    assert answer["items"][0]["url"].endswith("/modifiers/59/editions/2/")


def test_a_merged_modifier_leads_to_its_successor_and_keeps_its_past(ask, client):
    then = datetime(2025, 6, 1, 12, tzinfo=UTC)
    publish_document(modifier_document("76"), live_from=then)
    withdraw_document(modifier_document("76"), merged_into="59")
    response = client.get("/api/v1/modifiers/mod 76")
    assert (response.status_code, response.headers["Location"]) == (301, "http://127.0.0.1:8000/api/v1/modifiers/59")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert ask("/modifiers/76?as_of=2025-06-02")["edition"] == 1
    assert ask("/modifiers/76/editions")["items"][0]["merged_into"] == "59"
    assert "76" not in codes(ask("/modifiers"))


def test_a_withdrawn_modifier_is_gone_with_its_past(ask):
    withdraw_document(modifier_document("XS"), change_note="The dates were wrong.")
    for path in ("/modifiers/xs", f"/modifiers/xs?as_of={timezone.localdate()}", "/modifiers/XS/editions"):
        problem = ask(path, 410)
        assert "The dates were wrong." in problem["detail"]
    assert codes(ask("/modifiers")) == ["25", "59"]
