"""The site's own composition (d3site/wsgi.py): what is kept is what Django says, and a publish is seen at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from d3site import policy
from modifiers.catalogue import catalogue, store
from modifiers.models.edition import CatalogueVersion
from tests.architecture.test_addresses import address, named
from tests.factories import modifier_document, publish_document

from .asking import ask


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The application as a server gets it, without the thread beside it: the test's database is this thread's alone."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("modifiers.finished.Warmer.start", lambda self: None)
        from d3site import wsgi

        yield wsgi


@pytest.fixture
def asked(site, monkeypatch):
    """The paths for which Django was asked."""
    site.finished.pages._answers.clear()
    site.finished.pages._bytes = 0
    found: list[str] = []

    def counted(environ, start_response):
        found.append(environ["PATH_INFO"])
        return site.django_application(environ, start_response)

    monkeypatch.setattr(site.finished, "_application", counted)
    # As Django's own test client does: the connection is the test's, in the middle of its transaction.
    monkeypatch.setattr(site, "close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_address_says_the_same_as_without(site, asked, world):
    publish_document(modifier_document(summary="A second edition."))
    for name in named():
        path, _, query = address(name).partition("?")
        plain = Client().get(address(name))
        content = plain.getvalue()
        first, second = ask(site.application, path, query), ask(site.application, path, query)
        is_kept = len([p for p in asked if p == path]) == 1
        for reply in (first, second):
            assert reply.status == plain.status_code, name
            if name not in ("appeal_document",):  # a Word file holds the moment at which it was made
                assert plain.status_code != 200 or reply.body == content, name
            ours = {n: v for n, v in plain.headers.items() if n not in ("Content-Length", "Vary", "X-Request-ID")}
            assert ours.items() <= reply.headers.items(), name
        is_asked_for_by_all = not query and not path.startswith(policy.NEVER_KEPT)
        may_be_kept = plain.status_code == 200 and is_asked_for_by_all and not plain.streaming
        assert is_kept == may_be_kept, name
        asked.clear()


def test_private_pages_are_never_kept():
    for name in policy.PRIVATE_PAGES:
        assert address(name).startswith(policy.NEVER_KEPT)


def test_a_publish_is_seen_at_once_and_a_new_day_makes_the_page_anew(site, asked, world, monkeypatch):
    before = ask(site.application, "/modifiers/59/")
    publish_document(modifier_document(summary="Another summary."))
    after = ask(site.application, "/modifiers/59/")
    assert b"Another summary." in after.body
    assert b"Another summary." not in before.body
    ask(site.application, "/modifiers/59/")
    assert len(asked) == 2
    monkeypatch.setattr(site._days, "_day", "2030-01-01")
    ask(site.application, "/modifiers/59/")
    assert len(asked) == 3


def test_a_scheduled_edition_comes_without_a_publish(site, asked, world):
    soon = timezone.now() + timedelta(hours=1)
    publish_document(modifier_document(summary="Comes later."), live_from=soon)
    assert b"Comes later." not in ask(site.application, "/modifiers/59/").body
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert b"Comes later." in ask(site.application, "/modifiers/59/").body


def test_nothing_is_asked_of_the_database_between_two_looks(site, asked, world, django_assert_num_queries, monkeypatch):
    ask(site.application, "/modifiers/59/")
    monkeypatch.setattr("modifiers.catalogue.keeping.CHECK_EVERY", 3600)
    with django_assert_num_queries(0):
        for _ in range(20):
            assert ask(site.application, "/modifiers/59/").status == 200
    CatalogueVersion.move()
    store.invalidate()
    with django_assert_num_queries(2):  # the stamp, and which editions there are
        ask(site.application, "/modifiers/59/")


def test_a_search_that_led_here_is_counted(site, asked, world, monkeypatch):
    seen = []
    monkeypatch.setattr(site, "noticed_page", lambda snapshot, request: seen.append(request.headers["Referer"]))
    for _ in range(2):
        ask(site.application, "/modifiers/59/", referer="http://testserver/search/?q=separate")
    ask(site.application, "/modifiers/59/", referer="http://testserver/modifiers/")
    assert len(seen) == 2


def test_begins_with_the_pages_that_may_be_indexed(site, world, settings):
    keys = site.first()
    assert {key.path for key in keys} >= {"/", "/modifiers/59/", "/modifiers/"}
    assert {(key.host, key.scheme) for key in keys} == {("127.0.0.1:8000", "http")}
    assert len(catalogue().modifiers) < len(keys) <= 400
