"""Passkeys: added by whoever has passed, used after the password, of use for nobody else, taken away with the rest."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

from d3site import limits
from d3site.accounts import factors
from d3site.accounts.models import AccountEvent
from d3site.accounts.relying import relying_party

from .authenticator import Authenticator
from .conftest import device_of, shown, sign_in

pytestmark = pytest.mark.usefixtures("two_factors", "public")
YOURS, NEW = "/admin/second-factor/yours/", "/admin/second-factor/yours/new/"
DOOR, QUESTION = "/admin/second-factor/", "/admin/second-factor/question/"


@pytest.fixture
def public(settings) -> None:
    """A site with a name, over HTTPS."""
    settings.SITE_ORIGIN = "https://testserver"
    settings.OTP_WEBAUTHN_RP_ID, settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = "testserver", ["https://testserver"]


@pytest.fixture
def editor_with(person) -> tuple[Client, Authenticator]:
    """An editor who is in, and a passkey that is theirs."""
    device = device_of(person("Editor"))
    client = Client()
    sign_in(client, "editor")
    client.post(DOOR, {"code": shown(device)})
    held = Authenticator()
    assert add(client, held).status_code == 302
    return client, held


def add(client: Client, held: Authenticator, name: str = "Work laptop") -> Any:
    """Do what the page and its script do."""
    return client.post(YOURS, {"name": name, "passkey": held.make(client.post(NEW).json())})


def half_in(**more: Any) -> Client:
    """A new browser in which the editor has given the password."""
    client = Client()
    sign_in(client, "editor", **more)
    return client


def use(client: Client, held: Authenticator, **more: Any) -> Any:
    """Answer the question of the second factor."""
    return client.post(DOOR, {"passkey": held.answer(client.post(QUESTION).json()), "code": "", **more})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def actions() -> list[str]:
    return list(AccountEvent.objects.order_by("id").values_list("action", flat=True))


class TestAdding:
    def test_whoever_is_in_adds_one_and_sees_it(self, editor_with):
        client, _ = editor_with
        page = client.get(YOURS).content.decode()
        assert "Work laptop" in page and "Never" in page
        assert WebAuthnCredential.objects.get().user.username == "editor"
        told = AccountEvent.objects.get(action="passkey_added")
        assert (told.account, told.actor, told.note) == (told.actor, told.account, "Work laptop")
        assert f'href="{YOURS}"' in client.get("/admin/").content.decode(), "the menu leads there"

    def test_a_password_alone_adds_none(self, client, person):
        device_of(person("Editor"))
        sign_in(client, "editor")
        for path in (YOURS, NEW):
            assert client.post(path, {"name": "x", "passkey": "{}"}).url.startswith("/admin/login/")
        assert not WebAuthnCredential.objects.exists()

    def test_nobody_adds_one_instead_of_an_authenticator(self, client, person):
        person("Writer")
        sign_in(client, "writer")
        assert client.post(NEW).status_code == 302
        assert client.post(QUESTION).status_code == 404

    def test_an_invitation_is_answered_once_and_in_time(self, editor_with):
        client, _ = editor_with
        held = Authenticator()
        made = held.make(client.post(NEW).json())
        with time_machine.travel(time.time() + 301, tick=False):
            assert "was not added" in client.post(YOURS, {"name": "Late", "passkey": made}).content.decode()
        assert "was not added" in client.post(YOURS, {"name": "Twice", "passkey": made}).content.decode()
        assert WebAuthnCredential.objects.count() == 1

    def test_the_same_is_not_added_twice_nor_for_another_site(self, editor_with):
        client, held = editor_with
        assert "was not added" in add(client, held).content.decode()
        assert "was not added" in add(client, Authenticator("https://evil.example")).content.decode()
        assert WebAuthnCredential.objects.count() == 1
        assert actions().count("passkey_added") == 1

    def test_browsers_are_told_which_they_hold_already(self, editor_with):
        client, _ = editor_with
        options = client.post(NEW).json()
        assert len(options["excludeCredentials"]) == 1
        assert options["rp"] == {"id": "testserver", "name": "D3rx Modifiers"}
        assert WebAuthnUserHandle.objects.count() == 1

    def test_a_name_is_needed(self, editor_with):
        client, _ = editor_with
        made = Authenticator().make(client.post(NEW).json())
        page = client.post(YOURS, {"name": " ", "passkey": made}).content.decode()
        assert "This field is required." in page
        assert WebAuthnCredential.objects.count() == 1


class TestUsing:
    def test_it_opens_after_the_password_and_leads_on(self, editor_with):
        _, held = editor_with
        client = half_in()
        assert not is_in(client)
        page = client.get(DOOR).content.decode()
        assert page.index("Use a passkey") < page.index('name="code"')
        before = client.session.session_key
        done = use(client, held, next="/admin/modifiers/modifier/")
        assert (done.status_code, done.url) == (302, "/admin/modifiers/modifier/")
        assert is_in(client) and client.session.session_key != before
        assert actions()[-2:] == ["passkey_used", "sign_in"]
        passkey = WebAuthnCredential.objects.get()
        assert passkey.last_used_at is not None and passkey.sign_count == 1

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_it_never_leads_to_another_site(self, editor_with, target):
        assert use(half_in(), editor_with[1], next=target).url == "/admin/"

    def test_what_was_typed_goes_along(self, editor_with, world):
        client = Client()
        sent = {"code": "9Z", "name": "Typed before the session ended"}
        carried = client.post("/admin/modifiers/modifier/add/", sent).content.decode()
        typed = re.search(r'name="_typed" value="([^"]+)"', carried).group(1)
        second = sign_in(client, "editor", _typed=typed)
        assert "Use a passkey" in second.content.decode()
        assert "publickey-credentials-get=(self)" in second["Permissions-Policy"]
        done = use(client, editor_with[1], _typed=typed).content.decode()
        assert 'value="Typed before the session ended"' in done
        assert is_in(client)

    def test_without_the_password_it_is_asked_nothing(self, editor_with):
        client = Client()
        assert client.post(QUESTION).url.startswith("/admin/login/")
        assert client.post(DOOR, {"passkey": "{}"}).url.startswith("/admin/login/")
        assert client.get(QUESTION).status_code == 405

    def test_the_passkey_of_somebody_else_is_of_no_use(self, editor_with, person):
        writer = person("Writer")
        device_of(writer)
        client = Client()
        sign_in(client, "writer")
        assert client.post(QUESTION).status_code == 404, "a writer without passkeys is not asked for one"
        WebAuthnCredential.objects.create(user=writer, name="their own", credential_id=b"1")
        refused = use(client, editor_with[1])
        assert "did not let you in" in refused.content.decode()
        assert not is_in(client)

    def test_an_answer_works_once_in_its_session_and_in_time(self, editor_with):
        _, held = editor_with
        client, other = half_in(), half_in()
        answer = held.answer(client.post(QUESTION).json())
        other.post(QUESTION)
        other.post(DOOR, {"passkey": answer})
        assert not is_in(other), "another session was asked something else"
        with time_machine.travel(time.time() + 301, tick=False):
            client.post(DOOR, {"passkey": answer})
            assert not is_in(client), "too late"
        with time_machine.travel(time.time() + 600, tick=False):
            client.post(DOOR, {"passkey": answer})
            assert not is_in(client), "forgotten"

    def test_an_answer_for_another_site_opens_nothing(self, editor_with):
        _, held = editor_with
        held.origin = "https://testserver.evil.example"
        client = half_in()
        use(client, held)
        assert not is_in(client)

    def test_a_copy_of_a_passkey_is_noticed(self, editor_with):
        _, held = editor_with
        held.count = 7
        client = half_in()
        use(client, held)
        assert is_in(client)
        held.count = 3
        again = half_in()
        use(again, held)
        assert not is_in(again)

    @pytest.mark.parametrize(
        "answer",
        [
            "x",
            "[]",
            "null",
            "{}",
            '{"id": 1}',
            '{"id": "é", "rawId": "é", "type": "public-key", "response": {}}',
            '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "!",'
            ' "authenticatorData": "AA", "signature": "AA"}}',
            "[" * 19_000,
            "x" * 30_000,
        ],
    )
    def test_whatever_is_sent_is_no_error_of_ours(self, editor_with, answer):
        inside, _ = editor_with
        client = half_in()
        client.post(QUESTION)
        page = client.post(DOOR, {"passkey": answer})
        assert page.status_code == 200
        assert 'role="status">The passkey did not let you in.' in page.content.decode()
        assert not is_in(client)
        inside.post(NEW)
        assert inside.post(YOURS, {"name": "x", "passkey": answer}).status_code == 200
        assert WebAuthnCredential.objects.count() == 1

    def test_failures_are_noted_and_slow_codes_and_passkeys_down(self, editor_with):
        _, held = editor_with
        client = half_in()
        for _ in range(3):
            client.post(QUESTION)
            client.post(DOOR, {"passkey": "{}"})
        assert actions().count("factor_failed") == 3
        use(client, held)
        assert not is_in(client), "the right passkey came too soon after wrong ones"
        client.post(DOOR, {"code": shown(TOTPDevice.objects.get(), 1)})
        assert not is_in(client), "and so did the right code"
        with time_machine.travel(time.time() + 60, tick=False):
            use(client, held)
            assert is_in(client)
        assert TOTPDevice.objects.get().throttling_failure_count == 0

    def test_the_code_goes_on_working_beside_it(self, editor_with):
        client = half_in()
        client.post(QUESTION)
        with time_machine.travel(time.time() + 60, tick=False):
            client.post(DOOR, {"code": shown(TOTPDevice.objects.get()), "passkey": ""})
            assert is_in(client)
        assert actions()[-1] == "sign_in" and "passkey_used" not in actions()

    def test_nothing_of_it_is_in_the_log(self, editor_with, caplog):
        _, held = editor_with
        caplog.set_level("DEBUG")
        client = half_in()
        answer = json.loads(held.answer(client.post(QUESTION).json()))
        answer["response"]["signature"] = "AAAA"
        client.post(DOOR, {"passkey": json.dumps(answer)})
        told = caplog.text + str(list(AccountEvent.objects.values()))
        for secret in (answer["id"], answer["response"]["clientDataJSON"], answer["response"]["authenticatorData"]):
            assert secret not in told


class TestTakingAway:
    def test_is_asked_about_done_by_post_and_noted(self, editor_with):
        client, _ = editor_with
        where = f"{YOURS}{WebAuthnCredential.objects.get().pk}/take-away/"
        assert "Work laptop" in client.get(where).content.decode()
        assert WebAuthnCredential.objects.exists()
        assert client.post(where).url == YOURS
        assert not WebAuthnCredential.objects.exists()
        assert AccountEvent.objects.get(action="passkey_taken_away").note == "Work laptop"
        assert is_in(client), "the authenticator let this session in"
        other = half_in()
        assert "Use a passkey" not in other.get(DOOR).content.decode()

    def test_ends_the_sessions_that_it_let_in(self, editor_with):
        client, held = editor_with
        other = half_in()
        use(other, held)
        where = f"{YOURS}{WebAuthnCredential.objects.get().pk}/take-away/"
        assert "that is you, here" in other.get(where).content.decode()
        assert "that is you, here" not in client.get(where).content.decode()
        client.post(where)
        assert is_in(client) and not is_in(other)

    def test_nobody_takes_away_somebody_elses(self, editor_with, person):
        device = device_of(person("Administrator"))
        boss = Client()
        sign_in(boss, "administrator")
        boss.post(DOOR, {"code": shown(device)})
        where = f"{YOURS}{WebAuthnCredential.objects.get().pk}/take-away/"
        assert boss.get(where).status_code == boss.post(where).status_code == 404
        assert WebAuthnCredential.objects.exists()

    def test_an_administrator_takes_all_of_it_away(self, editor_with, person):
        _, held = editor_with
        inside = half_in()
        use(inside, held)
        editor = WebAuthnCredential.objects.get().user
        device = device_of(person("Administrator"))
        boss = Client()
        sign_in(boss, "administrator")
        boss.post(DOOR, {"code": shown(device)})
        assert "Set up, 1 passkey" in boss.get("/admin/auth/user/").content.decode()
        boss.post("/admin/auth/user/", {"action": "reset_second_factor", "_selected_action": [editor.pk]})
        assert not WebAuthnCredential.objects.exists() and not factors.is_enrolled(editor)
        assert not is_in(inside)


class TestWhere:
    @pytest.mark.parametrize(
        ("origin", "host"),
        [
            ("https://modifiers.example.org", "modifiers.example.org"),
            ("https://Modifiers.Example.org:8443", "modifiers.example.org"),
            ("http://localhost:8000", "localhost"),
            ("http://127.0.0.1:8000", None),
            ("https://192.0.2.7", None),
            ("https://[::1]:8000", None),
            ("http://modifiers.example.org", None),
            ("http://localhost.evil.example", None),
            ("https://somebody@example.org", None),
            ("https://[", None),
            ("", None),
        ],
    )
    def test_only_where_browsers_make_passkeys(self, origin, host):
        party = relying_party(origin)
        assert (party.id if party else None) == host

    @pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://elsewhere.example"])
    def test_elsewhere_it_is_not_offered_and_nothing_breaks(self, editor_with, settings, origin):
        inside, _ = editor_with
        settings.SITE_ORIGIN = origin
        page = inside.get(YOURS).content.decode()
        assert "at the public address of this site alone" in page and "Work laptop" in page
        assert inside.post(NEW).status_code == 404
        assert inside.post(YOURS, {"name": "x", "passkey": "{}"}).status_code == 200
        assert YOURS not in inside.get("/admin/").content.decode()
        client = half_in()
        answer = client.get(DOOR)
        assert "Use a passkey" not in answer.content.decode()
        assert "publickey-credentials-get=()" in answer["Permissions-Policy"]
        assert client.post(QUESTION).status_code == 404
        assert client.post(DOOR, {"passkey": "{}", "code": "000000"}).status_code == 200

    def test_without_a_second_factor_there_is_nothing_to_add_one_to(self, client, person, settings):
        settings.SECOND_FACTOR = False
        person("Editor")
        sign_in(client, "editor")
        assert client.get(YOURS).status_code == 200
        assert client.post(NEW).status_code == 404

    def test_pages_ask_for_no_more_than_they_need(self, editor_with):
        inside, _ = editor_with
        get, create = "publickey-credentials-get", "publickey-credentials-create"
        told = {
            "own": inside.get(YOURS),
            "door": half_in().get(DOOR),
            "desk": inside.get("/admin/"),
            "sign-in": Client().get("/admin/login/"),
        }
        for name, answer in told.items():
            sent = answer["Permissions-Policy"]
            assert f"{get}=({'self' if name == 'door' else ''})" in sent, name
            assert f"{create}=({'self' if name == 'own' else ''})" in sent, name
            assert "geolocation=()" in sent
        for page in (told["own"], told["door"]):
            script = re.search(r'<script type="module" src="/static/admin-d3/passkeys[^>]+>', page.content.decode())
            assert script and 'integrity="sha384-' in script.group()
            assert "no-store" in page["Cache-Control"]

    def test_every_act_needs_the_token(self, editor_with):
        inside, _ = editor_with
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = inside.cookies
        where = f"{YOURS}{WebAuthnCredential.objects.get().pk}/take-away/"
        assert {strict.post(path).status_code for path in (NEW, YOURS, QUESTION, where)} == {403}

    def test_the_limit_of_the_sign_in_covers_it(self):
        limit = next(each for each in limits.LIMITS if each.name == "sign-in")
        assert {"admin:passkey_question", "admin:passkey_new", "admin:second_factor_page"} <= limit.routes

    def test_the_librarys_own_addresses_and_pages_are_not_there(self):
        from django.urls import NoReverseMatch, reverse

        with pytest.raises(NoReverseMatch):
            reverse("otp_webauthn:credential-authentication-begin")
        assert not [model for model in admin.site._registry if model._meta.app_label == "django_otp_webauthn"]

    def test_nobody_comes_in_without_a_password(self, settings):
        assert settings.OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN is False
        assert not [path for path in settings.AUTHENTICATION_BACKENDS if "webauthn" in path.lower()]
