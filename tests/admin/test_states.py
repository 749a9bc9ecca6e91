"""States in words, filters, and query counts that do not grow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Modifier, UseCase
from tests.factories import make_modifier

from .conftest import address

LIST = "/admin/modifiers/modifier/"


def rows(client, query=""):
    """Modifier code → its state and review as the list tells them."""
    found = client.get(LIST + query).context["cl"]
    admin = found.model_admin
    return {one.code: (admin.state_in_words(one), admin.review_in_words(one)) for one in found.result_list}


@pytest.fixture
def four(live):
    """25 live, 59 edited, XS scheduled, 91 never published and overdue."""
    live["modifier", "59"].use_cases.update(checked_on=date(2026, 11, 2))
    publishing.refresh_hash(live["modifier", "59"])
    live["modifier", "XS"].use_cases.update(checked_on=date(2026, 11, 3))
    later = timezone.now() + timedelta(days=400)
    publishing.publish(live["modifier", "XS"], actor=None, is_major=False, live_from=later)
    make_modifier("91", review_due_on=date(2026, 10, 4))
    return live


def test_the_list_tells_states_in_words(editor_client, four):
    found = rows(editor_client)
    assert found["25"][0] == "Live, edition 1"
    assert "Unpublished changes" in found["59"][0]
    assert "Scheduled for" in found["XS"][0]
    assert found["91"] == ("Never published", "Review overdue since 4 Oct 2026")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?state=live", {"25"}),
        ("?state=unpublished_changes", {"59"}),
        ("?state=scheduled", {"XS"}),
        ("?state=never_published", {"91"}),
        ("?state=withdrawn", set()),
        ("?review=overdue", {"91"}),
        ("?review=none", set()),
        ("?q=XS", {"XS"}),
    ],
)
def test_filters_narrow_the_list(editor_client, four, query, codes):
    assert set(rows(editor_client, query)) == codes


def count(client, page):
    """Queries of one page, without the look at the catalogue's version, which depends on the clock."""
    client.get(page)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len([query for query in caught if "catalogueversion" not in query["sql"]])


@pytest.mark.parametrize("page", ["/admin/", LIST, LIST + "?state=unpublished_changes"])
def test_twenty_more_modifiers_cost_no_more_queries(editor_client, four, page):
    before = count(editor_client, page)
    for code in range(60, 80):
        make_modifier(f"{code}")
    assert count(editor_client, page) == before


@pytest.mark.parametrize("page", ["change", "preview", "publish", "history"])
def test_twenty_more_rows_cost_no_more_queries(editor_client, four, page):
    m59 = Modifier.objects.get(code="59")
    before = count(editor_client, address(m59, page))
    source = m59.identity_sources.first()
    for number in range(20):
        UseCase.objects.create(modifier=m59, key=f"more-{number}", position=100 + number, text="More.").sources.add(
            source
        )
    assert count(editor_client, address(m59, page)) == before


def test_the_autocomplete_finds_sources_and_codes(editor_client, live):
    url = reverse("admin:autocomplete")
    about = {"app_label": "modifiers", "model_name": "usecase", "field_name": "sources", "term": "payer-one"}
    assert len(editor_client.get(url, about).json()["results"]) == 1
