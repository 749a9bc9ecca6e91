"""Who else has a form open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from modifiers.models import Presence

from .conftest import address


@pytest.fixture
def family(live):
    return live["family", "distinct-service"]


def beat(client, subject, typed="", version=None):
    sent = {"typed": typed, "version": subject.lock_version if version is None else version}
    return client.post(address(subject, "presence"), sent).json()


def test_others_are_told_who_is_there_and_when_they_typed(editor_client, client_with, family):
    ana = client_with("change_family")
    assert beat(ana, family)["others"] == ""
    assert beat(editor_client, family)["others"] == "user1 has this open, has not typed yet."
    beat(ana, family, typed="1")
    page = editor_client.get(address(family)).content.decode()
    assert "user1 has this open, typing now." in page
    Presence.objects.filter(user__username="user1").update(typed_at=timezone.now() - timedelta(minutes=4))
    assert beat(editor_client, family)["others"] == "user1 has this open, last typed 4 minutes ago."
    assert beat(ana, family)["others"] == "editor has this open, has not typed yet."


def test_who_is_not_heard_of_for_two_minutes_has_gone_and_is_swept(editor_client, client_with, family):
    ana = client_with("change_family")
    beat(ana, family)
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2, seconds=1))
    assert "has this open" not in editor_client.get(address(family)).content.decode()
    beat(editor_client, family)
    assert [one.user.username for one in Presence.objects.all()] == ["editor"]


def test_opening_a_form_writes_nothing_and_forms_are_told_apart(editor_client, client_with, live, family):
    editor_client.get(address(family))
    assert not Presence.objects.exists()
    beat(editor_client, live["topic", "which-side"])
    assert beat(client_with("change_family"), family)["others"] == ""


def test_a_save_by_somebody_else_is_told(editor_client, client_with, family):
    ana = client_with("change_family")
    type(family).objects.filter(pk=family.pk).update(changed_by=get_user_model().objects.get(username="user1"))
    assert beat(ana, family)["saved"] == ""
    assert "user1 saved this on" in beat(ana, family, version=family.lock_version - 1)["saved"]


def test_who_may_not_write_is_not_noted_and_learns_nothing(editor_client, client_with, family):
    beat(editor_client, family)
    for stranger in (client_with(), client_with("view_family")):
        assert "others" not in beat(stranger, family)
    assert Presence.objects.count() == 1
    assert editor_client.get(address(family, "presence")).status_code == 405


def test_the_number_of_queries_does_not_grow_with_people(
    editor_client, client_with, family, django_assert_max_num_queries
):
    for _ in range(3):
        beat(client_with("change_family"), family)
    beat(editor_client, family)
    with django_assert_max_num_queries(12):
        assert beat(editor_client, family)["others"].count("has this open") == 3
