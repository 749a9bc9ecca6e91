"""Ask D3, the letter: the questions, what is said before, the sheet and the files; nothing typed is shown again."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from d3site import policy
from modifiers.catalogue import catalogue
from modifiers.denials.facts import Adjustment, Line
from modifiers.pages.appeal_path import appeal_path
from modifiers.pages.prose import Writer
from modifiers.pages.quoting import place_of
from tests.factories import denial_code_document, modifier_document, publish_document

from .reading import read

LINE = "modifier=59&procedure=17110&denial=carc-97&payer=example-payer"
ALL = f"{LINE}&shown=site-named&shown=time-named&shown=all.apart"
WANTED = f"{ALL}&anyway=yes"
SENTINEL = "Jane-Q-Sentinel"


def test_without_anything_it_asks_four_steps(open_page):
    root = open_page("/appeal/")
    assert [legend.text for legend in root.all("legend")][:2] == ["1 What was denied", "2 Who decides"]
    assert len(root.all("fieldset", "step")) == 4
    assert not root.all("section", "before-letter")
    form = root.one("form", "appeal-form")
    assert (form.attrs["method"], form.attrs["action"]) == ("get", "/appeal/")


def test_every_field_has_a_label_and_an_id_of_its_own(open_page):
    form = open_page(f"/appeal/?{ALL}").one("form", "appeal-form")
    fields = [*form.all("input"), *form.all("select")]
    labelled = [label.attrs["for"] for label in form.all("label")]
    assert sorted(field.attrs["id"] for field in fields) == sorted(labelled)
    assert len(set(labelled)) == len(labelled)


def test_the_modifier_brings_its_checklist_and_its_familys(open_page):
    form = open_page("/appeal/?modifier=59&denial=carc-97&shown=site-named").one("form", "appeal-form")
    shown = form.all("input", name="shown")
    assert [box.attrs["value"] for box in shown] == ["site-named", "time-named", "all.apart"]
    assert ["checked" in box.attrs for box in shown] == [True, False, False]
    assert [box.attrs["value"] for box in form.all("input", name="not")] == ["xs"]


def test_it_says_what_is_still_needed(open_page):
    before = open_page("/appeal/?modifier=59&denial=carc-97").one("section", "before-letter")
    assert "still needs the denied procedure code, the payer and at least one item" in before.text
    assert not [link for link in before.links if "/sheet/" in link]


def test_the_better_road_stands_first_and_the_letter_below_it(open_page):
    before = open_page(f"/appeal/?{ALL}").one("section", "before-letter")
    assert before.one("h2").text == "Send a corrected claim."
    router, sheet = (before.links[-2], before.links[-1])
    assert urlsplit(router).path == "/denials/"
    assert parse_qs(urlsplit(router).query)["modifier"] == ["59"]
    assert urlsplit(sheet).path == "/appeal/sheet/"
    assert parse_qs(urlsplit(sheet).query)["anyway"] == ["yes"]
    assert before.all("a")[-1].text == "Write it all the same"


def test_a_closed_road_offers_no_letter(open_page):
    publish_document(denial_code_document("rarc-ma130", weight="settles", road="new_claim", can_appeal="no"))
    before = open_page(f"/appeal/?{WANTED}&denial=rarc-ma130").one("section", "before-letter")
    assert before.one("h2").text == "Send a new claim. Do not appeal."
    assert not [link for link in before.links if "/sheet/" in link]


@pytest.mark.parametrize("name", ["sheet/", "letter.txt", "letter.docx"])
@pytest.mark.parametrize("query", ["", "modifier=59", ALL, WANTED.replace("shown", "x"), WANTED.replace("59", "ZQ")])
def test_where_there_is_no_letter_the_questions_say_why(client, world, name, query):
    response = client.get(f"/appeal/{name}?{query}")
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == "/appeal/"
    assert client.get(response["Location"]).status_code == 200


def test_an_unknown_modifier_is_told(open_page):
    assert "no page on modifier ZQ" in open_page("/appeal/?modifier=zq").one("main").text


def test_what_is_no_code_is_named_beside_its_field_and_not_shown(client, world):
    response = client.get("/appeal/", {"modifier": SENTINEL, "procedure": SENTINEL, "denial": SENTINEL, "x": SENTINEL})
    root = read(response.content)
    assert SENTINEL not in response.content.decode()
    assert len(root.all("input", aria_invalid="true")) == 3
    assert root.one(role="alert")


def test_ticks_and_slugs_that_are_unknown_are_not_shown(client, world):
    names = ("payer", "use", "shown", "not", "with", "quarter", "level", "setting")
    query = urlencode([("modifier", "59"), *((name, "jane-q-sentinel") for name in names)])
    for path in ("/appeal/", "/appeal/sheet/"):
        response = client.get(f"{path}?{query}", follow=True)
        assert "sentinel" not in response.content.decode().lower()
        assert not [url for url, _ in response.redirect_chain if "sentinel" in url]


def test_the_sheet_has_no_form_no_named_field_and_no_search(open_page):
    root = open_page(f"/appeal/sheet/?{WANTED}")
    assert not root.all("form")
    fields = [*root.all("input"), *root.all("textarea"), *root.all("select")]
    assert fields
    assert not [field for field in fields if "name" in field.attrs]
    assert {field.attrs["autocomplete"] for field in fields} == {"off"}
    assert {field.attrs["spellcheck"] for field in fields} == {"false"}
    assert [script.attrs["src"].rsplit("/", 1)[1] for script in root.all("script")] == ["letter.js"]
    assert root.one("meta", name="robots").attrs["content"] == "noindex"


def test_the_sheet_asks_for_each_blank_once(open_page):
    root = open_page(f"/appeal/sheet/?{WANTED}")
    asked = [field.attrs["data-fill"] for field in root.walk() if "data-fill" in field.attrs]
    blanks = {node.attrs["data-blank"] for node in root.walk() if "data-blank" in node.attrs}
    assert set(asked) == blanks
    assert len(asked) == len(set(asked))
    assert "at-all-apart" in blanks


def test_every_rule_on_the_sheet_leads_to_its_statement(open_page, client):
    root = open_page(f"/appeal/sheet/?{WANTED}&use=other-site&not=xs")
    rules = root.all("div", "letter-rule")
    assert [rule.attrs["data-statement"] for rule in rules] == [
        "modifier/59/meaning/what",
        "modifier/59/when_to_use/other-site",
        "modifier/59/checklist/site-named",
        "modifier/59/checklist/time-named",
        "family/distinct-service/checklist/apart",
        "modifier/59/related/xs",
    ]
    for rule in rules:
        place, _, anchor = rule.one("p", "margin").links[0].partition("#")
        assert f'id="{anchor}"' in client.get(place).content.decode(), anchor
        assert [link for link in rule.links if link.startswith("#cited-")]
    for number in {link for rule in rules for link in rule.links if link.startswith("#")}:
        assert root.id(number[1:])


def test_what_a_family_says_is_quoted_with_its_place(client, world):
    writer = Writer(catalogue())
    family = catalogue().all("family")["distinct-service"].document
    for part, statements in family.lists():
        place = place_of(writer, "family", family.slug, part, statements[0].key)
        if part in ("checklist", "opens_edit", "how_to_appeal"):
            page, _, anchor = place.partition("#")
            assert f'id="{anchor}"' in client.get(page).content.decode(), anchor


def test_the_sheet_says_when_another_road_is_better(open_page):
    assert "Send a corrected claim." in open_page(f"/appeal/sheet/?{WANTED}").one("header", "letter-head").text


def test_the_policies_of_sheet_and_questions():
    directives = policy.CONTENT_SECURITY_POLICY["DIRECTIVES"] | policy.PRIVATE_PAGES["appeal_sheet"]
    open_ones = {name for name, sources in directives.items() if sources != ["'none'"]}
    assert open_ones == {"script-src", "style-src", "img-src", "font-src"}
    assert policy.PRIVATE_PAGES["appeal"] == {}


@pytest.mark.parametrize(
    "path", ["/appeal/", "/appeal/argument/", "/appeal/sheet/", "/appeal/letter.txt", "/appeal/letter.docx"]
)
@pytest.mark.parametrize("query", ["", WANTED])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_nothing_is_kept_by_anybody(client, world, path, query, method):
    response = getattr(client, method)(f"{path}?{query}")
    assert response.status_code in ((405,) if (method, path) == ("post", "/appeal/") else (200, 302))
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_the_files_are_the_letter_of_the_sheet(client, world):
    text = client.get(f"/appeal/letter.txt?{WANTED}")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text["Content-Disposition"] == 'attachment; filename="appeal-17110-59.txt"'
    words = text.content.decode()
    assert words.startswith("[Provider or practice]")
    assert "Modifier 59 tells the payer that two services were distinct. [1]" in words
    word = client.get(f"/appeal/letter.docx?{WANTED}")
    assert word["Content-Disposition"] == 'attachment; filename="appeal-17110-59.docx"'
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs]
    assert "Appeal of 17110-59: first level of appeal" in paragraphs
    assert all(line in words for line in paragraphs if line.startswith("What "))


def test_the_router_leads_to_the_letter_where_the_road_is_an_appeal(open_page):
    publish_document(
        denial_code_document("carc-50", weight="weighs", road="appeal", can_appeal="yes", often_with=["carc-97"])
    )
    way = open_page("/denials/?carc=50&procedure=17110&modifier=25&payer=commercial").one("p", "way-letter")
    assert way.links == ["/appeal/?modifier=25&procedure=17110&denial=carc-50"]
    assert not open_page("/denials/?carc=97&procedure=17110&modifier=59").all("p", "way-letter")


def test_appeal_path_carries_codes_and_no_date():
    from datetime import date

    line = Line((Adjustment("CO", "97"),), ("N19",), ("97530", "97140"), ("59", "GP"))
    assert appeal_path(line, payer="aetna", on=date(2024, 8, 17), setting="hospital") == (
        "/appeal/?modifier=59&procedure=97530&procedure=97140&denial=group-co&denial=carc-97&denial=rarc-n19"
        "&payer=aetna&quarter=2024-q3&setting=hospital"
    )
    assert appeal_path(Line()) == "/appeal/"


def test_a_modifier_without_a_checklist_has_no_letter(open_page):
    publish_document(modifier_document("25", checklist=[], family=None))
    root = open_page("/appeal/?modifier=25")
    assert "has no checklist" in root.id("step-record").text


@pytest.fixture
def reader(world):
    return Client(raise_request_exception=True)


PARAMETERS = [
    "modifier",
    "procedure",
    "denial",
    "payer",
    "level",
    "quarter",
    "setting",
    "use",
    "shown",
    "not",
    "with",
    "anyway",
    "x",
]
VALUES = st.sampled_from(
    [
        "59",
        "XS",
        "zq",
        "17110",
        "97530",
        "CO-97",
        "carc-97",
        "n519",
        "example-payer",
        "second",
        "2024-q3",
        "0001-q1",
        "yes",
        "hospital",
        "xs",
        "site-named",
    ]
)


@settings(max_examples=80)
@given(
    path=st.sampled_from(["", "sheet/", "letter.txt", "letter.docx"]),
    query=st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES | st.text(max_size=20)), max_size=14),
)
@example(path="sheet/", query=[("modifier", "\x00"), ("procedure", "１２３４５")])
@example(path="letter.docx", query=[*((n, v[0]) for n, v in parse_qs(WANTED).items()), ("shown", "\ud800")])
@example(path="", query=[("quarter", "2099-q4"), ("procedure", "17110"), ("procedure", "11102"), ("modifier", "59")])
def test_no_query_is_an_error_of_ours(reader, path, query):
    encoded = urlencode(query, errors="surrogatepass")
    response = reader.get(f"/appeal/{path}?{encoded}")
    assert response.status_code in (200, 302)
