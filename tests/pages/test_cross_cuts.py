"""Families, payers, settings, topics, sources and denial codes: the same statements from the other side."""

from __future__ import annotations

import pytest

from tests.factories import denial_code_document, publish_document, withdraw_document

from .reading import read


@pytest.mark.parametrize(
    ("path", "heading", "links"),
    [
        ("/families/", "Families", ["/families/distinct-service/", "/modifiers/59/"]),
        ("/families/distinct-service/", "Distinct service", ["/modifiers/25/", "/modifiers/59/", "/modifiers/xs/"]),
        ("/topics/", "Topics", ["/topics/which-side/", "/modifiers/59/"]),
        ("/topics/which-side/", "Which side", ["/modifiers/59/"]),
        ("/payers/", "Payers", ["/payers/example-payer/"]),
        ("/payers/example-payer/", "Example payer", ["/modifiers/25/", "/modifiers/59/", "/modifiers/xs/"]),
        ("/questions/", "Payer grid", ["/questions/which-side/", "/questions/which-side/#payer-example-payer"]),
        ("/questions/which-side/", "Side", ["/payers/example-payer/", "/modifiers/59/"]),
        ("/settings/", "Settings and specialties", ["/settings/dermatology/", "/modifiers/59/"]),
        ("/settings/dermatology/", "Dermatology", ["/modifiers/59/"]),
        ("/sources/", "Sources", ["/sources/cms-one/"]),
        ("/sources/cms-one/", "Manual cms-one", ["/modifiers/59/", "/families/distinct-service/", "/denials/carc-97/"]),
        ("/denials/", "Denials", ["/denials/carc-97/", "/denials/rarc-n519/"]),
        (
            "/denials/carc-97/",
            "CARC 97 Name of carc-97",
            ["/modifiers/59/", "/denials/rarc-n519/", "/sources/cms-one/"],
        ),
        ("/about/", "About", []),
    ],
)
def test_page_has_its_heading_and_leads_on(open_page, path, heading, links):
    page = open_page(path)
    assert page.one("h1").text == heading
    assert set(links) <= set(page.one("main").links)
    assert page.one("link", rel="canonical").attrs["href"] == f"http://127.0.0.1:8000{path}"


@pytest.mark.parametrize("kind", ["families", "topics", "payers", "settings", "questions", "sources", "denials"])
def test_unknown_subject_is_not_found(open_page, kind):
    assert (
        "no"
        in open_page(f"/{kind}/carc-999/" if kind == "denials" else f"/{kind}/nothing/", 404)
        .one("p", cls="summary")
        .text
    )


def test_payer_page_holds_every_note_with_its_source(open_page):
    page = open_page("/payers/example-payer/")
    notes = [node for node in page.all("li") if node.attrs.get("id", "").startswith("notes-")]
    assert [node.attrs["id"] for node in notes] == [f"notes-{code}-example-asks" for code in ("25", "59", "xs")]
    assert all(note.one(cls="marks").links == ["#source-payer-one"] for note in notes)


def test_denial_page_says_what_to_do_and_whether_to_appeal(open_page):
    page = open_page("/denials/carc-97/")
    assert "Can it be appealed? It depends on the case." in page.one("header", cls="page-head").text
    assert [heading.attrs["id"] for heading in page.all("h2")] == [
        "meaning",
        "first",
        "appeal",
        "modifiers",
        "often-with",
        "sources",
    ]


@pytest.mark.parametrize("typed", ["CO-97", "co 97", "CARC-97", "carc 97"])
def test_other_spellings_of_a_denial_code_are_one_redirect(client, world, typed):
    response = client.get(f"/denials/{typed}/")
    assert response.status_code == 301 and response.headers["Location"] == "/denials/carc-97/"


def test_a_merged_denial_code_redirects(client, world):
    withdraw_document(denial_code_document("rarc-n519"), merged_into="carc-97")
    assert client.get("/denials/rarc-n519/").headers["Location"] == "/denials/carc-97/"


def test_a_code_without_appeal_note_still_answers_the_question(client, world):
    publish_document(denial_code_document("carc-18", appeal_note=[], can_appeal="no"))
    assert "appeal" in [heading.attrs["id"] for heading in read(client.get("/denials/carc-18/").content).all("h2")]


def test_source_page_counts_the_statements_that_rest_on_it(open_page):
    page = open_page("/sources/payer-one/")
    cited = {
        item.all("a")[0].attrs["href"]: item.one(cls="index-facts").text
        for item in page.one("ul", cls="index").all("li")
    }
    assert cited["/modifiers/59/"] == "1 statement"
    assert "1 Nov 2026" in page.one("dl").text
