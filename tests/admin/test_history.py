"""Editions, events, and the way back."""

from __future__ import annotations

from modifiers import publishing
from modifiers.models import Event

from .conftest import address
from .posting import untouched


def edit(client, m59, text):
    data = untouched(client.get(address(m59)))
    data["when_to_use-0-text"] = text
    assert client.post(address(m59), {**data, "_continue": "Save"}).status_code == 302


def test_history_lists_editions_and_events(editor_client, second, m59):
    edit(editor_client, m59, "Second words.")
    publishing.publish(m59, actor=second, is_major=True, change_note="Second edition.")
    page = editor_client.get(address(m59, "history")).content.decode()
    assert "/modifiers/59/editions/2/" in page
    assert "/modifiers/59/editions/1/" in page
    assert "Second edition." in page
    assert "published" in page


def test_restore_brings_an_edition_back_to_the_working_copy(editor_client, second, m59):
    first = m59.use_cases.get(key="other-site").text
    edit(editor_client, m59, "Second words.")
    publishing.publish(m59, actor=second, is_major=True, change_note="Second edition.")
    m59.refresh_from_db()
    opened = m59.lock_version
    response = editor_client.post(address(m59, "restore", 1), follow=True)
    assert "Edition 1 is back in the working copy" in response.content.decode()
    assert m59.use_cases.get(key="other-site").text == first
    assert publishing.state(m59).has_unpublished_changes
    assert Event.objects.filter(action="restore", key="59").exists()
    m59.refresh_from_db()
    assert m59.lock_version > opened, "a form that was open before must not overwrite what was restored"


def test_restoring_over_unpublished_changes_asks_first(editor_client, m59):
    edit(editor_client, m59, "Never published.")
    response = editor_client.post(address(m59, "restore", 1))
    assert "never published" in response.content.decode()
    assert m59.use_cases.get(key="other-site").text == "Never published."
    assert editor_client.post(address(m59, "restore", 1), {"confirmed": "yes"}).status_code == 302
    assert m59.use_cases.get(key="other-site").text != "Never published."


def test_restore_is_not_for_get_and_knows_its_editions(editor_client, m59):
    assert editor_client.get(address(m59, "restore", 1)).status_code == 405
    assert editor_client.post(address(m59, "restore", 7)).status_code == 404
