"""The Markdown twins: every statement of the page, its sources, no markup of a document's text, and the way back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from modifiers.catalogue import catalogue
from modifiers.documents.links import Link, split
from modifiers.pages.addresses import path_of
from modifiers.pages.markdown import escaped
from modifiers.pages.subjects import PAGES
from tests.factories import modifier_document, publish_document, withdraw_document

from .reading import read


def plain(markdown: str) -> str:
    """The words of a sheet: links without their addresses, escapes undone, white space folded."""
    words = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(re.sub(r"\\(.)", r"\1", words).split())


def said(text: str) -> str:
    """A statement's words, with the words of its cross-links."""
    return "".join(piece.label if isinstance(piece, Link) else piece for piece in split(text))


def subjects():
    return [(kind, key, entry) for kind in PAGES for key, entry in catalogue().all(kind).items()]


def test_a_twin_says_all_that_its_page_says_and_leads_to_it(client, world):
    publish_document(modifier_document("25", ended_on="2020-01-01", successor="XS", depth="entry"))
    seen = 0
    for _kind, _key, entry in subjects():
        page_path = path_of(entry.kind, entry.key)
        page = read(client.get(page_path).content)
        alternate = page.one("link", type="text/markdown").attrs["href"]
        response = client.get(urlsplit(alternate).path)
        assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
        canonical = page.one("link", rel="canonical").attrs["href"]
        assert response.headers["Link"] == f'<{canonical}>; rel="canonical"'
        assert response.headers["X-Robots-Tag"] == "noindex"
        words, shown = plain(response.content.decode()), page.one("main").text
        assert canonical in words and entry.document.title in words
        for _, statements in entry.document.lists():
            for statement in statements:
                assert said(statement.text) in words, (page_path, statement.key)
                seen += 1
        for section in getattr(entry.document, "sections", ()):
            assert section.heading in words and all(said(text) in words for text in section.paragraphs)
        headings = [heading.text for heading in page.one("main").all("h2")]
        for heading in headings:
            assert heading in words, (page_path, heading)
        cited = [
            item.all("cite")[0].text for item in page.one("main").walk() if item.attrs.get("id", "")[:7] == "source-"
        ]
        assert all(title in words for title in cited), page_path
        numbers = {int(number) for number in re.findall(r"\[\^(\d+)\](?!:)", response.content.decode())}
        assert numbers <= {int(number) for number in re.findall(r"^\[\^(\d+)\]:", response.content.decode(), re.M)}
        assert "[[" not in words and shown
    assert seen > 60


def test_what_a_modifier_is_stands_at_the_top(client, world):
    publish_document(modifier_document("25", ended_on="2020-01-01", successor="XS"))
    top = client.get("/modifiers/25/index.md").content.decode()
    assert top.startswith("# Modifier 25: Name of 25\n\n> One sentence about modifier 25.[^1]\n\n- Ended: last date of")
    assert "Replaced by [Name of XS](http://127.0.0.1:8000/modifiers/xs/)" in top
    assert "- Do not use 25 when [XS](http://127.0.0.1:8000/modifiers/xs/) fits.[^1] Use instead [XS]" in top
    assert "- [ ] Both sites are named in the note.[^1]" in top


def test_text_is_never_markup(client, world):
    evil = "# *bold* <b>x</b> [a](javascript:x) `y` | 1. z"
    publish_document(modifier_document("25", name=evil, summary=evil))
    text = client.get("/modifiers/25/index.md").content.decode()
    assert text.splitlines()[0] == rf"# Modifier 25: {escaped(evil)}"
    assert evil in plain(text) and evil not in text and "](javascript" not in text.replace(r"\]", "")
    assert escaped("1. a") == r"1\. a" and escaped("- a") == r"\- a" and escaped("a\n# b") == r"a # b"


@pytest.mark.parametrize(
    "path",
    [
        *("/modifiers/zz/index.md", "/modifiers/59/history/index.md", "/modifiers/index.md", "/index.md"),
        *("/nothing/index.md", "/modifiers/XS/index.md", "/sources/cms-one/index.md", "/modifiers/25/index.md"),
    ],
)
def test_no_twin_without_a_live_page_of_a_subject(client, world, path):
    withdraw_document(modifier_document("25"))
    assert client.get(path).status_code == 404


def test_llms_lists_every_subject_once_with_its_twin(client, world):
    response = client.get("/llms.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert text.startswith("# D3rx Modifiers\n\n> ")
    twins = re.findall(r"\]\(http://127\.0\.0\.1:8000(/[^)]*index\.md)\)", text)
    assert len(twins) == len(set(twins)) == len(subjects())
    assert all(client.get(path).status_code == 200 for path in twins)
    assert "- [Modifier 59: Name of 59](http://127.0.0.1:8000/modifiers/59/index.md): One sentence about" in text
