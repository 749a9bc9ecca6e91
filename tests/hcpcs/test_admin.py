"""What an editor finds in the admin after an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from modifiers.models import HcpcsFile, HcpcsRecord, Modifier, Source

from .files import A1, JG, official

pytestmark = pytest.mark.django_db
LIST = "/admin/modifiers/modifier/"


def codes_in(response):
    return [modifier.code for modifier in response.context["cl"].result_list]


@pytest.fixture
def imported(give, run):
    """Two quarters: three codes, then one of them ended, one reworded, one new."""
    run(give(A1, JG, official("B1")), "--yes")
    rows = (replace(A1, ended_on=JG.ended_on), JG, official("B1", short_descriptor="Other"), official("C1"))
    run(give(*rows, quarter="2027_JAN"), "--yes")
    return {file.quarter: file for file in HcpcsFile.objects.all()}


def test_a_batch_is_found_by_the_file(editor_client, imported):
    page = editor_client.get("/admin/modifiers/hcpcsfile/")
    for file in imported.values():
        assert f'href="{LIST}?hcpcs={file.batch}"' in page.content.decode()
        assert f'href="/admin/bulk/batches/{file.batch}/"' in page.content.decode()
    assert "1 new, 1 ended, 1 changed wording." in page.content.decode()
    first, second = imported["2026-10"].batch, imported["2027-01"].batch
    assert codes_in(editor_client.get(LIST, {"hcpcs": first})) == ["A1", "B1", "JG"]
    assert codes_in(editor_client.get(LIST, {"hcpcs": second})) == ["A1", "B1", "C1"]
    assert codes_in(editor_client.get(LIST, {"hcpcs": "unknown"})) == []
    events = editor_client.get("/admin/modifiers/event/", {"batch": second})
    assert sorted(event.key for event in events.context["cl"].result_list) == ["A1", "B1", "C1"]


def test_the_filter_offers_the_files(editor_client, imported, give, run):
    page = editor_client.get(LIST).content.decode()
    assert "2027-01: HCPC2027_JAN_ANWEB.txt" in page
    assert "Wording changed since our review" in page


def test_no_filter_before_the_first_import(editor_client):
    assert "HCPCS update" not in editor_client.get(LIST).content.decode()


@pytest.mark.parametrize(("reviewed", "found"), [(None, ["B1"]), (-1, ["B1"]), (0, ["B1"]), (1, [])])
def test_wording_that_nobody_has_reviewed_since(editor_client, imported, reviewed, found):
    day = None if reviewed is None else timezone.localdate() + timedelta(days=reviewed)
    Modifier.objects.update(reviewed_on=day, review_due_on=None)
    assert codes_in(editor_client.get(LIST, {"hcpcs": "reworded"})) == found


def test_the_official_row_shows_both_wordings(editor_client, imported):
    record = HcpcsRecord.objects.get(code="B1")
    page = editor_client.get(f"/admin/modifiers/hcpcsrecord/{record.pk}/change/").content.decode()
    assert "Dressing for one wound" in page
    assert "Other" in page
    assert 'name="_save"' not in page
    assert editor_client.get("/admin/modifiers/hcpcsrecord/", {"q": "B1"}).status_code == 200


def test_the_list_takes_the_same_queries_whatever_was_imported(editor_client, imported, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        editor_client.get(LIST, {"hcpcs": imported["2027-01"].batch})


def test_the_source_of_a_file_stays(editor_client, imported):
    source = imported["2026-10"].source
    Modifier.identity_sources.through.objects.all().delete()
    editor_client.post(f"/admin/modifiers/source/{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()


def test_the_history_of_a_code_tells_the_import(editor_client, imported):
    modifier = Modifier.objects.get(code="A1")
    page = editor_client.get(f"{LIST}{modifier.pk}/history/").content.decode()
    assert "2027-01 (HCPC2027_JAN_ANWEB.txt). Ended on 2024-12-31." in page
