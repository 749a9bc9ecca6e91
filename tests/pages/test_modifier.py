from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.catalogue import catalogue
from modifiers.pages.modifier import modifier_page, status_of, title_of
from modifiers.pages.structured_data import as_block
from tests.factories import modifier_document, publish_document, withdraw_document

from .reading import read

SECTIONS = [
    "use-when",
    "do-not-use",
    "checklist",
    "meaning",
    "claim",
    "opens-edit",
    "payment",
    "denials",
    "appeal",
    "payers",
    "audit",
    "related",
    "examples",
    "you-may-have-read",
    "where",
    "family",
    "sources",
    "updates",
]


@pytest.fixture
def page(open_page):
    return open_page("/modifiers/59/")


def test_first_screen_says_what_the_code_is_and_leads_to_both_answers(page):
    head = page.one("header", cls="subject")
    assert head.one("h1").text == "Modifier 59: Name of 59"
    assert "One sentence about modifier 59." in head.one("p", cls="summary").text
    facts = head.one("ul", cls="facts").text
    assert "In force · since 1 Jan 2015" in facts
    assert "CPT · opens NCCI edits" in facts
    assert "Reviewed 1 Nov 2026" in facts
    assert "/topics/which-side/" in head.one("ul", cls="facts").links
    assert {"#use-when", "#do-not-use", "#denials"} <= set(head.links)


def test_every_part_of_the_content_guide_is_there_in_order(page):
    assert [heading.attrs["id"] for heading in page.one("div", cls="body").all("h2")] == SECTIONS


@pytest.mark.parametrize("label", ["On this page", "Jump to"])
def test_both_contents_lists_are_the_headings_in_order(page, label):
    contents = page.one("nav", aria_label=label)
    headings = page.one("div", cls="body").all("h2")
    assert contents.links == [f"#{heading.attrs['id']}" for heading in headings]
    assert [link.text for link in contents.all("a")] == [heading.text for heading in headings]


