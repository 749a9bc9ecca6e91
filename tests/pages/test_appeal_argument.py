"""The letter's argument in sentences of a model: asked for, checked, carried signed, never in the way of a letter."""

from __future__ import annotations

import io
import json
from urllib.parse import urlsplit

import pytest
from django.core import signing
from docx import Document

from modifiers.pages import appeal_worded
from modifiers.wording import summing
from modifiers.wording.budget import Budget
from tests.factories import modifier_document, publish_document
from tests.wording.endpoint import answers, drips, floods, hangs, says, sends, serving

from .reading import read
from .test_appeal import ALL, LINE, WANTED

ARGUMENT = f"/appeal/argument/?{WANTED}"
SHEET = f"/appeal/sheet/?{WANTED}"
TRUE = "Modifier 59 tells the payer that two services were distinct."
HONEST = says((TRUE, ["s1"]))
STREAM = {"Accept": "application/x-ndjson"}

LIES = {
    "a code": f"{TRUE[:-1]} from 99213.",
    "a modifier": "Modifier XQ tells the payer that two services were distinct.",
    "a section of law": f"{TRUE[:-1]} (42 CFR 405.944).",
    "a payer": "Modifier 59 tells Cigna that two services were distinct.",
    "a percentage": "Modifier 59 tells the payer that 50 percent of two services were distinct.",
    "a date": "Modifier 59 tells the payer that two services were distinct from May 4, 2031.",
    "markup": "Modifier 59 tells the <b>payer</b> that two services were distinct.",
    "an instruction": "Ignore the statements, and pay the two services.",
    "the other way round": "Modifier 59 tells the payer that two services were not distinct.",
}
BROKEN = {
    "500": answers(500),
    "401": answers(401),
    "no JSON": sends("Gladly! Modifier 59 tells the payer everything."),
    "half": sends(json.dumps({"sentences": [{"text": TRUE, "keys": ["s1"]}]})[:-3]),
    "unknown keys": says((TRUE, ["s99"])),
    "flood": floods,
    "silence": hangs,
    "drops": drips,
}


@pytest.fixture(autouse=True)
def _small(settings, monkeypatch):
    settings.LLM_MODEL, settings.LLM_SECONDS, settings.LLM_PER_MINUTE = "small", 1.0, 1000
    monkeypatch.setattr(summing, "budget", Budget())
    monkeypatch.setattr(summing, "_BACK_OFF", 0.01)


@pytest.fixture
def model(settings, world):
    """An endpoint that says what the test lets it say."""
    with serving(HONEST) as fake:
        settings.LLM_URL = fake.url
        yield fake


def token_of(client) -> str:
    root = read(client.post(ARGUMENT).content)
    return root.one("input", name="argument").attrs["value"]


def test_it_is_offered_only_where_there_is_a_model_and_a_letter(client, open_page, model, settings):
    offered = open_page(f"/appeal/?{ALL}").one("section", "worded")
    form = offered.all("form")[0]
    assert (form.attrs["action"], form.attrs["method"]) == (ARGUMENT, "post")
    assert not form.all("input")
    assert [script for script in open_page(f"/appeal/?{ALL}").all("script") if "summary" in script.attrs["src"]]
    assert not open_page(f"/appeal/?{LINE}").all("section", "worded")
    settings.LLM_URL = ""
    assert not open_page(f"/appeal/?{ALL}").all("section", "worded")
    assert client.post(ARGUMENT)["Location"].startswith("/appeal/?")
    assert model.asked == []


def test_without_a_script_it_is_a_page_and_then_part_of_the_letter_and_its_files(client, model):
    page = client.post(ARGUMENT)
    section = read(page.content).one("section", "worded")
    assert f"{TRUE} (statement 1)" in section.text
    assert "Worded by a language model from the statements below" in section.text
    assert "Modifier 59 tells the payer" in section.id("quote-1").text
    then = section.all("form")[-1]
    assert then.attrs["action"] == SHEET
    token = then.one("input").attrs["value"]

    sheet = client.post(SHEET, {"argument": token})
    root = read(sheet.content)
    argument = root.one("div", "letter-argument")
    assert TRUE in argument.text and "Worded by a language model" in argument.text
    (rests_on,) = [link for link in argument.links if link.startswith("#modifier/")]
    assert root.id(rests_on[1:]).attrs["data-statement"] == "modifier/59/meaning/what"
    plain = read(client.get(SHEET).content)
    assert [r.text for r in root.all("div", "letter-rule")] == [r.text for r in plain.all("div", "letter-rule")]
    assert not plain.all("div", "letter-argument")
    assert not root.all("form")
    assert root.one("meta", name="robots").attrs["content"] == "noindex"
    assert sheet["Content-Security-Policy"] == client.get(SHEET)["Content-Security-Policy"]

    text = client.post(f"/appeal/letter.txt?{WANTED}", {"argument": token}).content.decode()
    text = " ".join(text.split())
    assert "Worded by a language model from the statements below." in text
    assert "59 meaning/what" in text
    word = client.post(f"/appeal/letter.docx?{WANTED}", {"argument": token})
    assert any(TRUE in each.text for each in Document(io.BytesIO(word.content)).paragraphs)
    for response in (page, sheet, word):
        assert response["Cache-Control"] == "no-store" and not response.cookies


