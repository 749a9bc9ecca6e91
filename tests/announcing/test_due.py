"""What is due is what the catalogue says and was not told: once for each change, never a draft, gone pages too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modifiers.announcing.due import due, remember
from modifiers.catalogue import catalogue
from tests.factories import make_modifier, modifier_document, publish_document, withdraw_document

SITE = "http://127.0.0.1:8000"


def waiting() -> list[str]:
    return [one.address.removeprefix(SITE) for one in due(catalogue())]


@pytest.fixture
def told(world):
    remember(due(catalogue()))
    assert waiting() == []


def test_at_first_every_live_page_is_due_once(world):
    found = waiting()
    kinds = ("modifier", "family", "denial_code", "payer", "topic", "setting", "question", "comparison", "page")
    assert len(found) == len(set(found)) == sum(len(catalogue().all(kind)) for kind in kinds)
    assert {"/modifiers/59/", "/denials/carc-97/", "/compare/59-vs-xs/", "/about/"} <= set(found)


def test_a_change_is_told_once_and_a_typo_never(told):
    publish_document(modifier_document(summary="Typo."), is_major=False, change_note="")
    assert waiting() == []
    publish_document(modifier_document(summary="Another rule."))
    assert waiting() == ["/modifiers/59/"]
    remember(due(catalogue()))
    assert waiting() == []


def test_what_is_no_live_page_is_never_told(told):
    make_modifier("77")
    publish_document(modifier_document(summary="Tomorrow."), live_from=datetime.now(UTC) + timedelta(days=1))
    withdraw_document(modifier_document("ZZ"))
    remember(due(catalogue()))
    assert waiting() == []


def test_a_page_that_is_gone_is_told_once_and_so_is_its_return(told):
    withdraw_document(modifier_document("25"))
    withdraw_document(modifier_document("XS"), merged_into="59")
    assert sorted(waiting()) == ["/modifiers/25/", "/modifiers/xs/"]
    remember(due(catalogue()))
    assert waiting() == []
    publish_document(modifier_document("25"), is_major=False, change_note="")
    assert waiting() == ["/modifiers/25/"]


def test_under_another_host_all_is_due_again(told, settings):
    settings.SITE_ORIGIN = "https://modifiers.example.org"
    assert all(one.address.startswith("https://modifiers.example.org/") for one in due(catalogue()))
    assert len(due(catalogue())) > 10
