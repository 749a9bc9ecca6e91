"""Modifiers side by side: one address, differences first, the guide without JavaScript, help where there is no page."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modifiers.codes import ModifierSet
from tests.factories import (
    comparison_document,
    modifier_document,
    publish_document,
    publish_modifiers,
    withdraw_document,
)

from .reading import Node, read


@pytest.fixture
def pair(open_page) -> Node:
    """25 and 59: no set, one family, no related pair."""
    return open_page("/compare/25-vs-59/")


@pytest.fixture
def written(open_page) -> Node:
    """59 and XS: a set of the editors."""
    return open_page("/compare/59-vs-xs/")


def rows(page: Node, group: str) -> list[str]:
    bodies = page.all("tbody", cls=group)
    return [row.one("th").text for body in bodies for row in body.all("tr") if "id" in row.attrs]


@pytest.mark.parametrize(
    "typed",
    ["xs-vs-59", "59-vs-XS", "59-vs-xs-vs-59", "59,XS", "59+xs", "XS 59", "modifier-xs-vs-59", "-59 -xs", "59-vs-xs"],
)
@pytest.mark.parametrize("slash", ["/", ""])
def test_any_order_and_spelling_leads_to_one_address(client, world, typed, slash):
    response = client.get(f"/compare/{quote(typed)}{slash}")
    if (typed, slash) == ("59-vs-xs", "/"):
        assert response.status_code == 200
    else:
        assert (response.status_code, response.headers["Location"]) == (301, "/compare/59-vs-xs/")


def test_numbers_come_first_whatever_the_order(client, world):
    assert client.get("/compare/xs-vs-59-vs-25/").headers["Location"] == "/compare/25-vs-59-vs-xs/"


def test_a_merged_code_leads_to_what_it_was_merged_into(client, world):
    withdraw_document(modifier_document("25"), merged_into="59")
    assert client.get("/compare/25-vs-xs/").headers["Location"] == "/compare/59-vs-xs/"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("59", "Name at least two modifiers"),
        ("-vs-", "Name at least two modifiers"),
        ("59-vs-59", "Name at least two modifiers"),
        ("59-vs-z9", "“z9” is not in this reference."),
        ("59-vs-97140", "“97140” is not in this reference."),
        ("q1-vs-q2-vs-59", "“q1”, “q2” are not in this reference."),
    ],
)
def test_what_has_no_page_is_told_with_what_was_typed(open_page, typed, told):
    page = open_page(f"/compare/{typed}/", 404)
    assert told in page.id("codes-problem").text
    field = page.id("codes")
    assert field.attrs["value"] == " ".join(ModifierSet.pieces(typed))
    assert field.attrs["aria-describedby"] == "codes-problem"
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_the_nearest_codes_complete_the_comparison(open_page):
    assert "/compare/59-vs-xs/" in open_page("/compare/59-vs-xz/", 404).one("ul", cls="nearest").links
    assert "/modifiers/xs/" in open_page("/compare/xz-vs-qqq/", 404).all("ul", cls="nearest")[0].links


def test_five_codes_stand_side_by_side_and_six_do_not(client, world):
    codes = ("A1", "A2", "A3", "A4", "A5", "A6", "A7")
    publish_modifiers(codes)
    five, six = ModifierSet.of(codes[:5]).slug, ModifierSet.of(codes[:6]).slug
    table = read(client.get(f"/compare/{five}/").content).one("table")
    assert len(table.one("thead").all("th")) == 6
    refused = client.get(f"/compare/{six}/")
    assert refused.status_code == 404
    assert "These are 6 modifiers. At most 5 stand side by side." in read(refused.content).text
    publish_document(comparison_document(*codes[:6]))
    assert client.get(f"/compare/{six}/").status_code == 200
    seven = client.get(f"/compare/{ModifierSet.of(codes).slug}/")
    assert "These are 7 modifiers." in read(seven.content).text


def test_the_form_leads_to_the_page(client, world):
    response = client.get("/compare/", {"codes": "xs, 59"})
    assert (response.status_code, response.headers["Location"]) == (302, "/compare/59-vs-xs/")


def test_the_form_says_what_is_wrong(client, world):
    response = client.get("/compare/", {"codes": "59 z9"})
    page = read(response.content)
    assert response.status_code == 200 and response.headers["X-Robots-Tag"] == "noindex"
    assert page.id("codes").attrs["value"] == "59 z9" and "“z9”" in page.id("codes-problem").text


def test_the_list_holds_the_sets_and_a_form_that_works_without_scripts(open_page):
    page = open_page("/compare/")
    form = page.one("form", cls="compare-form")
    assert (form.attrs["action"], form.attrs["method"]) == ("/compare/", "get")
    assert page.one("label", for_="codes").text == "Two to five modifiers, in any order"
    assert {"/compare/59-vs-xs/", "/modifiers/59/", "/modifiers/xs/"} <= set(page.one("main").links)
    assert not page.all("meta", name="robots")


# -- the table


def test_codes_are_columns_and_rows_have_headers(pair):
    table = pair.one("table")
    assert [head.all(cls="code")[0].text for head in table.one("thead").all("th")[1:]] == ["25", "59"]
    heads = [row.one("th") for row in table.all("tr") if "id" in row.attrs]
    assert all(head.attrs["scope"] == "row" for head in heads)
    assert pair.one(role="region", tabindex="0").attrs["aria-label"] == "The table, which scrolls"


def test_what_differs_comes_first(pair):
    differing, same = rows(pair, "differs-rows"), rows(pair, "same-rows")
    assert differing[0] == "Tells the payer" and "What it means" not in differing
    assert {"Opens NCCI edits", "Valid", "Family"} <= set(same)
    assert not set(differing) & set(same)
    assert [body.attrs["class"] for body in pair.all("tbody")] == ["differs-rows", "same-rows"]
    assert pair.id("row-ncci").one("td").attrs["colspan"] == "2"


def test_a_row_moves_up_when_one_code_differs(client, world):
    publish_document(modifier_document("25", is_ncci_associated=False, ended_on=date(2026, 12, 31)))
    page = read(client.get("/compare/25-vs-59/").content)
    assert {"Opens NCCI edits", "Valid"} <= set(rows(page, "differs-rows"))
    no, yes = page.id("row-ncci").all("td")
    assert no.text.split(" ")[-1] == "No"
    assert [item.text.split(" [")[0] for item in yes.all("li")] == [
        "Yes",
        "The record shows two services.",
        "Each service has its own minutes.",
    ]
    assert "Since 1 Jan 2015, until 31 Dec 2026" in page.id("row-valid").all("td")[0].text


def test_empty_cells_are_not_stated(client, world):
    publish_document(modifier_document("25", payment_effect=[], effective_on=None, family=None, do_not_use=[]))
    page = read(client.get("/compare/25-vs-59/").content)
    for row in ("row-payment", "row-valid", "row-family", "row-do-not"):
        cell = page.id(row).all("td")[0]
        assert "Not stated" in cell.text and "unknown" in cell.attrs["class"]
    assert "Not stated" in page.id("row-medicare").one("td").text


def test_family_guidance_stands_in_the_cells_of_its_members(pair):
    assert pair.id("row-do-not").text.count("Do not use it for one service told twice.") == 2


def test_the_first_three_statements_and_the_way_to_the_rest(client, world):
    more = [{"key": f"k{n}", "text": f"Case {n}.", "sources": ["cms-one"]} for n in range(5)]
    publish_document(modifier_document("25", when_to_use=more))
    cell = read(client.get("/compare/25-vs-59/").content).id("row-use").all("td")[0]
    assert "Case 2." in cell.text and "Case 3." not in cell.text
    assert cell.one("a", cls="more").attrs["href"] == "/modifiers/25/#use-when"
    assert cell.one("a", cls="more").text == "All 5 of 25"


def test_what_is_said_of_the_global_period_has_a_row_of_its_own(client, world):
    said = [{"key": "g", "text": "A new global period starts.", "sources": ["cms-one"]}]
    publish_document(modifier_document("25", payment_effect=said))
    page = read(client.get("/compare/25-vs-59/").content)
    first, second = page.id("row-global").all("td")
    assert "A new global period starts." in first.text and "Not stated" in second.text
    assert "Not stated" in page.id("row-payment").all("td")[0].text


def test_medicares_note_is_the_one_of_part_b(client, world):
    note = {"key": "m", "text": "Medicare takes it.", "sources": ["cms-one"], "payer": "medicare-part-b",
            "stance": "accepts"}  # fmt: skip
    publish_document(modifier_document("25", payer_notes=[*modifier_document().payer_notes, note]))
    first, second = read(client.get("/compare/25-vs-59/").content).id("row-medicare").all("td")
    assert "Medicare takes it." in first.text and "Not stated" in second.text


def test_sources_are_numbered_as_they_are_met(written):
    listed = [item.attrs["id"] for item in written.one("section", cls="sources").all("li")]
    seen = list(dict.fromkeys(link[1:] for marks in written.all(cls="marks") for link in marks.links))
    assert seen == listed


# -- in one line


@pytest.mark.parametrize("order", ["59-vs-xs", "25-vs-59-vs-xs"])
def test_a_pair_is_told_apart_in_one_line_whichever_page_holds_it(open_page, order):
    line = open_page(f"/compare/{order}/").id("pair-59-xs")
    assert "XS names the reason, 59 does not." in line.text and "XS is more specific" in line.text
    assert "#source-cms-one" in line.links


def test_a_pair_written_on_the_other_page_keeps_its_direction(client, world):
    said = {"key": "b", "text": "25 is for visits.", "code": "25", "kind": "more_specific", "sources": ["cms-two"]}
    publish_document(modifier_document("XS", related=[said]))
    line = read(client.get("/compare/25-vs-xs/").content).id("pair-25-xs")
    assert "25 is for visits." in line.text and "25 is more specific" in line.text
    assert "#source-cms-two" in line.links


def test_codes_that_nothing_tells_apart_say_so(pair):
    assert "No page tells these apart in one line." in pair.text
    assert not [heading for heading in pair.all("h2") if heading.attrs["id"] == "in-one-line"]


# -- the guide


def test_the_guide_is_all_there_without_scripts(written):
    guide = written.one("section", cls="guide")
    assert [heading.attrs["id"] for heading in written.one("div", cls="wide").all("h2")] == [
        "which",
        "in-one-line",
        "side-by-side",
        "sources",
    ]
    first, second = guide.one("ol", cls="questions").children[1], guide.id("which-where")
    assert guide.id("which-two-services").all("a", href="#which-where")[0].text == "Go to question 2"
    assert "None of these. Bill one line" in guide.id("which-two-services").one("li", cls="exit").text
    assert "/modifiers/xs/" in second.links and "There it is XS" in second.text
    assert first is guide.id("which-two-services")
    assert not written.all("script", type="module", cls="guide") and not guide.all("button")


def test_the_counter_example_stands_under_the_guide(written):
    counter = written.one("div", cls="counter")
    assert counter.one("h3").text == "Looks like one, is another"
    assert "look like 59-vs-xs and are neither" in counter.id("looks-like-one-site").text


def test_every_heading_and_fragment_leads_to_an_id(written):
    ids = [node.attrs["id"] for node in written.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in written.links if link.startswith("#")} <= set(ids)


def test_the_smallest_set_that_holds_the_codes_lends_its_questions(client, world):
    publish_document(comparison_document("25", "59", "XS"))
    publish_modifiers(["76"])
    publish_document(comparison_document("25", "59", "XS", "76"))
    page = read(client.get("/compare/25-vs-59/").content)
    told = page.one("section", cls="guide").one("p", cls="depth")
    assert "/compare/25-vs-59-vs-xs/" in told.links and told.text.endswith("It also holds XS")
    assert "/compare/25-vs-59-vs-76-vs-xs/" in page.one("footer", cls="page-foot").links
    exact = read(client.get("/compare/59-vs-xs/").content)
    assert not exact.one("section", cls="guide").all("p", cls="depth")


def test_codes_of_no_set_have_no_guide(pair):
    assert not pair.all("section", cls="guide")


def test_columns_of_a_set_keep_the_editors_order(client, world):
    publish_document(comparison_document("XS", "25"))
    page = read(client.get("/compare/25-vs-xs/").content)
    assert [head.all(cls="code")[0].text for head in page.one("thead").all("th")[1:]] == ["XS", "25"]


def test_a_set_without_one_of_its_codes_goes_on_with_the_rest(client, world):
    withdraw_document(modifier_document("XS"))
    page = read(client.get("/compare/59-vs-xs/").content)
    assert len(page.one("thead").all("th")) == 2
    assert "/modifiers/xs/" not in page.one("main").links


def test_a_withdrawn_set_leaves_the_codes_side_by_side(client, world):
    withdraw_document(comparison_document())
    response = client.get("/compare/59-vs-xs/")
    assert response.status_code == 200 and response.headers["X-Robots-Tag"] == "noindex"
    assert not read(response.content).all("section", cls="guide")


# -- what search engines and caches are told


def test_only_the_sets_of_editors_may_be_indexed(client, world):
    assert "X-Robots-Tag" not in client.get("/compare/59-vs-xs/").headers
    assert client.get("/compare/25-vs-59/").headers["X-Robots-Tag"] == "noindex"
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/compare/59-vs-xs/" in sitemap and "/compare/25-vs-59/" not in sitemap
    assert "X-Robots-Tag" in client.get("/compare/?other=1").headers


def test_an_unchanged_comparison_is_not_sent_again(client, world):
    first = client.get("/compare/25-vs-59/")
    again = client.get("/compare/25-vs-59/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content


def test_the_head_names_the_one_address(pair):
    assert pair.one("link", rel="canonical").attrs["href"] == "http://127.0.0.1:8000/compare/25-vs-59/"
    assert pair.one("title").text == "25 and 59 compared"


# -- from a modifier's page


def test_every_related_pair_leads_to_the_comparison(open_page):
    link = open_page("/modifiers/59/").id("related-xs").one("p", cls="compare-link").one("a")
    assert (link.text, link.attrs["href"]) == ("Compare 59 and XS", "/compare/59-vs-xs/")
    back = open_page("/modifiers/xs/").id("related-59").one("p", cls="compare-link").one("a")
    assert (back.text, back.attrs["href"]) == ("Compare XS and 59", "/compare/59-vs-xs/")


def test_a_pair_with_a_code_that_is_not_live_has_no_comparison(client, world):
    withdraw_document(modifier_document("XS"))
    assert not read(client.get("/modifiers/59/").content).all("p", cls="compare-link")


def test_the_head_leads_to_the_sets_that_hold_the_code(open_page):
    assert "/compare/59-vs-xs/" in open_page("/modifiers/59/").one("p", cls="quick-links").links
    assert "Compare with 59" in open_page("/modifiers/xs/").one("p", cls="quick-links").text
    assert not [link for link in open_page("/modifiers/25/").one("header", cls="subject").links if "compare" in link]


PIECES = st.sampled_from(["59", "xs", "XS", "25", "z9", "-vs-", "-", " ", ",", "+", "vs", "５９", "mod", "..", "5O"])


@settings(max_examples=60)
@given(typed=st.lists(PIECES | st.text(max_size=6), max_size=9).map("".join))
@example(typed="%00")
@example(typed="\x00-vs-59")
@example(typed="59-vs-xs\n")
@example(typed="x" * 5000)
def test_any_codes_part_is_answered(client, world, typed):
    response = client.get(f"/compare/{quote(typed, safe='')}/")
    assert response.status_code in (200, 301, 302, 404)
    if response.status_code == 301:
        again = client.get(response.headers["Location"])
        assert again.status_code == 200, response.headers["Location"]
    form = client.get("/compare/", {"codes": typed})
    assert form.status_code in (200, 302)
