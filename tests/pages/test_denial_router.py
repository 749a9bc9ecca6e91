"""The router on ``/denials/``: what is pasted is answered and forgotten, codes alone have an address."""

from __future__ import annotations

import logging
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.catalogue import store
from tests.factories import denial_code_document, modifier_document, publish_document

from .reading import Node, read

PATH = "/denials/"
SENTINEL = "ZQXVILMARK"


@pytest.fixture
def post(client, world):
    """Post the form and get the page."""

    def post_(status: int = 200, **form: str) -> Node:
        response = client.post(PATH, form)
        assert response.status_code == status
        return read(response.content)

    return post_


@pytest.fixture
def ways(world):
    """A few codes with ways out, as editors would publish them."""
    publish_document(denial_code_document("carc-97", road="reopening", rests_on_edit=True))
    publish_document(denial_code_document("rarc-n519", road="corrected_claim", weight="decides"))
    publish_document(denial_code_document("rarc-ma130", road="new_claim", weight="settles", can_appeal="no"))


def test_the_road_stands_in_large_type_with_its_sources(post, ways):
    page = post(text="CO-97 N519, 97530-59")
    assert page.id("way-1").text == "Send a corrected claim. Do not appeal."
    article = page.one("article")
    assert "CO-97 N519 97530-59" in article.text
    assert "/denials/rarc-n519/#first-first-step" in article.links or any("#first-" in link for link in article.links)
    assert page.all("section", cls="sources")
    assert {"/modifiers/59/", "/denials/carc-97/"} <= set(article.links)


def test_the_list_of_all_codes_is_one_click_away_from_an_answer_and_not_below_it(post, open_page, ways):
    answered = post(text="CO-97 N519, 97530-59")
    assert not answered.all("ul", "index")
    assert "No denial code has been published" not in answered.text
    assert PATH in answered.one("p", "more-links").links
    assert open_page(PATH).all("ul", "index") and open_page(f"{PATH}?modifier=59").all("ul", "index")


def test_the_answer_has_an_address_of_codes_that_gives_the_same_answer(client, post, ways):
    page = post(text="Patient: Doe, Jane CO-97 N519, 97530-59", service="2026-01-02", payer="medicare")
    (address,) = [link for link in page.one("article").links if link.startswith("/denials/?")]
    assert parse_qs(urlsplit(address).query) == {
        "group": ["co"],
        "carc": ["97"],
        "rarc": ["n519"],
        "modifier": ["59"],
        "procedure": ["97530"],
        "payer": ["medicare"],
    }
    again = read(client.get(address).content)
    assert again.id("way-1").text == page.id("way-1").text
    assert again.one("link", rel="canonical").attrs["href"].endswith("/denials/")


def test_an_answer_to_a_post_is_kept_nowhere(client, ways):
    response = client.post(PATH, {"text": "CO-97 99213"})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies and "ETag" not in response.headers


