"""Comparisons: their address, and guides in which every reader gets somewhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from modifiers import documents
from modifiers.codes import CodeError
from modifiers.documents import answers
from modifiers.documents.parts import Answer


def question(key: str, *given: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "text": f"What of {key}?", "answers": list(given)}


def to(key: str) -> dict[str, Any]:
    return {"text": "Yes", "question": key}


def use(*codes: str) -> dict[str, Any]:
    return {"text": "It is", "codes": codes, "reason": "It fits."}


EXIT = {"text": "No", "reason": "Bill it plain."}


def comparison(*questions: dict[str, Any], **changes: Any) -> documents.Document:
    given = {"kind": "comparison", "slug": "59-vs-xs", "name": "N", "summary": "S", "codes": ["XS", "59"]}
    return documents.parse({**given, "questions": questions, **changes})


def test_the_codes_keep_the_editors_order() -> None:
    assert comparison().codes == ("XS", "59")  # type: ignore[attr-defined]


def test_a_guide_may_be_written_later() -> None:
    assert comparison().questions == ()  # type: ignore[attr-defined]


def test_a_guide_may_lead_to_one_code_by_two_ways() -> None:
    assert comparison(
        question("a", to("b"), to("c")),
        question("b", use("59"), to("c")),
        question("c", use("XS", "59"), EXIT),
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"codes": ["59"]}, "at least 2"),
        ({"codes": ["59", "XS", "XE", "XP", "XU", "25", "57"]}, "at most 6"),
        ({"codes": ["59", "59"]}, "named twice"),
        ({"codes": ["59", "xs"]}, "write the modifier as XS"),
        ({"slug": "xs-vs-59"}, "The slug is the address of the codes: 59-vs-xs"),
    ],
)
def test_the_slug_is_the_address_of_two_to_six_codes(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        comparison(**changes)


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ([question("a", to("lost"), use("59", "XS"), EXIT)], "“a” leads to “lost”, which is no question here"),
        ([question("a", use("25"), use("59", "XS"), EXIT)], "“a” leads to 25, which is not one of the codes"),
        ([question("a", to("a"), use("59", "XS"), EXIT)], "“a” leads back to itself"),
        (
            [question("a", to("b"), EXIT), question("b", to("c"), use("59")), question("c", to("b"), use("XS"))],
            "“b” leads back to itself",
        ),
        (
            [question("a", use("59", "XS"), EXIT), question("b", use("59"), EXIT)],
            "No answer leads to “b”",
        ),
        ([question("a", use("59"), EXIT)], "No answer leads to XS"),
        ([question("a", use("59"), use("XS"))], "No answer leads to none of these"),
    ],
)
def test_a_guide_that_goes_nowhere_is_refused(questions: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        comparison(*questions)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Yes", "question": "b", "reason": "Why."},
        {"text": "Yes", "question": "b", "codes": ["59"]},
        {"text": "Yes", "codes": ["59"]},
        {"text": "Yes"},
        {"text": "Yes -> b", "question": "b"},
        {"text": "", "question": "b"},
    ],
)
def test_an_answer_leads_one_way_and_says_why(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Answer(**wrong)


def test_a_question_has_a_choice() -> None:
    with pytest.raises(ValidationError, match="at least 2"):
        comparison(question("a", EXIT))


WORDS = st.text(
    st.characters(exclude_characters=">→", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40
).filter(lambda text: bool(text.split()))
REASONS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=80).filter(
    lambda text: bool(text.split())
)
ANSWERS = st.one_of(
    st.builds(Answer, text=WORDS, question=st.sampled_from(["a", "same-note", "59"])),
    st.builds(Answer, text=WORDS, codes=st.sampled_from([("59",), ("LT", "RT")]), reason=REASONS),
    st.builds(Answer, text=WORDS, reason=REASONS),
)


@given(st.lists(ANSWERS, max_size=4).map(tuple))
def test_answers_read_back_as_they_were_shown(given: tuple[Answer, ...]) -> None:
    assert answers.parse(answers.show_all(given)) == given


def test_answers_are_typed_one_a_line() -> None:
    assert answers.parse("Yes -> same-note\n\n Left → lt, rt: Two lines.\nNo -> None: Bill it plain.") == (
        Answer(text="Yes", question="same-note"),
        Answer(text="Left", codes=("LT", "RT"), reason="Two lines."),
        Answer(text="No", reason="Bill it plain."),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Yes", "no arrow"),
        ("-> b", "from 1 to 120 characters"),
        ("Yes -> Not A Key", "named by its key"),
        ("Yes -> : why", "no code before the colon"),
        ("Yes -> 599: why", "is not a modifier"),
        ("Yes -> XS:", "Say in one line why"),
        (f"Yes -> XS: {'x' * 301}", "longer than 300"),
    ],
)
def test_an_answer_that_cannot_be_read_names_its_line(line: str, told: str) -> None:
    with pytest.raises(CodeError, match=rf"Line 2: .*{told}"):
        answers.parse(f"No -> a\n{line}")
