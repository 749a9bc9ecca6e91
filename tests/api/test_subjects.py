from __future__ import annotations

import pytest

from modifiers import documents
from modifiers.api.addresses import PLURALS
from tests.factories import denial_code_document, publish_document, withdraw_document


@pytest.mark.parametrize("kind", sorted(PLURALS))
def test_every_kind_has_its_list_and_each_item_its_address(ask, kind):
    listing = ask(f"/{PLURALS[kind]}")
    assert listing["items"]
    for item in listing["items"]:
        whole = ask(item["api_url"].removeprefix("http://127.0.0.1:8000"))
        assert (whole["kind"], whole["key"], whole["sha256"]) == (kind, item["key"], item["sha256"])
        assert documents.parse(whole["document"]).sha256() == whole["sha256"]


def test_plain_pages_are_no_data(ask):
    ask("/pages", 404)


@pytest.mark.parametrize("spelling", ["carc-97", "CARC-97", "CO-97", "co 97", "CARC 97", "reason 97", "CO97"])
def test_denials_in_any_spelling(ask, spelling):
    answer = ask(f"/denials/{spelling}")
    assert answer["key"] == "carc-97"
    assert [member["code"] for member in answer["modifiers"]] == ["25", "59", "XS"]
    quoted = answer["modifiers"][1]["statements"][0]
    assert quoted["url"] == "http://127.0.0.1:8000/modifiers/59/#denials-bundled"
    assert quoted["statement"]["codes"] == ["carc-97"]


def test_a_code_that_nobody_names_has_no_modifiers(ask):
    assert ask("/denials/N519")["modifiers"] == []


def test_a_bare_number_is_no_denial_code(ask):
    assert "CARC 236" in ask("/denials/97", 404)["detail"]


def test_denials_are_in_the_order_of_their_numbers_and_walked_by_it(ask):
    for code in ("carc-4", "carc-236", "group-co"):
        publish_document(denial_code_document(code))
    keys, path = [], "/denials?limit=2"
    while path:
        answer = ask(path.replace("http://127.0.0.1:8000", ""))
        keys += [item["key"] for item in answer["items"]]
        path = answer["next"]
    assert keys == ["group-co", "carc-4", "carc-97", "carc-236", "rarc-n519"]


def test_families_and_topics_name_their_members(ask):
    for path in ("/families/distinct-service", "/families/Distinct-Service", "/topics/which-side"):
        assert [member["code"] for member in ask(path)["modifiers"]] == ["25", "59", "XS"]


def test_payers_and_settings_quote_what_names_them(ask):
    note = ask("/payers/example-payer")["modifiers"][0]["statements"][0]
    assert note["url"].endswith("/modifiers/25/#payers-example-asks") and note["statement"]["stance"] == "reviews"
    use = ask("/settings/dermatology")["modifiers"][2]["statements"][0]
    assert use["url"].endswith("/modifiers/xs/#where-skin") and use["statement"]["procedures"] == ["11102", "17110"]


def test_the_grid_goes_from_question_to_payer_to_answers(ask):
    (question,) = ask("/questions")["items"]
    (row,) = question["payers"]
    assert row["payer"]["name"] == "Example payer"
    assert [answer["code"] for answer in row["answers"]] == ["25", "59", "XS"]
    assert ask("/questions/which-side")["payers"] == question["payers"]


def test_a_source_names_who_cites_it(ask):
    answer = ask("/sources/payer-one")
    assert answer["source"]["publisher"] == "Example payer"
    assert {(named["kind"], named["key"]) for named in answer["cited_by"]} >= {("payer", "example-payer")}
    ask("/sources/nobody-cites-this", 404)


def test_what_was_withdrawn_or_merged(ask, client):
    publish_document(denial_code_document("carc-4"))
    withdraw_document(denial_code_document("carc-4"), merged_into="carc-97")
    assert client.get("/api/v1/denials/CO-4").headers["Location"].endswith("/api/v1/denials/carc-97")
    withdraw_document(denial_code_document("rarc-n519"), change_note="Not ours.")
    assert "Not ours." in ask("/denials/n519", 410)["detail"]


def test_statements_answer_at_their_anchors(client, ask):
    for path in ("/denials/carc-97", "/payers/example-payer", "/settings/dermatology"):
        url = ask(path)["modifiers"][1]["statements"][0]["url"]
        page, _, anchor = url.removeprefix("http://127.0.0.1:8000").partition("#")
        assert f'id="{anchor}"' in client.get(page).content.decode()
