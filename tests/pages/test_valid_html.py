"""Every kind of page, as a reader gets it, is valid HTML; and the rules that say so can fail."""

from __future__ import annotations

import pytest

from tests.architecture.test_addresses import LETTER, address, named
from tests.factories import modifier_document, publish_document

from .markup import faults

ON = "on=2026-08-01"
# States of pages that no link leads to, or that answer to a form.
STATES = (
    "/modifiers/zz/",
    "/no-such-page/",
    "/modifiers/?topic=which-side&sort=name",
    "/modifiers/59/as-of/?on=yesterday",
    "/compare/?codes=59+z9",
    "/denials/?group=co&carc=97&modifier=59",
    "/denials/?carc=zzzz",
    "/denials/?modifier=59",
    f"/pairs/20610-99213/?{ON}",
    f"/pairs/97140-97530/?{ON}",
    f"/pairs/20610/?{ON}",
    f"/pairs/20610-99213-97140/?{ON}",
    "/pairs/?codes=abc",
    "/codes/99999/",
    "/search/?q=distinct",
    "/search/?q=xqzv",
    "/appeal/?modifier=59",
    f"/appeal/?{LETTER}",
    "/preview/nothing/",
)
POSTED = (
    ("/ask/", {"question": "Can I bill 59 and XS on one line?"}),
    ("/ask/", {"question": "qqq zzz"}),
    ("/denials/", {"text": "Nothing that is a code"}),
    ("/denials/", {"text": "CO-97 N519, 97530-59"}),
)
DOCUMENT = "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title></head><body>{}</body></html>"


def test_every_page_is_valid(client, tables):
    publish_document(modifier_document(summary="A second edition."))
    answers = [(path, client.get(path)) for path in (*(address(name) for name in named()), *STATES)]
    answers += [(f"POST {path}", client.post(path, data)) for path, data in POSTED]
    read = {path: answer.content.decode() for path, answer in answers if answer["Content-Type"].startswith("text/html")}
    whole = {path: html for path, html in read.items() if html.startswith("<!doctype html>")}
    assert len(whole) > 50
    assert {path: found for path, html in whole.items() if (found := faults(html))} == {}


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<p>open<b>over</p></b>", "line 1"),
        ("<i id=a></i><i id=a></i>", "id 'a' stands 2 times"),
        ("<p aria-describedby=gone>x</p>", "aria-describedby names 'gone'"),
        ("<a href=/><button>x</button></a>", "<button> inside <a"),
        ("<ul><p>x</p></ul>", "<p> as a child of <ul>"),
        ("<ol>x</ol>", "bare words in <ol>"),
        ("<span><div>x</div></span>", "<div> inside <span>"),
        ("<li>x</li>", "<li> outside a list"),
        ("<dl><dd>x</dd></dl>", "<dl>: dd"),
        ("<table><tr><th scope=row>x</th></tr></table>", "has no caption"),
        ("<table><caption>c</caption><tr><td>x</td></tr></table>", "has no head"),
        ("<table><caption>c</caption><tr><th>x</th></tr></table>", "has no scope"),
        ("<input name=q>", "has no label"),
        ("<a href=/></a>", "has no words"),
        ("<img src=/x.png>", "has no alternative text"),
        ("<h3>skipped</h3>", "comes after h1"),
        ("<h1>two</h1>", "2 h1"),
        ("<time>yesterday</time>", "is no moment"),
        ("<main></main>", "2 main"),
    ],
)
def test_each_rule_tells_what_breaks_it(markup, told):
    right = DOCUMENT.format("<main><h1>T</h1></main>")
    assert faults(right) == []
    found = faults(right.replace("</h1>", f"</h1>{markup}"))
    assert any(told in fault for fault in found), found


def test_a_document_says_its_language_its_encoding_and_its_title():
    assert faults("<!doctype html><html><head></head><body><main><h1>T</h1></main></body></html>") == [
        "html has no language",
        "the encoding does not come first",
        "no title",
    ]
