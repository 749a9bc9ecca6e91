from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import modifier_document, publish_document

PAGES = [
    "/",
    "/modifiers/",
    "/modifiers/59/",
    "/denials/carc-97/",
    "/updates/feed.atom",
    "/sitemap.xml",
    "/modifiers/59/history/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_can_be_kept_for_a_minute_and_asked_again_cheaply(client, world, path):
    response = client.get(path)
    assert response.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == response.headers["ETag"]


def test_a_new_edition_is_a_new_etag(client, world):
    before = client.get("/modifiers/59/").headers["ETag"]
    publish_document(modifier_document(summary="Reworded."))
    after = client.get("/modifiers/59/", headers={"If-None-Match": before})
    assert after.status_code == 200 and after.headers["ETag"] != before


@pytest.mark.parametrize("path", PAGES)
def test_pages_set_no_cookie_and_answer_reading_only(client, world, path):
    response = client.get(path)
    assert not response.cookies and "Cookie" not in response.headers.get("Vary", "")
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("name", ["home", "modifier_list", "updates"])
def test_pages_hold_the_same_landmarks(client, world, name):
    from .reading import read

    page = read(client.get(reverse(name)).content)
    assert page.one("a", cls="skip").attrs["href"] == "#main"
    assert page.one("main").attrs["tabindex"] == "-1"
    assert len(page.all("h1")) == 1
    labels = [node.attrs.get("aria-label") for node in page.all("nav")]
    assert len(labels) == len(set(labels)) and all(labels)
    assert {"/about/", "/disclaimer/", "/editorial-policy/"} <= set(page.one("footer", cls="site-foot").links)