def test_each_heading_and_each_fragment_link_leads_to_an_id_on_the_page(page):
    ids = [node.attrs["id"] for node in page.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(ids)
    for heading in [*page.all("h2"), *page.all("h3")]:
        assert heading.links == [f"#{heading.attrs['id']}"]


def test_each_statement_has_an_anchor_made_of_its_section_and_key(page):
    for anchor in [
        "use-when-other-site",
        "do-not-use-specific-fits",
        "checklist-site-named",
        "denials-bundled",
        "payers-example-asks",
    ]:
        assert page.id(anchor).all("a", href=f"#{anchor}")


def test_exclusions_say_do_not_and_lead_to_what_is_right(page):
    items = page.id("do-not-use-specific-fits"), page.id("do-not-use-only-for-pay")
    assert all(item.text.startswith("Do not") for item in items)
    assert items[0].one(cls="instead").links == ["/modifiers/xs/"]
    assert not items[1].all(cls="instead")


def test_lists_are_stacked_and_followed_by_a_heading(page):
    body = page.one("div", cls="body")
    sections = [child for child in body.children if not isinstance(child, str) and child.tag == "section"]
    assert [section.all("h2")[0].attrs["id"] for section in sections] == SECTIONS
    assert all(len(section.all("h2")) == 1 for section in sections)


def test_sources_are_numbered_as_they_first_appear_and_marks_lead_to_them(page):
    listed = page.one("section", cls="sources").all("li")
    numbers = {item.attrs["id"]: number for number, item in enumerate(listed, start=1)}
    seen = list(dict.fromkeys(link[1:] for marks in page.all(cls="marks") for link in marks.links))
    assert seen == list(numbers)
    for mark in page.all(cls="marks"):
        assert [int(link.text.removeprefix("source ")) for link in mark.all("a")] == [
            numbers[link[1:]] for link in mark.links
        ]
    assert "CMS" in listed[0].text and "Dated Jan 2026" in listed[0].text and "Checked 1 Nov 2026" in listed[0].text
    assert "https://example.org/cms-one" in listed[0].text


def test_checklist_is_a_list_of_boxes_that_nobody_sends(page):
    checklist = page.one("section", cls="checklist")
    assert "supports every item below before modifier 59 goes on" in checklist.text
    boxes = checklist.all("input", type="checkbox")
    assert [box.attrs["value"] for box in boxes] == ["site-named", "time-named", "checklist-all-apart"]
    assert all("name" not in box.attrs for box in boxes)
    assert {label.attrs["for"] for label in checklist.all("label")} == {box.attrs["id"] for box in boxes}
    assert "hidden" in checklist.one(cls="tools").attrs


def test_denials_give_the_reason_the_codes_and_the_way_out(page):
    section = next(node for node in page.all("section") if node.attrs.get("aria-labelledby") == "denials")
    assert section.one("h3").text == "Included in another service"
    assert "/denials/carc-97/" in section.links
    assert section.one("strong", cls="road").text == "Send a corrected claim."


def test_payer_notes_say_the_stance_in_words_and_since_when(page):
    note = page.id("payers-example-asks")
    assert note.one(cls="stance").text == "Reviews claims with it"
    assert "Since 1 Jan 2024" in note.text and "Differs from Medicare" in note.text
    assert "/payers/example-payer/" in note.links


def test_related_pairs_show_on_both_pages(open_page):
    assert "More specific" in open_page("/modifiers/59/").id("related-xs").text
    other = open_page("/modifiers/xs/").id("related-59")
    assert "Less specific" in other.text and "/modifiers/59/" in other.links


def test_worked_examples_show_claim_lines_and_say_right_or_wrong(page):
    example = page.one("article", cls="example")
    assert example.one("pre").text == "11102 x1 17110-59 x1"
    assert example.one(cls="verdict").text == "Right."


def test_family_guidance_comes_from_the_family(page):
    section = next(node for node in page.all("section") if node.attrs.get("aria-labelledby") == "family")
    assert "Use the most specific" in section.text
    assert {"/families/distinct-service/", "/modifiers/25/", "/modifiers/xs/"} <= set(section.links)


def test_a_family_fills_parts_of_its_members_pages(page):
    ticks = page.one("section", cls="checklist").all("li")
    assert [node.attrs["id"] for node in ticks] == [
        "checklist-site-named",
        "checklist-time-named",
        "checklist-all-apart",
    ]
    assert "#source-cms-two" in ticks[-1].links
    wrong = page.one("section", cls="do-not")
    assert "For all of Distinct service:" in wrong.text
    assert "Do not use it for one service told twice." in wrong.text.split("For all of")[1]
    assert "/families/distinct-service/" in wrong.one("p", cls="shared").links


def test_the_test_of_a_code_pair_can_be_linked_to(page):
    section = next(node for node in page.all("section") if node.attrs.get("aria-labelledby") == "opens-edit")
    assert section.one("h2").text.startswith("Opens an edit when")
    assert [item.attrs["id"] for item in section.all("li")] == ["opens-edit-any-pair", "opens-edit-all-timed-therapy"]


def test_a_modifier_that_opens_no_edit_has_no_test_from_its_family(world, open_page):
    publish_document(modifier_document("25", is_ncci_associated=False, opens_edit=[]))
    page = open_page("/modifiers/25/")
    assert "opens-edit" not in [heading.attrs["id"] for heading in page.one("div", cls="body").all("h2")]
    assert "checklist" in [heading.attrs["id"] for heading in page.one("div", cls="body").all("h2")]


def test_a_part_that_only_the_family_fills_is_a_section_too(world, open_page):
    publish_document(modifier_document("25", checklist=[]))
    page = open_page("/modifiers/25/")
    assert [node.attrs["id"] for node in page.one("section", cls="checklist").all("li")] == ["checklist-all-apart"]


def test_a_link_to_what_is_not_live_is_plain_text(world, client):
    publish_document(
        modifier_document("25", meaning=[{"key": "see", "text": "See [[ZZ]] and [[XS]].", "sources": ["cms-one"]}])
    )
    statement = read(client.get("/modifiers/25/").content).id("meaning-see")
    assert "See ZZ and XS." in statement.text
    assert "/modifiers/xs/" in statement.links and "/modifiers/zz/" not in statement.links


def test_a_page_does_not_link_to_itself(page):
    assert "/modifiers/59/" not in page.one("div", cls="body").links


def test_markup_in_text_is_shown_and_not_obeyed(world, client):
    publish_document(modifier_document("25", name="<b>A & B</b>", summary="</title><script>x</script>"))
    page = read(client.get("/modifiers/25/").content)
    assert page.one("h1").text == "Modifier 25: <b>A & B</b>"
    assert not [
        node for node in page.all("script") if "src" not in node.attrs and node.attrs["type"] != "application/ld+json"
    ]


def test_head_names_the_page_once_and_everywhere_alike(page):
    canonical = page.one("link", rel="canonical").attrs["href"]
    assert canonical == "http://127.0.0.1:8000/modifiers/59/"
    assert page.one("title").text == "Modifier 59: Name of 59"
    assert page.one("meta", name="description").attrs["content"] == "One sentence about modifier 59."
    assert page.one("meta", property="og:url").attrs["content"] == canonical
    data = json.loads(page.one("script", type="application/ld+json").text)
    assert data["url"] == canonical and data["mainEntity"]["codeValue"] == "59"
    assert page.one("html").attrs["lang"] == "en"
    assert not page.all("meta", name="robots")


@given(st.text(max_size=80) | st.sampled_from(["</script>", "<!--<script>", "]]>", "\u2028", "'\"&"]))
def test_no_text_breaks_out_of_the_data_block(text):
    block = as_block({"name": text})
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block) == {"name": text}