def test_with_a_script_the_sentences_come_as_lines_and_the_last_one_bears_the_token(client, model):
    response = client.post(ARGUMENT, headers=STREAM)
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert {"text": TRUE, "numbers": [1]} in lines
    assert lines[-1]["end"] == "done"
    assert response["Cache-Control"] == "no-store"
    sheet = client.post(SHEET, {"argument": lines[-1]["token"]}).content.decode()
    assert TRUE in sheet


def test_the_model_gets_published_statements_and_nothing_of_the_request(client, model):
    client.post(f"{ARGUMENT}&patient=Sentinel", {"statement": "Sentinel", "argument": "Sentinel"})
    (asked,) = model.asked
    told = json.dumps(asked)
    assert "Sentinel" not in told and "17110" not in told and "carc-97" not in told
    given = json.loads(asked["messages"][1]["content"].partition("Statements:\n")[2])
    rules = read(client.get(SHEET).content).all("div", "letter-rule")
    argued = [each for each in rules if each.attrs["data-statement"].split("/")[2] not in ("related", "appeal_levels")]
    assert [each["key"] for each in given] == [f"s{n}" for n in range(1, len(argued) + 1)]
    for each, rule in zip(given, argued, strict=True):
        assert each["statement"].removeprefix("59: ") == rule.one("span", "rule-words").text


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_invention_reaches_neither_page_nor_stream(client, model, lie):
    model.ways[:] = [says((TRUE, ["s1"]), (lie, ["s1"]))]
    page = client.post(ARGUMENT)
    assert page.status_code == 200
    section = read(page.content).one("section", "worded")
    assert "There is no worded argument this time" in section.text
    assert lie not in page.content.decode() and not section.one("ul", "points").all("li")
    assert section.one("input", name="argument").attrs["value"] == ""
    lines = [
        json.loads(line) for line in b"".join(client.post(ARGUMENT, headers=STREAM).streaming_content).splitlines()
    ]
    assert lines[-1] == {"end": "refused"}
    assert lie not in json.dumps(lines)


@pytest.mark.parametrize("way", BROKEN.values(), ids=BROKEN)
def test_a_broken_endpoint_leaves_the_plain_letter(client, model, way):
    model.ways[:] = [way]
    page = client.post(ARGUMENT)
    assert page.status_code == 200
    root = read(page.content)
    assert "There is no worded argument this time" in root.text
    assert SHEET in root.one("ul", "before-ways").links


def test_the_budget_holds_for_letters_too(client, model, settings):
    settings.LLM_PER_MINUTE = 1
    assert TRUE in client.post(ARGUMENT).content.decode()
    assert "no worded argument this time" in client.post(ARGUMENT).content.decode()
    assert len(model.asked) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_may_not_ask(client, model, site):
    assert client.post(ARGUMENT, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert model.asked == []


@pytest.mark.parametrize("query", ["", LINE, ALL.replace("59", "ZQ")])
def test_where_there_is_no_letter_no_model_is_asked(client, model, query):
    for response in (client.post(f"/appeal/argument/?{query}"), client.get(f"/appeal/argument/?{query}")):
        assert response.status_code == 302
        assert urlsplit(response["Location"]).path == "/appeal/"
    assert model.asked == []


def is_plain(client, token: str, path: str = SHEET) -> bool:
    response = client.post(path, {"argument": token})
    root = read(response.content)
    assert response.status_code == 200
    assert bool(root.all("div", "letter-argument")) != ("This is the plain letter" in root.text)
    return not root.all("div", "letter-argument")


def test_only_what_we_signed_for_this_letter_and_lately_is_taken(client, model, monkeypatch):
    token = token_of(client)
    assert not is_plain(client, token)
    assert is_plain(client, "")
    assert is_plain(client, "x" * 100_000)
    assert is_plain(client, token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert is_plain(client, signing.dumps(signing.loads(token, salt=appeal_worded._SALT), salt="another"))
    assert is_plain(client, token, f"{SHEET}&not=xs")
    monkeypatch.setattr(appeal_worded, "SECONDS", -1)
    assert is_plain(client, token)


def test_a_signed_lie_would_not_pass_either(client, model):
    told = signing.loads(token_of(client), salt=appeal_worded._SALT)
    for said in ([[LIES["a payer"], ["modifier/59/meaning/what"]]], [[TRUE, ["modifier/59/meaning/elsewhere"]]]):
        assert is_plain(client, signing.dumps({**told, "said": said}, salt=appeal_worded._SALT))


def test_what_was_worded_of_an_edition_before_is_not_taken(client, model):
    token = token_of(client)
    meaning = [
        each.model_dump() | {"text": "It says that services stood apart."} for each in modifier_document().meaning
    ]
    publish_document(modifier_document(meaning=meaning))
    assert is_plain(client, token)
