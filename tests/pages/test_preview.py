from __future__ import annotations

import pytest
from django.test import RequestFactory

from modifiers.pages.preview import render_preview
from tests.factories import modifier_document, publish_document, world_documents

from .reading import Node, read


def words_of(page: Node) -> str:
    """The main element without its banner and without what only publishing can know."""
    main = page.one("main")
    return " ".join(node.text for node in main.all("section") if node.attrs.get("aria-labelledby") != "updates")


@pytest.mark.parametrize("document", world_documents(), ids=lambda document: f"{document.kind}-{document.key}")
def test_every_kind_of_subject_can_be_previewed(world, document):
    response = render_preview(RequestFactory().get("/admin/preview/"), document)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Readers see this only after it is published." in read(response.content).one("aside", cls="banner").text


def test_the_preview_says_what_the_page_will_say(client, world):
    document = modifier_document(summary="New words.", checklist=modifier_document().checklist[:1])
    preview = read(render_preview(RequestFactory().get("/admin/preview/"), document).content)
    publish_document(document)
    assert words_of(preview) == words_of(read(client.get("/modifiers/59/").content))


def test_a_subject_that_was_never_published_can_be_previewed(world):
    page = read(render_preview(RequestFactory().get("/admin/preview/"), modifier_document("76")).content)
    assert "/modifiers/76/" not in page.one("aside", cls="banner").links
