"""Checks: each problem blocks or warns, and names its field."""

from __future__ import annotations

from datetime import date

import pytest

from modifiers.documents import Statement, parse
from modifiers.documents.parts import Answer, ClaimLine
from modifiers.publishing.checks import FULL_PAGE, MAY_BE_EMPTY, Known, check
from tests.factories import comparison_document, source, world_documents

from .strategies import publishable

TODAY = date(2026, 11, 23)
ENDED = publishable("V8", ended_on=date(2020, 3, 31), related=())
KNOWN = Known.of([*world_documents(), publishable("59"), ENDED])


def hard_words():
    """A paragraph that no coder would read to its end."""
    text = "Interdepartmental reimbursement adjudication necessitates comprehensive contemporaneous documentation. "
    return (Statement(key="hard", text=text * 11, sources=("cms-one",), checked_on=TODAY),)


def billed(procedure, modifier):
    """One claim line."""
    return (ClaimLine(procedure=procedure, modifiers=(modifier,)),)


def found(document, known=KNOWN):
    return {(problem.level, problem.field) for problem in check(document, known=known, today=TODAY)}


def changed(name, key=None, **values):
    """The publishable modifier with one row of a list changed."""
    document = publishable()
    first, *rest = getattr(document, name)
    return document.model_copy(update={name: (first.model_copy(update=values), *rest)})


def test_what_the_family_brings_counts_for_its_members():
    short = publishable(checklist=())
    assert ("block", "checklist") in found(short.model_copy(update={"family": None}))
    families = [d for d in world_documents() if d.kind == "family"]
    assert ("block", "checklist") not in found(short)
    assert ("warn", "checklist") in found(short)
    assert Known.of(families).shared["distinct-service"]["checklist"] == 1


def test_a_payer_note_answers_only_a_question_that_exists():
    assert ("block", "payer_notes.example-asks.topic") in found(changed("payer_notes", topic="lost"))


def test_what_is_said_of_an_ended_code_may_name_it():
    said = changed("when_to_use", text="[[V8]] ended in 2020; use this one since.")
    assert ("block", "when_to_use.other-site.text") not in found(said)
    own = changed("scenarios", lines=billed("11102", "V8")).model_copy(update={"code": "V8"})
    assert ("block", "scenarios.two-lesions.lines") not in found(own)


def test_a_wrong_example_and_an_ambulance_trip_may_show_any_letters():
    lines = billed("A0429", "RH")
    assert ("block", "scenarios.two-lesions.lines") not in found(changed("scenarios", lines=lines))
    wrong = changed("scenarios", is_right=False, lines=billed("11102", "V8"))
    assert ("block", "scenarios.two-lesions.lines") not in found(wrong)


def test_a_claim_that_is_quoted_as_wrong_may_hold_any_phrase():
    assert not [place for level, place in found(changed("misconceptions", claim="It always pays.")) if level == "block"]


def test_a_complete_page_has_no_problem():
    assert check(publishable(), known=KNOWN, today=TODAY) == []


