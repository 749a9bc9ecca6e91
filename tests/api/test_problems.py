from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from modifiers.api.problems import KINDS, Problem


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/modifiers?x=1", 400),
        ("/modifiers/59?limit=1", 400),
        ("/modifiers?limit=1&limit=2", 400),
        ("/sources/cms-one?x", 400),
        ("/modifiers/zz", 404),
        ("/modifiers/97140", 404),
        ("/modifiers/<b>", 404),
        ("/families/none", 404),
        ("/sources/None", 404),
        ("/nothing/here", 404),
        ("/modifiers/59/60", 404),
        ("/modifiers?limit=0", 422),
        ("/modifiers?limit=101", 422),
        ("/modifiers?limit=many", 422),
        ("/modifiers?after=", 422),
        ("/modifiers?after=97140", 422),
        ("/denials?after=97", 422),
        ("/modifiers?system=icd", 422),
        ("/modifiers?family=none", 422),
        ("/modifiers?ncci=maybe", 422),
        ("/modifiers?depth=deep", 422),
        ("/modifiers?in_force_on=1.1.2025", 422),
        ("/modifiers?q=xsx", 422),
        ("/modifiers?q=", 422),
    ],
)
def test_refusals_are_problem_details(ask, path, status):
    problem = ask(path, status)
    Problem.model_validate(problem)
    assert problem["title"] == KINDS[status].title
    assert problem["detail"].endswith(".")
    assert problem["type"] == f"http://127.0.0.1:8000/api/v1/docs#{KINDS[status].slug}"


def test_the_query_is_not_repeated(ask):
    problem = ask("/modifiers/zz%20z?as_of=2020-01-01", 404)
    assert problem["instance"] == "/api/v1/modifiers/zz%20z"
    assert "2020" not in str(problem)


@pytest.mark.parametrize("query", ["limit=101", "system=icd", "family=none", "q=xsx", "after=97140", "depth=deep"])
def test_what_is_allowed_is_told(ask, query):
    (wrong,) = ask(f"/modifiers?{query}", 422)["errors"]
    assert wrong["parameter"] == query.partition("=")[0]
    assert wrong["detail"] and wrong["allowed"]


def test_an_unknown_family_is_answered_with_those_there_are(ask):
    assert ask("/modifiers?family=none", 422)["errors"][0]["allowed"] == "distinct-service"


def test_all_wrong_values_are_told_at_once(ask):
    wrong = ask("/modifiers?limit=0&ncci=maybe&in_force_on=x", 422)["errors"]
    assert {each["parameter"] for each in wrong} == {"limit", "ncci", "in_force_on"}


def test_long_input_is_shortened(ask):
    assert len(ask(f"/modifiers?family={'x' * 3000}", 422)["detail"]) < 200
    assert len(ask(f"/modifiers?{'x' * 3000}=1", 400)["detail"]) < 300
    assert len(ask(f"/sources/{'x' * 3000}", 404)["detail"]) < 200


def test_every_kind_of_problem_is_explained_where_its_type_leads(client, world):
    page = client.get("/api/v1/docs").content.decode()
    for status, kind in KINDS.items():
        assert f'id="{kind.slug}"' in page and str(status) in page
        assert urlsplit(kind.slug).path == kind.slug
