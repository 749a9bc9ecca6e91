"""A session that ends while somebody writes loses nothing, with and without JavaScript."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from d3site.lapsed import FIELD, Typed
from modifiers.models import Presence

from .conftest import address
from .posting import untouched

PASSWORD = "correct horse battery"


@pytest.fixture
def browser(editor):
    """A client that is checked for its token as a browser is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found, name
    return unescape(found.group(1))


def sent(client, family, **edits):
    response = client.get(address(family))
    token = hidden(response.content.decode(), "csrfmiddlewaretoken")
    return {**untouched(response), **edits, "csrfmiddlewaretoken": token, "_continue": "Save"}


def test_what_was_typed_goes_through_the_sign_in_and_is_saved(browser, live):
    family = live["family", "distinct-service"]
    data = sent(browser, family, name="Typed, with “quotes” & a\r\nnew line")
    before = family.name
    Session.objects.all().delete()

    response = browser.post(address(family), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "What you typed goes along" in page
    assert "no-store" in response["Cache-Control"]
    assert "Please correct" not in page
    assert hidden(page, "next") == address(family)

    sign_in = {"username": "editor", "password": "wrong", FIELD: hidden(page, FIELD)}
    sign_in["csrfmiddlewaretoken"] = hidden(page, "csrfmiddlewaretoken")
    refused = browser.post("/admin/login/", {**sign_in, "next": address(family)})
    assert hidden(refused.content.decode(), FIELD) == sign_in[FIELD], "a wrong password loses nothing"

    signed = browser.post("/admin/login/", {**sign_in, "password": PASSWORD, "next": address(family)})
    page = signed.content.decode()
    assert "Continue: save what you typed" in page
    assert f'action="{address(family)}"' in page
    again = [
        (unescape(name), unescape(value)) for name, value in re.findall(r'hidden" name="([^"]*)" value="([^"]*)"', page)
    ]
    again = {name: [value for other, value in again if other == name] for name, _ in again}
    family.refresh_from_db()
    assert family.name == before
    assert browser.post(address(family), again).status_code == 302
    family.refresh_from_db()
    assert family.name == "Typed, with “quotes” & a\r\nnew line"[: len(family.name)]
    assert family.name.startswith("Typed, with")


def test_a_form_of_an_earlier_session_is_shown_and_can_be_sent_again(browser, live, editor):
    family = live["family", "distinct-service"]
    data = sent(browser, family, name="Typed before signing in anew")
    browser.post("/admin/logout/", {"csrfmiddlewaretoken": data["csrfmiddlewaretoken"]})
    browser.cookies.pop("csrftoken", None)
    browser.get("/admin/login/")
    browser.force_login(editor)
    response = browser.post(address(family), data)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Typed before signing in anew" in page
    fresh = {**data, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
    assert browser.post(address(family), fresh).status_code == 302
    family.refresh_from_db()
    assert family.name == "Typed before signing in anew"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_what_another_site_sends_is_not_offered_to_be_sent(browser, live, headers):
    response = browser.post(address(live["family", "distinct-service"]), {"name": "Forged"}, headers=headers)
    assert response.status_code == 403
    assert "Forged" not in response.content.decode()


def test_only_change_forms_are_carried_along(browser, live, client):
    family = live["family", "distinct-service"]
    assert client.post("/admin/password_change/", {"old_password": "secret"}).status_code == 302
    assert client.post(address(family, "publish"), {"note": "x"}).status_code == 302
    assert client.post(address(family, "delete"), {"post": "yes"}).status_code == 302
    assert client.get(address(family)).status_code == 302


@pytest.mark.parametrize("forged", ["", "rubbish", Typed("https://elsewhere.example/", []).sign()[:-2]])
def test_a_forged_input_is_left_aside(client, editor, forged):
    response = client.post("/admin/login/", {"username": "editor", "password": PASSWORD, FIELD: forged})
    assert response.status_code == 302


def test_the_heartbeat_tells_of_the_lapse_and_brings_a_fresh_token(browser, live, editor):
    family = live["family", "distinct-service"]
    data = sent(browser, family, name="Saved after signing in in another tab")
    beat = {"csrfmiddlewaretoken": data["csrfmiddlewaretoken"], "version": family.lock_version, "typed": "1"}
    url = address(family, "presence")
    assert browser.post(url, beat).json()["signed_in"]
    assert Presence.objects.count() == 1
    Session.objects.all().delete()
    gone = browser.post(url, beat).json()
    assert gone.keys() == {"signed_in", "token"}
    assert not gone["signed_in"]

    login = hidden(browser.get("/admin/login/").content.decode(), "csrfmiddlewaretoken")
    browser.post("/admin/login/", {"username": "editor", "password": PASSWORD, "csrfmiddlewaretoken": login})
    assert browser.post(address(family), data).status_code == 403, "signing in changes the token"
    Presence.objects.all().delete()
    told = browser.post(url, beat).json()
    assert told["signed_in"]
    assert not Presence.objects.exists(), "an old token writes nothing"
    assert browser.post(address(family), {**data, "csrfmiddlewaretoken": told["token"]}).status_code == 302
    family.refresh_from_db()
    assert family.name == "Saved after signing in in another tab"