@pytest.mark.parametrize("document", world_documents(), ids=lambda document: f"{document.kind} {document.key}")
def test_the_world_has_nothing_that_blocks_but_short_pages(document):
    assert not {place for level, place in found(document) if level == "block"}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (publishable(identity_sources=(), family="lost"), ("block", "family")),
        (publishable(topics=("lost",)), ("block", "topics")),
        (publishable(successor="ZZ"), ("block", "successor")),
        (publishable(review_due_on=None), ("block", "review_due_on")),
        (publishable(review_due_on=date(2026, 11, 22)), ("warn", "review_due_on")),
        (publishable(name="Call 555-123-4567"), ("block", "name")),
        (changed("checklist", sources=()), ("block", "checklist.site-named.sources")),
        (changed("checklist", checked_on=None), ("block", "checklist.site-named.checked_on")),
        (changed("checklist", checked_on=date(2025, 11, 22)), ("warn", "checklist.site-named.checked_on")),
        (changed("checklist", text="See [[ZZ]]."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="See [[carc-1]]."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="See [[page:lost]]."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="See [[what:ever]]."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="SSN 123-45-6789."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="Ask j.doe@example.org."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="Call (555) 123-4567."), ("block", "checklist.site-named.text")),
        (changed("checklist", text="word " * 26 + "."), ("warn", "checklist.site-named.text")),
        (changed("checklist", text="Short words. " * 31), ("warn", "checklist.site-named.text")),
        (changed("do_not_use", text="Never use it."), ("block", "do_not_use.specific-fits.text")),
        (changed("do_not_use", text="Do nothing."), ("block", "do_not_use.specific-fits.text")),
        (changed("do_not_use", instead=("ZZ",)), ("block", "do_not_use.specific-fits.instead")),
        (changed("denials", codes=("carc-1",)), ("block", "denials.bundled.codes")),
        (changed("denials", action="Call 555.123.4567."), ("block", "denials.bundled.action")),
        (changed("payer_notes", payer="lost"), ("block", "payer_notes.example-asks.payer")),
        (changed("payer_notes", ended_on=date(2023, 1, 1)), ("block", "payer_notes.example-asks.ended_on")),
        (changed("where_used", setting="lost"), ("block", "where_used.skin.setting")),
        (changed("where_used", procedures=("11102",) * 34), ("block", "where_used.skin.procedures")),
        (changed("related", code="ZZ"), ("block", "related.xs.code")),
        (changed("related", code="59"), ("block", "related.xs.code")),
        (changed("checklist", text="It is crucial to name both."), ("block", "checklist.site-named.text")),
        (changed("misconceptions", text="It always pays."), ("block", "misconceptions.always-pays.text")),
        (changed("when_to_use", text="Use [[V8]] then."), ("block", "when_to_use.other-site.text")),
        (changed("do_not_use", instead=("V8",)), ("block", "do_not_use.specific-fits.instead")),
        (
            changed("scenarios", lines=billed("11102", "ZZ")),
            ("block", "scenarios.two-lesions.lines"),
        ),
        (
            changed("scenarios", lines=billed("11102", "V8")),
            ("block", "scenarios.two-lesions.lines"),
        ),
        (publishable(successor="V8"), ("block", "successor")),
        (publishable(review_due_on=date(2028, 1, 1)), ("block", "review_due_on")),
        (publishable(meaning=hard_words()), ("block", "")),
        (parse({"kind": "topic", "slug": "t", "name": "T", "summary": "It pays 20%."}), ("block", "summary")),
        (publishable(scenarios=publishable().scenarios[:1]), ("warn", "scenarios")),
        (publishable(sources=(source("cms-one", url=""),)), ("warn", "sources.cms-one.url")),
    ],
)
def test_each_problem_is_found_at_its_field(document, problem):
    assert problem in found(document)


@pytest.mark.parametrize("name", sorted(FULL_PAGE))
def test_a_full_page_has_every_part(name):
    level = "warn" if name in MAY_BE_EMPTY else "block"
    assert (level, name) in found(publishable(**{name: (), "family": None}))


@pytest.mark.parametrize("name", sorted(name for name, least in FULL_PAGE.items() if least > 1))
def test_a_short_list_warns(name):
    document = publishable()
    assert ("warn", name) in found(document.model_copy(update={name: getattr(document, name)[:1]}))


def test_an_entry_may_be_short():
    empty = dict.fromkeys(("checklist", "on_the_claim", "denials", "how_to_appeal", "payer_notes", "scenarios"), ())
    assert found(publishable(depth="entry", related=(), **empty)) == set()
    assert found(publishable(depth="entry", meaning=(), **empty)) == {("warn", "meaning")}


