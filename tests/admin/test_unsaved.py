"""The database refuses while somebody saves: a kind word, everything that was typed, and a way to send it again."""

from __future__ import annotations

import re
import sqlite3
from html import unescape
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InternalError, OperationalError
from django.test import Client

from d3site.away import is_away
from modifiers.models import Family

from .conftest import address
from .posting import untouched

TYPED = "Typed while the disk was full, with “quotes” & a <b>"


@pytest.fixture
def browser(editor):
    """A client that is checked for its token as a browser is, and sees the answer to an error."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(editor)
    return client


def sent(client, family):
    response = client.get(address(family))
    token = client.cookies["csrftoken"].value
    return {**untouched(response), "name": TYPED, "csrfmiddlewaretoken": token, "_continue": "Save"}


def inputs(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'hidden" name="([^"]*)" value="([^"]*)"', page):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("database or disk is full", "The disk of the site is full"),
        ("attempt to write a readonly database", "can only be read"),
        ("database is locked", "Somebody else is saving"),
        ("unable to open database file", "cannot be reached"),
    ],
)
def test_what_was_typed_comes_back_and_is_saved_once_there_is_room(browser, live, error, told):
    family = live["family", "distinct-service"]
    data = sent(browser, family)
    with mock.patch.object(Family, "save", side_effect=OperationalError(error)):
        response = browser.post(address(family), data)
    page = response.content.decode()
    assert response.status_code == 503
    assert told in page
    assert "Readers read on" in page
    assert TYPED not in page and unescape(page).count(TYPED) == 2, "shown, and in the form, both escaped"
    assert response["Cache-Control"] == "no-store" and int(response["Retry-After"]) > 0
    assert 'name="_restore"' in page
    again = inputs(page)
    assert again["csrfmiddlewaretoken"]
    assert browser.post(address(family), again).status_code == 302
    family.refresh_from_db()
    assert family.name == TYPED


def test_the_form_itself_can_be_had_back(browser, live):
    family = live["family", "distinct-service"]
    with mock.patch.object(Family, "save", side_effect=OperationalError("database is locked")):
        page = browser.post(address(family), sent(browser, family)).content.decode()
    form = browser.post(address(family), {**inputs(page), "_restore": "Back to the form with it"})
    assert form.status_code == 200
    assert form.context["adminform"].form["name"].value() == TYPED
    family.refresh_from_db()
    assert family.name != TYPED


def test_a_session_that_cannot_be_read_takes_nothing_away(browser, live):
    family = live["family", "distinct-service"]
    data = sent(browser, family)
    gone = OperationalError("unable to open database file")
    with mock.patch("django.contrib.sessions.backends.db.SessionStore.load", side_effect=gone):
        response = browser.post(address(family), data)
        assert response.status_code == 503
        assert inputs(response.content.decode())["name"] == [TYPED]
        # What bears no token of the sender is not echoed, and what nobody typed is the plain page.
        forged = browser.post(address(family), {**data, "csrfmiddlewaretoken": "x" * 64})
        for other in (forged, browser.get(address(family)), browser.post("/admin/login/", {"password": TYPED})):
            assert other.status_code == 503
            assert "Typed while" not in other.content.decode()
            assert "<title>The reference is resting" in other.content.decode()


def test_pages_of_the_desk_are_read_while_nothing_can_be_written(browser, live):
    with mock.patch.object(Session, "save", side_effect=OperationalError("database or disk is full")):
        response = browser.get(address(live["family", "distinct-service"]))
    assert response.status_code == 200


def test_errors_of_ours_are_no_excuse():
    def caused(error, cause):
        error.__cause__ = cause
        return error

    read_only = type("ReadOnly", (Exception,), {"sqlstate": "25006"})()
    assert is_away(caused(DatabaseError("malformed"), sqlite3.DatabaseError("database disk image is malformed")))
    assert is_away(caused(InternalError("read-only"), read_only))
    assert not is_away(DatabaseError("Forced update did not affect any rows."))
    assert not is_away(caused(InternalError("other"), type("Other", (Exception,), {"sqlstate": "25P02"})()))
    assert not is_away(ValueError())
