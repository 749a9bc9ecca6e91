"""Two editors, one form."""

from __future__ import annotations

from .conftest import address
from .posting import untouched


def test_a_stale_save_is_refused_and_keeps_what_was_typed(editor_client, m59):
    first = untouched(editor_client.get(address(m59)))
    second = untouched(editor_client.get(address(m59)))
    assert editor_client.post(address(m59), {**first, "name": "First", "_continue": "Save"}).status_code == 302
    second.update({"name": "Second", "when_to_use-0-text": "Typed by the second.", "_continue": "Save"})
    response = editor_client.post(address(m59), second)
    assert response.status_code == 200
    page = response.content.decode()
    assert "editor saved this on" in page
    assert 'value="Second"' in page
    assert "Typed by the second." in page
    m59.refresh_from_db()
    assert m59.name == "First"
    assert m59.lock_version == int(first["opened_version"]) + 1
    assert editor_client.post(address(m59), second).status_code == 200, "sending it again does not help"


def test_a_form_without_its_version_is_refused(editor_client, m59):
    data = untouched(editor_client.get(address(m59)))
    del data["opened_version"]
    assert editor_client.post(address(m59), {**data, "_continue": "Save"}).status_code == 200