def test_a_pair_written_on_the_other_page_counts():
    alone = publishable("25")
    assert ("warn", "related") in found(alone)
    assert ("warn", "related") not in found(alone, Known(KNOWN.keys, frozenset({"25"})))


def test_a_subject_that_needs_sources_has_one():
    payer = next(document for document in world_documents() if document.kind == "payer")
    assert ("block", "sources") in found(payer.model_copy(update={"identity_sources": (), "notes": ()}))


def test_summaries_fit_a_search_result_for_every_kind():
    topic = next(document for document in world_documents() if document.kind == "topic")
    assert ("block", "summary") in found(topic.model_copy(update={"summary": "x" * 156}))
    assert ("block", "summary") not in found(topic.model_copy(update={"summary": "x" * 155}))


def test_pages_are_read_too():
    sections = [{"key": "first", "heading": "First", "paragraphs": ["See [[page:lost]]."]}]
    page = {"kind": "page", "slug": "about", "name": "About", "summary": "About.", "review_due_on": "2027-01-01"}
    assert found(parse({**page, "sections": sections})) == {("block", "sections.first.paragraphs")}
    assert found(parse(page)) == {("block", "sections")}


def test_a_term_needs_its_source_and_a_spelling_of_its_own():
    page = {"kind": "page", "slug": "glossary", "name": "Glossary", "summary": "Words.", "review_due_on": "2027-01-01"}
    terms = [
        {"key": "mue", "name": "MUE", "text": "A limit of 3 units.", "sources": ["cms-one"], "checked_on": TODAY},
        {"key": "limit", "name": "limit", "also": ["mue"], "text": "At most so many."},
    ]
    document = parse({**page, "terms": terms}).with_sources({"cms-one": source("cms-one")})
    assert found(document) == {
        ("block", "terms.limit.sources"),
        ("block", "terms.limit.checked_on"),
        ("block", "terms.limit.also"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Bill 97140-59 with 97530.",
        "The edit 11042-97597 is open.",
        "Since 2020-01-01 the rule is 1997-2020.",
        "Chapter 4, section 20.6.2, and 100-04-12.",
        "In 2026 Medicare pays 50% of $1,234.56.",
    ],
)
def test_codes_and_dates_are_no_identifiers(text):
    assert found(changed("checklist", text=text)) == set()


def test_what_blocks_comes_first():
    document = publishable(review_due_on=None, scenarios=publishable().scenarios[:1])
    assert [problem.level for problem in check(document, known=KNOWN, today=TODAY)] == ["block", "warn", "warn"]


def guided(answer, *codes):
    """A comparison whose first question has one answer in place of its own."""
    document = comparison_document(*codes)
    first, *rest = document.questions
    first = first.model_copy(update={"answers": (Answer(**answer), *first.answers)})
    return document.model_copy(update={"questions": (first, *rest)})


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (comparison_document("59", "ZZ"), ("block", "codes")),
        (comparison_document(questions=[]), ("block", "questions")),
        (comparison_document(), ("warn", "questions")),
        (comparison_document(counter_examples=[]), ("block", "counter_examples")),
        (guided({"text": "A", "reason": "See [[ZZ]]."}), ("block", "questions.two-services.answers")),
        (guided({"text": "A", "reason": "See [[V8]]."}), ("block", "questions.two-services.answers")),
        (guided({"text": "A", "reason": "It always pays."}), ("block", "questions.two-services.answers")),
        (guided({"text": "A", "codes": ["V8"], "reason": "It fits."}, "59", "V8"),
         ("block", "questions.two-services.answers")),
    ],
)  # fmt: skip
def test_a_comparison_leads_only_to_what_is_live_and_in_force(document, problem):
    assert problem in found(document)


def test_an_ended_code_of_a_guide_may_be_named_as_ended():
    said = {"text": "A", "codes": ["V8"], "reason": "It ended in 2020."}
    assert ("block", "questions.two-services.answers") not in {
        place for place in found(guided(said)) if place[0] == "block"
    }
