"""Roles, people, pauses, sessions, addresses, and the log that tells of them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from d3site.accounts.addresses import client_address
from d3site.accounts.models import AccountEvent
from d3site.accounts.roles import ROLES, sync
from modifiers.models import SUBJECTS

from .conftest import PASSWORD, sign_in

User = get_user_model()
VERBS = ("view", "add", "change", "delete", "publish")
NEW = {"password1": "a long enough pass", "password2": "a long enough pass", "usable_password": "true"}
pytestmark = pytest.mark.django_db


def may(user) -> set[str]:
    return User.objects.get(pk=user.pk).get_all_permissions()


class TestRoles:
    def test_what_each_may_do_with_what_is_published(self, person):
        for name, role in ROLES.items():
            found = may(person(name))
            for model in SUBJECTS.values():
                verbs = {verb for verb in VERBS if f"modifiers.{verb}_{model._meta.model_name}" in found}
                assert verbs == set(role.subjects), (name, model)

    def test_only_administrators_have_to_do_with_people(self, person):
        assert {name for name in ROLES if "auth.change_user" in may(person(name))} == {"Administrator"}
        assert not any("group" in permission for name in ROLES for permission in may(person(name, f"{name}2")))
        assert all(permission.split(".")[1].startswith("view_") for permission in may(person("Auditor", "auditor3")))

    def test_are_put_right_after_every_migration(self):
        Group.objects.get(name="Auditor").permissions.set(Group.objects.get(name="Editor").permissions.all())
        Group.objects.filter(name="Writer").delete()
        mine = Group.objects.create(name="Our own")
        call_command("migrate", verbosity=0)
        assert not any("publish" in p.codename for p in Group.objects.get(name="Auditor").permissions.all())
        assert Group.objects.get(name="Writer").permissions.filter(codename="change_modifier").exists()
        assert Group.objects.filter(pk=mine.pk).exists()

    def test_making_them_again_writes_nothing(self, django_assert_max_num_queries):
        sync()
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            sync()
        assert not [q for q in caught if not q["sql"].startswith("SELECT")]


@pytest.fixture
def boss(person) -> Client:
    client = Client()
    client.force_login(person("Administrator", "boss"))
    return client


def form(client, user=None) -> dict:
    page = client.get(f"/admin/auth/user/{user.pk}/change/" if user else "/admin/auth/user/add/")
    return {
        "usable_password": "true",
        **{k: v for k, v in page.context["adminform"].form.initial.items() if v is not None},
    }


class TestPeople:
    def test_are_made_with_a_role_and_work_at_the_desk(self, boss):
        role = Group.objects.get(name="Writer")
        sent = {
            "username": "ana",
            "password1": "a long enough pass",
            "password2": "a long enough pass",
            "usable_password": "true",
            "groups": [role.pk],
        }
        assert boss.post("/admin/auth/user/add/", sent).status_code == 302
        ana = User.objects.get(username="ana")
        assert (ana.is_staff, ana.is_superuser, list(ana.groups.all())) == (True, False, [role])
        assert set(AccountEvent.objects.filter(account=ana).values_list("action", flat=True)) == {"created", "roles"}

    def test_nobody_raises_anybody_past_themselves(self, boss, person):
        writer = person("Writer")
        sent = {
            **form(boss, writer),
            "groups": [Group.objects.get(name="Administrator").pk],
            "is_superuser": "on",
            "is_staff": "on",
            "user_permissions": [1],
        }
        boss.post(f"/admin/auth/user/{writer.pk}/change/", sent)
        writer.refresh_from_db()
        assert not writer.is_superuser
        assert not writer.user_permissions.exists()
        assert [group.name for group in writer.groups.all()] == ["Administrator"]

    def test_nobody_changes_themselves_or_an_operator(self, boss, editor):
        me = User.objects.get(username="boss")
        for user in (me, editor):
            assert boss.post(f"/admin/auth/user/{user.pk}/change/", {"username": "other"}).status_code == 403
            assert (
                boss.post(f"/admin/auth/user/{user.pk}/password/", {"password1": "x", "password2": "x"}).status_code
                == 403
            )

    def test_nobody_is_deleted(self, boss, person):
        writer = person("Writer")
        assert boss.post(f"/admin/auth/user/{writer.pk}/delete/", {"post": "yes"}).status_code == 403
        boss.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": [writer.pk], "post": "yes"})
        assert User.objects.filter(pk=writer.pk).exists()

    def test_disabling_somebody_ends_their_sessions_at_once(self, boss, person):
        writer = person("Writer")
        client = Client()
        sign_in(client, "writer")
        assert client.get("/admin/").status_code == 200
        sent = {**form(boss, writer), "groups": list(writer.groups.values_list("pk", flat=True))}
        sent.pop("is_active", None)
        assert boss.post(f"/admin/auth/user/{writer.pk}/change/", sent).status_code == 302
        assert client.get("/admin/").status_code == 302
        assert sign_in(client, "writer").status_code == 200
        assert AccountEvent.objects.filter(action="disabled", account=writer, actor__username="boss").count() == 1

    def test_a_new_password_ends_other_sessions(self, boss, person):
        writer = person("Writer")
        client = Client()
        sign_in(client, "writer")
        sent = {"password1": "quite another pass", "password2": "quite another pass", "usable_password": "true"}
        assert boss.post(f"/admin/auth/user/{writer.pk}/password/", sent).status_code == 302
        assert client.get("/admin/").status_code == 302
        assert AccountEvent.objects.filter(action="password", account=writer).count() == 1


class TestPauses:
    def test_five_failures_pause_that_name_from_that_address_for_a_while(self, person):
        person("Writer")
        client = Client()
        for _ in range(4):
            assert sign_in(client, "writer", "wrong").status_code == 200
        paused = sign_in(client, "writer", "wrong")
        assert paused.status_code == 429
        assert int(paused.headers["Retry-After"]) == 900
        assert "15 minutes" in paused.content.decode()
        assert sign_in(client, "writer").status_code == 429, "the right password does not help now"
        elsewhere = Client(REMOTE_ADDR="192.0.2.9")
        assert sign_in(elsewhere, "writer").status_code == 302, "somebody else's failures lock nobody out"
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert sign_in(client, "writer").status_code == 302
        told = list(AccountEvent.objects.values_list("action", flat=True))
        assert told.count("failed") >= 4 and "paused" in told

    def test_a_name_that_is_nobodys_is_answered_alike_and_not_kept(self, person):
        person("Writer")
        pages = []
        for name in ("writer", "my-secret-password"):
            client = Client()
            page = sign_in(client, name, "wrong").content.decode()
            pages.append(page.replace(name, "NAME"))
        import re

        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        assert token.sub("", pages[0]) == token.sub("", pages[1])
        assert [event.account for event in AccountEvent.objects.filter(action="failed", account=None)] == [None]
        assert "secret" not in str(list(AccountEvent.objects.values()))

    def test_what_was_typed_is_still_there(self, person):
        page = sign_in(Client(), "writer", "wrong").content.decode()
        assert 'value="writer"' in page
        assert "wrong" not in page.split("<form")[1]


class TestSessions:
    def test_end_when_nothing_is_asked_for(self, person, settings):
        person("Writer")
        client = Client()
        start = time.time()
        with time_machine.travel(start, tick=False):
            sign_in(client, "writer")
            assert client.get("/admin/").status_code == 200
        for minutes in (100, 200):
            with time_machine.travel(start + minutes * 60, tick=False):
                assert client.get("/admin/").status_code == 200
        with time_machine.travel(start + (200 + 121) * 60, tick=False):
            assert client.get("/admin/").status_code == 302

    @pytest.mark.parametrize(("typed", "answer"), [("1", 200), ("", 302)])
    def test_an_open_form_keeps_one_alive_only_while_somebody_types(self, person, typed, answer):
        person("Writer")
        client = Client()
        start = time.time()
        with time_machine.travel(start, tick=False):
            sign_in(client, "writer")
            client.get("/admin/")
        with time_machine.travel(start + 110 * 60, tick=False):
            client.post("/admin/modifiers/modifier/1/presence/", {"typed": typed})
        with time_machine.travel(start + 221 * 60, tick=False):
            assert client.get("/admin/").status_code == answer

    def test_end_after_a_day_whatever_is_asked_for(self, person):
        person("Writer")
        client = Client()
        start = time.time()
        with time_machine.travel(start, tick=False):
            sign_in(client, "writer")
        for hour in range(1, 12):
            with time_machine.travel(start + hour * 3600, tick=False):
                assert client.get("/admin/").status_code == 200
        with time_machine.travel(start + 12 * 3600 + 1, tick=False):
            assert client.get("/admin/").status_code == 302

    def test_readers_are_given_none(self, client):
        assert not client.get("/livez").cookies


class TestAddresses:
    @pytest.mark.parametrize(
        ("proxies", "forwarded", "expected"),
        [
            (0, "", "10.0.0.1"),
            (0, "203.0.113.7", "10.0.0.1"),
            (1, "203.0.113.7", "203.0.113.7"),
            (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),
            (2, "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
            (2, "203.0.113.7", None),
            (1, "", None),
            (1, "<script>", None),
            (1, "2001:db8::1", "2001:db8::1"),
        ],
    )
    def test_only_our_proxies_are_believed(self, settings, proxies, forwarded, expected):
        settings.PROXIES = proxies
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        assert client_address(request) == expected


class TestLog:
    def test_tells_who_what_when_from_where(self, person):
        writer = person("Writer")
        client = Client()
        sign_in(client, "writer")
        client.post("/admin/logout/")
        told = AccountEvent.objects.order_by("id").values_list("action", "account", "actor", "address")
        assert list(told) == [
            ("sign_in", writer.pk, writer.pk, "127.0.0.1"),
            ("sign_out", writer.pk, writer.pk, "127.0.0.1"),
        ]

    def test_is_append_only(self, person):
        event = AccountEvent.objects.create(action="sign_in", account=person("Writer"))
        for act in (event.save, event.delete, lambda: AccountEvent.objects.update(note="x")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                act()

    def test_is_seen_by_administrators_and_auditors(self, person, boss):
        auditor = Client()
        auditor.force_login(person("Auditor"))
        for client in (boss, auditor):
            assert client.get("/admin/accounts/accountevent/").status_code == 200
        writer = Client()
        writer.force_login(person("Writer"))
        assert writer.get("/admin/accounts/accountevent/").status_code == 403


def test_check_deploy_wants_the_second_factor(settings):
    from d3site.accounts.checks import second_factor

    assert [message.id for message in second_factor()] == ["accounts.W001"]
    settings.SECOND_FACTOR = True
    assert second_factor() == []


def test_logging_out_is_no_get(person):
    person("Writer")
    client = Client()
    sign_in(client, "writer")
    assert client.get("/admin/logout/").status_code == 405
    assert PASSWORD not in str(list(AccountEvent.objects.values()))