def test_no_token_is_asked_and_no_cookie_given(ways):
    reader = Client(enforce_csrf_checks=True)
    response = reader.post(PATH, {"text": "CO-97 99213"})
    assert response.status_code == 200 and not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_what_may_name_a_person_is_in_no_answer_log_or_query(client, ways, caplog):
    text = f"Patient: {SENTINEL}, Jane MRN {SENTINEL}123 {SENTINEL.lower()}@example.org CO-97 99213-25"
    remittance = f"NM1*QC*1*{SENTINEL}~CLP*{SENTINEL}*4~REF*EA*{SENTINEL}~SVC*HC:99213*1~CAS*CO*97*1"
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        for body in (text, remittance, f"{SENTINEL} nothing", SENTINEL * 30_000):
            response = client.post(PATH, {"text": body, "notice": f"{SENTINEL}"})
            kept = response.content.decode().replace(f'value="{SENTINEL}"', "")  # a field is shown back as it was typed
            assert SENTINEL.lower() not in kept.lower()
    told = "\n".join([caplog.text, *(query["sql"] for query in queries)])
    assert SENTINEL.lower() not in told.lower()
    assert all(query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE")) for query in queries)


def test_the_reader_is_told_what_was_dropped(post, ways):
    page = post(text="DOB 01/02/1959 CO-97 99213")
    assert "a date of birth" in page.one("section", cls="notice").text
    assert page.one("textarea").text.strip() == "CO-97 99213"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"text": "hello"}, "no denial code"),
        ({"text": "97530-59"}, "no denial code"),
        ({}, "Paste a line"),
        ({"modifier": "59"}, "Paste a line"),
        ({"carc": "9999"}, "cannot be read"),
        ({"text": "CO-97", "notice": "June"}, "cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_told_and_what_was_typed_is_still_there(post, ways, form, message):
    page = post(**form)
    assert message in page.id("router-problem").text
    assert not page.all("article")
    for name, value in form.items():
        if name != "text":
            assert page.id(f"ask-{name}").attrs["value"] == value
    for name in {"carc", "notice"} & set(form):
        assert page.id(f"ask-{name}").attrs["aria-invalid"] == "true"
        assert page.id(f"ask-{name}-problem").text


def test_the_fields_alone_ask_the_same(post, ways):
    page = post(group="co", carc="97", rarc="N519", modifier="59 GP", procedure="97530", payer="medicare")
    assert "CO-97 N519 97530-59-GP" in page.one("article").text


def test_the_fields_add_to_one_pasted_line_but_not_to_several(post, ways):
    assert "CO-97 MA130 99213" in post(text="CO-97 99213", rarc="MA130").one("article").text
    several = post(text="CO-97 99213\nCO-97 99214", rarc="MA130")
    assert [article.one("code").text for article in several.all("article")] == ["CO-97 99213", "CO-97 99214"]


def test_many_lines_are_bounded(post, ways):
    page = post(text="\n".join(f"CO-97 {code}" for code in range(99201, 99241)))
    assert len(page.all("article")) == 10
    assert "40 denied lines; the first 10 are answered" in page.text


def test_too_much_is_refused_kindly(client, ways):
    response = client.post(PATH, "text=" + "a" * 6_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413 and "Paste less" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_that_is_uploaded_is_never_written(client, ways, monkeypatch, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryUploadedFile", lambda *args, **kwargs: pytest.fail("written")
    )
    response = client.post(PATH, {"text": "CO-97", "file": SimpleUploadedFile("835.txt", b"x" * 5000)})
    assert response.status_code == 200 and 'id="way-1"' in response.content.decode()


def test_only_codes_of_an_address_are_taken_and_nothing_is_echoed(client, ways):
    page = client.get(f"{PATH}?carc=97&name={SENTINEL}&rarc={SENTINEL}&modifier=59&notice=2026-01-01").content.decode()
    assert SENTINEL not in page and "2026-01-01" not in page
    assert "It was left out" in page and 'id="way-1"' in page


def test_a_modifier_alone_leads_to_its_known_denials(client, world):
    page = read(client.get(f"{PATH}?modifier=59").content)
    assert page.id("ask-modifier").attrs["value"] == "59"
    assert "Known denials of modifier 59" in page.id("known-59").text
    assert "Included in another service" in page.one("main").text
    assert "/denials/?carc=97&modifier=59" in page.one("main").links


def test_modifier_and_code_pages_lead_into_the_router(open_page):
    assert "/denials/?modifier=59" in open_page("/modifiers/59/").one("main").links
    page = open_page("/denials/carc-97/")
    assert "/denials/?carc=97" in page.one("main").links
    assert "The record and the modifiers on the line decide." in page.text


def test_a_code_page_names_what_names_it(client, world):
    publish_document(denial_code_document("carc-4", often_with=["carc-97"]))
    assert "/denials/carc-4/" in read(client.get("/denials/carc-97/").content).one("main").links


def test_a_modifier_that_has_ended_is_answered_with_its_successor(client, ways):
    publish_document(modifier_document("XS", ended_on=date(2024, 12, 31), successor="59"))
    page = read(client.post(PATH, {"text": "CO-97 99213-XS", "service": "2025-01-01"}).content)
    assert page.id("way-1").text.startswith("Send a corrected claim.")
    assert "/modifiers/59/" in page.one("article").links


def test_the_list_asks_the_database_for_the_version_alone(client, ways, django_assert_max_num_queries):
    client.get(PATH)
    for ask in (
        lambda: client.get(f"{PATH}?carc=97&modifier=59"),
        lambda: client.post(PATH, {"text": "CO-97 97530-59"}),
    ):
        store.invalidate()
        with django_assert_max_num_queries(1):
            assert ask().status_code == 200


def test_other_methods_are_told_which_there_are(client, world):
    response = client.put(PATH)
    assert response.status_code == 405
    assert set(re.split(r",\s*", response.headers["Allow"])) == {"GET", "HEAD", "POST"}


@settings(max_examples=60)
@given(
    form=st.dictionaries(
        st.sampled_from(["text", "group", "carc", "rarc", "modifier", "procedure", "payer", "service", "notice", "x"]),
        st.text(max_size=30) | st.sampled_from(["CO-97", "97", "59", "2026-01-01", "\x00", "0001-01-01", "9999-12-31"]),
        max_size=6,
    )
)
def test_no_form_is_an_error_of_ours(world, form):
    reader = Client(raise_request_exception=True)
    for response in (reader.post(PATH, form), reader.get(PATH, form)):
        assert response.status_code == 200
        assert not response.cookies
