"""What is found, in which order, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.catalogue import Catalogue
from modifiers.search.evaluation import judge, read_cases
from modifiers.search.index import Index, index_for
from modifiers.search.query import understand

from .conftest import FIXTURES
from .test_query import ANYTHING

EVALUATION = FIXTURES.parent / "tests" / "search" / "evaluation.tsv"


def first(index: Index, text: str, as_: str | None = None) -> str:
    hits = index.search(understand(text, as_=as_)).hits
    return hits[0].key if hits else ""


def test_each_code_leads_to_its_page(index: Index, shipped: Catalogue) -> None:
    for code in shipped.modifiers:
        for text in (code, f"-{code}", f" {code} ", f"mod {code}", f"modifier {code.lower()}", f"MODIFIER-{code}"):
            direct = index.search(understand(text)).direct
            assert direct is not None and direct.code == code, text


def test_each_denial_code_leads_to_its_page(index: Index, shipped: Catalogue) -> None:
    for key, entry in shipped.all("denial_code").items():
        code = entry.document.parsed  # type: ignore[attr-defined]
        direct = index.search(understand(str(code))).direct
        assert direct is not None and direct.key == key, key
        if code.system == "carc":
            assert first(index, f"CO-{code.value}") == key


def test_each_name_finds_its_code(index: Index, shipped: Catalogue) -> None:
    names = {code: entry.document.title for code, entry in shipped.modifiers.items()}
    found = {code: first(index, name, "text") for code, name in names.items()}
    assert not [(code, found[code]) for code, name in names.items() if names.get(found[code]) != name]


def test_each_search_term_finds_a_code_that_has_it(index: Index, shipped: Catalogue) -> None:
    holders: dict[str, set[str]] = {}
    for code, entry in shipped.modifiers.items():
        for term in entry.document.search_terms:  # type: ignore[attr-defined]
            holders.setdefault(term.lower(), set()).add(code)
    missed = [(term, first(index, term)) for term, codes in holders.items() if not _finds(index, term, codes)]
    assert len(missed) <= len(holders) // 100, missed


def _finds(index: Index, term: str, codes: set[str]) -> bool:
    query = understand(term)
    if query.kind != "text" or query.codes or query.denials:
        return True
    return first(index, term) in codes


def test_statements_come_from_the_page_that_says_them(index: Index) -> None:
    statements = index.search(understand("separate encounter on the same day")).statements
    assert statements and all(hit.kind == "statement" and hit.anchor for hit in statements)
    assert [hit.score for hit in statements] == sorted((hit.score for hit in statements), reverse=True)


def test_the_snippet_marks_what_was_looked_for(index: Index) -> None:
    hit = index.search(understand("separate encounters")).hits[0]
    marked = " ".join(text for text, is_marked in hit.snippet if is_marked).lower()
    assert "encounter" in marked
    assert len("".join(text for text, _ in hit.snippet)) <= 200


@pytest.mark.parametrize(
    ("typed", "word", "code"),
    [
        ("modifer for destinct proceedure", "distinct", "59"),
        ("seperate encouner", "encounter", "XE"),
        ("bilaterl knees", "bilateral", "50"),
        ("rigth side", "right", "RT"),
    ],
)
def test_spelling_is_corrected_and_said(index: Index, typed: str, word: str, code: str) -> None:
    results = index.search(understand(typed))
    assert results.hits[0].code == code
    assert word in results.corrected


def test_words_that_are_known_are_left_alone(index: Index) -> None:
    assert index.search(understand("bilateral procedure")).corrected == ""


@pytest.mark.parametrize("text", ["zz", "qqqqqq", "🙂", "modifier z9", "ζήτα", "CO-999"])
def test_something_is_always_offered(index: Index, text: str) -> None:
    results = index.search(understand(text))
    assert results.hits or results.nearest


def test_the_same_day_is_not_the_same_physician(whole: Index) -> None:
    assert whole.search(understand("x-ray repeated the same day by a different physician")).hits[0].code == "77"
    assert whole.search(understand("x-ray repeated by the same physician")).hits[0].code == "76"


def test_a_word_that_says_nothing_counts_where_it_is_counted(whole: Index) -> None:
    assert whole.search(understand("more than four modifiers on a line")).hits[0].code in ("99", "KB")
    assert whole.search(understand("modifiers for more than four anesthesia procedures")).hits[0].code == "AD"


def test_the_nearest_codes_are_near_or_said_to_be_often_looked_up(index: Index) -> None:
    near = index.search(understand("modifier z9"))
    assert near.is_near and all("Z" in code or "9" in code for code in near.nearest)
    for text in ("ζήτα", "🙂"):
        far = index.search(understand(text))
        assert far.nearest[0] == "59" and not far.is_near
    assert index.nearest("") == () and index.nearest("distinct procedural servise")[0] == "59"


def test_nothing_is_asked_and_nothing_answered(index: Index) -> None:
    results = index.search(understand("  "))
    assert not results.hits and not results.nearest
    assert index.suggest("") == ()


def test_a_pair_goes_nowhere_at_once_and_names_modifiers(index: Index) -> None:
    results = index.search(understand("97140 97530"))
    assert results.direct is None
    assert results.hits[0].code == "59"


def test_alternatives_lead_to_what_exists(index: Index) -> None:
    keys = [other.key for other in index.search(understand("CO-50")).query.alternatives]
    assert "50" in keys
    assert not [other for other in index.search(understand("ZO")).query.alternatives if other.kind == "modifier"]


def test_an_unknown_denial_code_shows_its_group_and_goes_nowhere(index: Index) -> None:
    results = index.search(understand("CO-999"))
    assert results.direct is None
    assert results.hits[0].key == "group-co"


def test_half_typed_words_find_the_place(whole: Index) -> None:
    assert whole.suggest("lef thu")[0].code == "FA"


def test_suggestions_begin_with_what_is_typed(index: Index) -> None:
    assert index.suggest("5")[0].code.startswith("5")
    assert index.suggest("59")[0].code == "59"
    assert index.suggest("distinct proc")[0].code == "59"
    assert "bilat" in index.suggest("bilat")[0].title.lower()
    assert len(index.suggest("a", limit=3)) <= 3


def test_an_index_is_built_once_for_a_snapshot(shipped: Catalogue) -> None:
    assert index_for(shipped) is index_for(shipped)


def test_an_empty_catalogue_answers(shipped: Catalogue) -> None:
    empty = Index.of(Catalogue((), shipped.at, "empty"))
    results = empty.search(understand("59"))
    assert results.direct is None and not results.hits and not results.nearest
    assert empty.suggest("bilateral") == ()


@settings(max_examples=150)
@given(text=ANYTHING, as_=st.sampled_from([None, "code", "pair", "denial", "text"]))
def test_any_text_is_answered(index: Index, text: str, as_: str | None) -> None:
    query = understand(text, as_=as_)
    results = index.search(query)
    index.suggest(text)
    assert results.hits or results.nearest or query.kind == "empty"


@given(
    words=st.lists(
        st.sampled_from(
            [
                "patient",
                "surgery",
                "visit",
                "same",
                "day",
                "other",
                "knee",
                "seperate",
                "abn",
                "drug",
                "waist",
                "therapist",
            ]
        ),
        max_size=40,
    )
)
def test_many_words_find_something(index: Index, words: list[str]) -> None:
    results = index.search(understand(" ".join(words)))
    assert results.hits or results.nearest or not words


def test_the_evaluation_reaches_its_goals(whole: Index) -> None:
    cases = read_cases(EVALUATION)
    assert len(cases) >= 220
    judged = [judge(whole, case) for case in cases]
    assert sum(one.is_first for one in judged) >= 0.90 * len(cases)
    assert sum(one.is_near for one in judged) >= 0.98 * len(cases)
