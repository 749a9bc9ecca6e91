"""Bulk work in a browser: a table is looked at, written, and leads to its batch; every page of it is accessible."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.served.site import EDITOR, PASSWORD


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
def test_a_table_from_upload_to_batch(reader, width, dark):
    page = reader.open("/admin/login/", width=width, dark=dark)
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto("/admin/modifiers/source/?q=cms-59")
    page.get_by_role("link", name="Import…").click()
    assert reader.axe(page) == []
    content = f"key;note\ncms-59;Read whole at {width} pixels\n".encode()
    page.get_by_label("File").set_input_files({"name": "sources.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at what it changes").press("Enter")
    expect(page.locator(".preview")).to_contain_text("sources.csv: 1 changed")
    assert reader.axe(page) == []
    page.get_by_role("button", name="Write it into the working copies").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Batch sources-")
    assert reader.axe(page) == []
    for path in ("/admin/bulk/documents/", "/admin/bulk/batches/", "/admin/bulk/sources/duplicates/"):
        page.goto(path)
        assert reader.axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
