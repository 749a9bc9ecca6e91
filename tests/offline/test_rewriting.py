"""A page of the site becomes a page of the pack: links led to files, nothing that runs, nothing that is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.offline.addresses import file_of, relative
from modifiers.offline.checking import dead_links
from modifiers.offline.rewriting import Rewritten, Setting, rewrite
from tests.pages.reading import read

SETTING = Setting(
    origin="https://modifiers.example.org",
    static_url="/static/",
    pages=frozenset({"/", "/modifiers/", "/modifiers/59/", "/a-z/"}),
    made_on="25 Nov 2026",
    expires_on="23 Feb 2027",
    style="/static/css/offline.css",
    find="/a-z/",
)
HEAD = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title>'
    '<link rel="canonical" href="https://modifiers.example.org/modifiers/59/">'
    '<link rel="stylesheet" href="/static/css/site.abc.css" integrity="sha384-x" crossorigin="anonymous">'
    '<link rel="search" href="/opensearch.xml"><link rel="alternate" href="/updates/feed.atom">'
    '<script type="application/ld+json">{"a":"</b>"}</script><script type="module" src="/static/js/keys.js"></script>'
    "</head>"
)


def page(body: str, path: str = "/modifiers/59/") -> Rewritten:
    return rewrite(f'{HEAD}<body class="x"><main id="main">{body}</main></body></html>', path, SETTING)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/modifiers/", "../index.html"),
        ("/", "../../index.html"),
        ("/modifiers/59/#use-when", "#use-when"),
        ("#use-when", "#use-when"),
        ("/modifiers/59/", "index.html"),
        ("../", "../index.html"),
        ("https://modifiers.example.org/modifiers/#x", "../index.html#x"),
        ("/modifiers/xs/", "https://modifiers.example.org/modifiers/xs/"),
        ("/modifiers/?q=a&amp;b", "https://modifiers.example.org/modifiers/?q=a&b"),
        ("https://www.cms.gov/", "https://www.cms.gov/"),
        ("https://modifiers.example.org.evil/", "https://modifiers.example.org.evil/"),
        ("mailto:somebody@example.org", "mailto:somebody@example.org"),
    ],
)
def test_a_link_leads_to_a_file_or_to_the_site(href, expected):
    link = read(page(f'<a class="code" href="{href}">59</a>').html.encode()).one("a", cls="code")
    assert link.attrs["href"] == expected
    leads_online = expected.startswith("https://modifiers.example.org/")
    assert ("online" in link.attrs["class"].split()) is leads_online


def test_nothing_runs_and_nothing_comes_from_elsewhere():
    found = page(
        '<p hx-get="/x" id="p">Words &lt;b&gt; &#x27;here&#x27;</p><svg viewBox="0 0 1 1"><path d="M0"/></svg>'
    )
    html = found.html
    assert "<script" not in html and "integrity" not in html and "hx-get" not in html and "opensearch" not in html
    assert '"a":' not in html and "crossorigin" not in html
    assert "<title>A &amp; B</title>" in html and "Words &lt;b&gt; &#x27;here&#x27;" in html
    assert '<svg viewBox="0 0 1 1"><path d="M0"/></svg>' in html
    assert 'href="https://modifiers.example.org/updates/feed.atom"' in html
    assert found.static == {"/static/css/site.abc.css", "/static/css/offline.css"}
    assert 'href="../../static/css/site.abc.css"' in html
    assert '<meta name="robots" content="noindex">' in html and "default-src &#x27;none&#x27;" in html
    assert {"main", "p"} <= found.ids
    tree = read(html.encode())
    assert "expires on 23 Feb 2027" in tree.one("aside").text and tree.one("link", rel="canonical")


def test_a_form_keeps_its_words_and_takes_nothing():
    found = page('<form action="/denials/" method="post" class="f"><label>Paste</label><textarea></textarea></form>')
    form = read(found.html.encode()).one("form")
    assert "inert" in form.attrs and "action" not in form.attrs and "method" not in form.attrs
    assert form.text == "Paste"
    note = read(found.html.encode()).one("p", cls="offline-note")
    assert note.links == ["https://modifiers.example.org/modifiers/59/", "../../a-z/index.html"]


def test_outside_of_the_content_a_form_gives_way_to_the_list():
    html = f'{HEAD}<body><header><form action="/search/"><input name="q"></form></header><main>x</main></body></html>'
    tree = read(rewrite(html, "/", SETTING).html.encode())
    assert not tree.all("form") and not tree.all("input")
    assert tree.one("header").links == ["a-z/index.html"]


def test_what_is_loaded_from_elsewhere_is_refused():
    with pytest.raises(ValueError, match="none of the site's own files"):
        page('<img src="https://example.org/x.png">')


def test_dead_links_are_told_one_by_one():
    pages = {
        "index.html": Rewritten(links={("gone/index.html", ""), ("a/index.html", "there"), ("a/index.html", "not")}),
        "a/index.html": Rewritten(links={("static/x.css", "")}, ids={"there"}),
    }
    assert list(dead_links(pages, {"static/x.css"})) == [
        "index.html links a/index.html#not, which has no such place.",
        "index.html links gone/index.html, which is not in the pack.",
    ]


@pytest.mark.parametrize("path", ["/../x", "/a/%2e%2e/x", "//x", "/a\\b", "/a%00"])
def test_no_address_leads_out_of_the_pack(path):
    with pytest.raises(ValueError, match="no address of a page"):
        file_of(path)


@given(st.lists(st.sampled_from(["a", "b", "59"]), max_size=4), st.lists(st.sampled_from(["a", "b", "x"]), max_size=4))
def test_a_file_is_found_from_every_other(one, other):
    from_file, to_file = ("/".join((*pieces, "index.html")) for pieces in (one, other))
    at: list[str] = from_file.split("/")[:-1]
    for piece in relative(from_file, to_file).split("/"):
        at = at[:-1] if piece == ".." else [*at, piece]
    assert "/".join(at) == to_file