@given(st.text(min_size=1, max_size=190, alphabet=st.characters(categories=["L", "Zs", "Po"])).filter(str.strip))
def test_titles_fit(name):
    title = title_of(modifier_document(name=name))
    assert len(title) <= 60 and title.startswith("Modifier 59")


@pytest.mark.parametrize(
    ("changes", "word", "detail"),
    [
        ({"effective_on": None}, "In force", "start date not known to us"),
        ({"ended_on": date(2026, 12, 31)}, "In force", "since 1 Jan 2015, until 31 Dec 2026"),
        ({"ended_on": date(2025, 12, 31)}, "Ended", "last date of service 31 Dec 2025"),
        ({"effective_on": date(2027, 1, 1)}, "Not yet in force", "first date of service 1 Jan 2027"),
    ],
)
def test_status_in_words(changes, word, detail):
    status = status_of(modifier_document(**changes), date(2026, 11, 23))
    assert (status.word, status.detail) == (word, detail)


def test_an_overdue_review_is_said_at_the_top(world):
    context = modifier_page(modifier_document(), catalogue=catalogue(), today=date(2027, 11, 2))
    assert context["page"].review.is_overdue
    assert not modifier_page(modifier_document(), catalogue=catalogue(), today=date(2027, 11, 1))[
        "page"
    ].review.is_overdue


def test_an_ended_code_keeps_its_page_and_names_its_successor(world, client):
    publish_document(modifier_document("25", ended_on=date(2020, 1, 1), successor="XS"))
    facts = read(client.get("/modifiers/25/").content).one("ul", cls="facts")
    assert "Ended" in facts.text and "/modifiers/xs/" in facts.links


def test_a_merged_page_redirects_and_a_page_in_error_is_gone(world, client):
    withdraw_document(modifier_document("25"), merged_into="59")
    assert client.get("/modifiers/25/").headers["Location"] == "/modifiers/59/"
    withdraw_document(modifier_document("XS"))
    gone = client.get("/modifiers/xs/")
    assert gone.status_code == 410
    assert "/modifiers/xs/" not in read(client.get("/modifiers/59/").content).links


def test_updates_list_major_editions_only(world, client):
    publish_document(modifier_document(summary="Second."), is_major=False, change_note="")
    publish_document(modifier_document(summary="Third."), change_note="Payer added.")
    updates = read(client.get("/modifiers/59/").content).one("section", cls="updates")
    assert [item.all("a")[0].text for item in updates.one("ul").all("li")] == ["Edition 3", "Edition 1"]
    assert "Payer added." in updates.text


def test_a_scheduled_edition_shows_when_its_moment_has_come(world, client):
    publish_document(modifier_document(summary="Tomorrow."), live_from=datetime.now(UTC) + timedelta(days=1))
    assert b"Tomorrow." not in client.get("/modifiers/59/").content


def test_a_short_entry_says_so(world, client):
    publish_document(modifier_document("25", depth="entry", denials=[], how_to_appeal=[]))
    page = read(client.get("/modifiers/25/").content)
    assert page.one("p", cls="depth").text.startswith("A short entry")
    assert "#denials" not in page.links
