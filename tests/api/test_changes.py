"""What went live since a moment: nothing twice in one walk, nothing missed by whoever asks again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.api.changes import OVERLAP
from modifiers.catalogue import Catalogue, Entry
from tests.factories import denial_code_document, modifier_document, publish_document, withdraw_document

DAY = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(answer):
    return [(item["kind"], item["key"], item["edition"]) for item in answer["items"]]


def walk(ask, path):
    found = []
    while path:
        answer = ask(path.replace("http://127.0.0.1:8000", ""))
        found += told(answer)
        path = answer["next"]
    return found


def test_what_went_live_is_told_with_all_that_a_copy_needs(ask, client):
    publish_document(modifier_document("76"), live_from=DAY)
    publish_document(
        modifier_document("76", summary="Typo."), live_from=DAY + timedelta(days=1), is_major=False, change_note=""
    )
    publish_document(modifier_document("76", summary="Right."), live_from=DAY + timedelta(days=2), is_correction=True)
    publish_document(denial_code_document("carc-4"), live_from=DAY + timedelta(days=3))
    withdraw_document(denial_code_document("carc-4"), live_from=DAY + timedelta(days=4), merged_into="carc-97")
    answer = ask("/changes?since=2026-06-01&kind=modifier&limit=3")
    first, minor, correction = answer["items"]
    assert (first["is_major"], minor["is_major"], correction["is_correction"]) == (True, False, True)
    assert first["edition_url"] == "http://127.0.0.1:8000/modifiers/76/editions/1/"
    assert client.get(first["edition_url"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert ask(correction["api_url"].removeprefix("http://127.0.0.1:8000"))["sha256"] == correction["sha256"]
    gone = ask("/changes?since=2026-06-05&kind=denial_code")["items"][0]
    assert (gone["withdrawal"], gone["merged_into"], gone["edition_url"]) == ("merged", "carc-97", None)
    page = ask("/changes?since=2026-06-01&kind=page")["items"][0]
    assert page["api_url"] is None and page["url"].endswith("/about/")


def test_parts_walk_all_editions_once_oldest_first_and_those_of_one_moment_too(ask):
    whole = walk(ask, "/changes?since=2000-01-01&limit=100")
    assert len(whole) == len(set(whole)) == 14
    for limit in (1, 4):
        assert walk(ask, f"/changes?since=2000-01-01&limit={limit}") == whole


def test_a_day_begins_in_the_time_zone_of_the_site(ask):
    publish_document(modifier_document("76"), live_from=datetime(2026, 6, 1, 4, 0, tzinfo=UTC))
    assert ("modifier", "76", 1) in walk(ask, "/changes?since=2026-06-01&limit=100")
    assert ("modifier", "76", 1) not in walk(ask, "/changes?since=2026-06-01T04:00:01Z&limit=100")
    assert ask("/changes?since=2026-06-01&limit=1")["since"] == "2026-06-01T04:00:00Z"


def test_what_was_replaced_before_its_moment_is_never_told(ask):
    with time_machine.travel(DAY, tick=False):
        publish_document(modifier_document("76"), live_from=DAY)
        publish_document(modifier_document("76", summary="For July."), live_from=DAY + timedelta(days=30))
        publish_document(modifier_document("76", summary="Urgent."), live_from=DAY + timedelta(hours=1))
    assert [number for *_, number in walk(ask, "/changes?since=2026-06-01&kind=modifier") if number > 1] == [3]


def test_whoever_asks_again_misses_nothing_that_went_live_late(ask):
    """A scheduled edition goes live while another is being published whose moment lies before it."""
    publish_document(modifier_document("76"))
    answer = ask("/changes?since=2026-01-01")
    poll, newest = answer["poll_since"], max(item["live_from"] for item in answer["items"])
    late = datetime.fromisoformat(newest) - OVERLAP / 2
    publish_document(modifier_document("77"), live_from=late)
    again = walk(ask, f"/changes?since={poll}")
    assert ("modifier", "77", 1) in again
    assert ask(f"/changes?since={poll}")["poll_since"] >= poll


def test_the_answer_stays_the_same_while_nothing_goes_live(client, world):
    first = client.get("/api/v1/changes?since=2026-01-01")
    again = client.get("/api/v1/changes?since=2026-01-01", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "query",
    [
        "",
        "since=yesterday",
        "since=2026-13-01",
        "since=2026-11-01T14:00:00",
        "since=2026-11-01T14:00:00%2B02:00",
        "since=9999-12-31",
        "since=0000-01-01",
        "since=2026-01-01&kind=table",
        "since=2026-01-01&after=modifier.59.99",
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_allowed(ask, query):
    (wrong,) = ask(f"/changes?{query}", 422)["errors"]
    assert wrong["parameter"] in ("since", "kind", "after") and wrong["allowed"]


def test_an_empty_reference_has_no_changes(client, db):
    answer = client.get("/api/v1/changes?since=0001-01-01").json()
    assert answer["items"] == [] and answer["poll_since"] == answer["since"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), min_size=1, max_size=8))
def test_what_went_live_is_what_readers_saw(numbers):
    """Edition by edition: published at a moment, live so much later. Held against the catalogue of every moment."""
    start = timezone.now()
    published = sorted(numbers)
    entries = [
        Entry(
            id=number, kind="modifier", key="59", number=number, live_from=start + timedelta(hours=at + wait),
            published_at=start + timedelta(hours=at), is_major=True, is_correction=False, change_note="",
            withdrawal="", merged_into="", sha256="", packed=b"",
        )
        for number, (at, wait) in enumerate(published, start=1)
    ]  # fmt: skip
    seen = []
    for hour in range(18):
        live = Catalogue(entries, start + timedelta(hours=hour), "").get("modifier", "59")
        if live and (not seen or seen[-1] != live.number):
            seen.append(live.number)
    told = Catalogue(entries, start + timedelta(hours=18), "").went_live
    assert [entry.number for entry in told] == seen
