"""Editions, events, and the way back."""

from __future__ import annotations

from modifiers import publishing
from modifiers.models import Edition, Event

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


def test_long_histories_come_in_pages_at_no_more_queries(editor_client, m59, django_assert_max_num_queries):
    first = Edition.objects.get(kind="modifier", key="59")
    values = {field.attname: getattr(first, field.attname) for field in Edition._meta.concrete_fields}
    Edition.objects.bulk_create(Edition(**{**values, "id": None, "number": number}) for number in range(2, 502))
    Event.objects.bulk_create(Event(action="edit", kind="modifier", key="59", note=f"Act {n}") for n in range(120))
    with django_assert_max_num_queries(20):
        page = editor_client.get(address(m59, "history")).content.decode()
    assert "Edition 501" in page and "Edition 452" in page and "Edition 451" not in page
    assert "Page 1 of 11" in page and "Page 1 of 3" in page
    older = editor_client.get(address(m59, "history") + "?editions=11&events=99").content.decode()
    assert ">Edition 1<" in older and "Edition 452" not in older
    assert "Page 3 of 3" in older


def test_history_says_who_wrote_and_who_let_it_out(editor_client, second, m59):
    edit(editor_client, m59, "Second words.")
    publishing.publish(m59, actor=second, is_major=True, change_note="Second edition.")
    row = editor_client.get(address(m59, "history")).content.decode().split("Second edition.")[1].split("</tr>")[0]
    assert "<td>editor</td>" in row and "<td>second</td>" in row
