"""The second factor: nobody gets past it, by whatever door; and everybody can set it up and lose it."""

from __future__ import annotations

import re
import time

import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from d3site.accounts import factors
from d3site.accounts.models import AccountEvent

from .conftest import device_of, shown, sign_in

pytestmark = pytest.mark.usefixtures("two_factors")
DOORS = (
    "/admin/",
    "/admin/modifiers/modifier/",
    "/admin/modifiers/modifier/add/",
    "/admin/password_change/",
    "/admin/jsi18n/",
)


def actions() -> list[str]:
    return list(AccountEvent.objects.order_by("id").values_list("action", flat=True))


def test_a_password_alone_opens_nothing(client, person):
    device_of(person("Editor"))
    answer = sign_in(client, "editor", next="/admin/modifiers/modifier/")
    assert answer.url == "/admin/second-factor/?next=%2Fadmin%2Fmodifiers%2Fmodifier%2F"
    for door in DOORS:
        answer = client.get(door, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/admin/second-factor/"), door
        answer = client.post(door)
        assert answer.status_code in (302, 403) or "Type the six digits" in answer.content.decode(), door
    assert actions() == []


def test_the_right_code_opens_and_leads_on(client, person):
    device = device_of(person("Editor"))
    sign_in(client, "editor")
    before = client.session.session_key
    sent = {"code": f" {shown(device)[:3]} {shown(device)[3:]} ", "next": "/admin/modifiers/modifier/"}
    answer = client.post("/admin/second-factor/", sent)
    assert (answer.status_code, answer.url) == (302, "/admin/modifiers/modifier/")
    assert client.get("/admin/modifiers/modifier/").status_code == 200
    assert client.session.session_key != before
    assert actions() == ["sign_in"]


@pytest.mark.parametrize("code", ["000000", "abcde-fghjk", "", "9" * 20, "１２３４５６"])
def test_a_wrong_code_opens_nothing(client, person, code):
    device_of(person("Editor"))
    sign_in(client, "editor")
    answer = client.post("/admin/second-factor/", {"code": code})
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_code_works_once(person):
    device = device_of(person("Editor"))
    code = shown(device)
    for works in (True, False):
        client = Client()
        sign_in(client, "editor")
        client.post("/admin/second-factor/", {"code": code})
        assert (client.get("/admin/").status_code == 200) is works


def test_guessing_is_slowed_down(client, person):
    device = device_of(person("Editor"))
    sign_in(client, "editor")
    for _ in range(3):
        client.post("/admin/second-factor/", {"code": "000000"})
    client.post("/admin/second-factor/", {"code": shown(device)})
    assert client.get("/admin/").status_code == 302, "the right code came too soon after wrong ones"
    with time_machine.travel(time.time() + 60, tick=False):
        client.post("/admin/second-factor/", {"code": shown(device)})
        assert client.get("/admin/").status_code == 200
    assert actions().count("factor_failed") == 4


def enrol(client) -> list[str]:
    """Set up an authenticator; the recovery codes that are shown."""
    page = client.get("/admin/second-factor/set-up/").content.decode()
    assert "Set up the second factor" in page
    device = TOTPDevice.objects.get(confirmed=False)
    done = client.post("/admin/second-factor/set-up/", {"code": shown(device)}).content.decode()
    return re.findall(r"<li><code>([^<]+)</code></li>", done)


def test_the_first_sign_in_sets_it_up(client, person):
    person("Writer")
    assert sign_in(client, "writer").url.startswith("/admin/second-factor/")
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/admin/second-factor/set-up/")
    picture = client.get("/admin/second-factor/picture.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content
    assert "no-store" in picture.headers["Cache-Control"]
    codes = enrol(client)
    assert len(set(codes)) == 10
    assert client.get("/admin/").status_code == 200
    assert actions() == ["enrolled", "sign_in"]
    again = client.get("/admin/second-factor/set-up/")
    assert again.status_code == 302, "the key is not shown a second time"
    stored = " ".join(StaticToken.objects.values_list("token", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_a_wrong_code_sets_nothing_up(client, person):
    writer = person("Writer")
    sign_in(client, "writer")
    client.get("/admin/second-factor/set-up/")
    wrong = client.post("/admin/second-factor/set-up/", {"code": "000000"}).content.decode()
    assert "This is not the code that the authenticator shows now." in wrong
    assert not factors.is_enrolled(writer)
    assert client.get("/admin/").status_code == 302


def test_what_was_typed_goes_through_both_steps(client, person, world):
    device = device_of(person("Editor"))
    page = "/admin/modifiers/modifier/add/"
    carried = client.post(page, {"code": "9Z", "name": "Typed before the session ended"})
    typed = re.search(r'name="_typed" value="([^"]+)"', carried.content.decode()).group(1)
    second = sign_in(client, "editor", _typed=typed)
    assert "What you typed goes along" in second.content.decode()
    done = client.post("/admin/second-factor/", {"code": shown(device), "_typed": typed}).content.decode()
    assert "Continue: save what you typed" in done
    assert 'value="Typed before the session ended"' in done


def test_a_recovery_code_opens_once(client, person):
    writer = person("Writer")
    sign_in(client, "writer")
    code = enrol(client)[0]
    for works in (True, False):
        other = Client()
        sign_in(other, "writer")
        other.post("/admin/second-factor/", {"code": code.upper().replace("-", " ")})
        assert (other.get("/admin/").status_code == 200) is works
    assert factors.codes_left(writer) == 9
    assert AccountEvent.objects.filter(action="recovered", note="9 left").count() == 1


def test_the_key_of_somebody_else_is_of_no_use(client, person):
    device_of(person("Editor"))
    other = device_of(person("Writer"))
    sign_in(client, "editor")
    client.post("/admin/second-factor/", {"code": shown(other)})
    assert client.get("/admin/").status_code == 302


def test_an_administrator_takes_it_away_and_the_session_ends(client, person):
    writer = person("Writer")
    device = device_of(writer)
    sign_in(client, "writer")
    client.post("/admin/second-factor/", {"code": shown(device)})
    assert client.get("/admin/").status_code == 200
    boss = Client()
    boss_device = device_of(person("Administrator"))
    sign_in(boss, "administrator")
    boss.post("/admin/second-factor/", {"code": shown(boss_device)})
    sent = {"action": "reset_second_factor", "_selected_action": [writer.pk]}
    page = boss.post("/admin/auth/user/", sent, follow=True).content.decode()
    assert "sets up a new second factor" in page
    assert client.get("/admin/").status_code == 302
    assert AccountEvent.objects.filter(action="reset", account=writer).count() == 1


def test_whoever_is_somebody_else_begins_again(client, person):
    device_of(person("Editor"))
    sign_in(client, "editor")
    assert client.post("/admin/second-factor/", {"leave": "1"}).url == "/admin/login/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_it_never_leads_to_another_site(client, person, target):
    device = device_of(person("Editor"))
    assert sign_in(client, "editor", next=target).url == "/admin/second-factor/?next=%2Fadmin%2F"
    done = client.post("/admin/second-factor/", {"code": shown(device), "next": target})
    assert done.url == "/admin/"


def test_the_code_field_helps_authenticators(client, person):
    device_of(person("Editor"))
    sign_in(client, "editor")
    page = client.get("/admin/second-factor/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'autocomplete="current-password"' in Client().get("/admin/login/").content.decode()
