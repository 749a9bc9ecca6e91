"""Hypothesis: modifiers and pages with any lists, naming only what the world of the factories holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from modifiers import documents
from tests.factories import modifier_document

SLUGS = ["one", "two", "three", "four-b", "59", "no"]

# Not filter(str.split): hypothesis takes that to mean “not empty” and lets blank text pass.
lines = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    lambda t: bool(t.split())
)
traps = [
    "Do not use [[59]].",
    "yes",
    "12:30",
    "2026-01-01",
    "- a",
    "# b",
    "a: b",
    "'\"",
    "0591",
    "~",
    "many words " * 20,
]
texts = lines | st.sampled_from(traps)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))
maybe_days = st.none() | days


def some(values: Any) -> Any:
    """A few of these values, in any order."""
    return st.lists(st.sampled_from(values), unique=True, max_size=3)


def rows(**fields: Any) -> Any:
    """A list of statements with unique keys and these fields beside the common ones."""
    common = {
        "key": st.sampled_from(SLUGS),
        "text": texts,
        "sources": some(["cms-one", "cms-two", "payer-one"]),
        "checked_on": maybe_days,
    }
    return st.lists(st.fixed_dictionaries(common | fields), unique_by=lambda row: row["key"], max_size=3)


claim_lines = st.lists(
    st.fixed_dictionaries(
        {
            "procedure": st.sampled_from(["97140", "G0121", "0075T"]),
            "modifiers": some(["59", "XS", "GP"]),
            "units": st.integers(1, 999),
            "note": st.just("") | lines,
        }
    ),
    max_size=2,
)

modifiers = st.fixed_dictionaries(
    {
        "kind": st.just("modifier"),
        "code": st.just("59"),
        "name": lines,
        "system": st.sampled_from(["CPT", "HCPCS Level II"]),
        "depth": st.sampled_from(["full", "entry"]),
        "summary": lines,
        "identity_sources": some(["cms-one", "cms-two"]),
        "family": st.sampled_from([None, "distinct-service"]),
        "topics": some(["which-side"]),
        "is_ncci_associated": st.booleans(),
        "effective_on": maybe_days,
        "successor": st.sampled_from([None, "XS"]),
        "search_terms": st.lists(lines, max_size=3),
        "reviewed_on": st.none(),
        "review_due_on": maybe_days,
        "reviewed_by": st.sampled_from(["", "An editor"]),
        "meaning": rows(),
        "how_to_appeal": rows(),
        "opens_edit": rows(),
        "when_to_use": rows(),
        "do_not_use": rows(instead=some(["XS", "25", "59"])),
        "denials": rows(
            says=lines,
            codes=some(["carc-97", "rarc-n519"]),
            resolution=st.sampled_from(["appeal", "write_off"]),
            action=texts,
        ),
        "payer_notes": rows(
            payer=st.just("example-payer"),
            stance=st.sampled_from(["accepts", "unknown"]),
            topic=st.sampled_from([None, "59-or-x"]),
            differs=st.booleans(),
            effective_on=maybe_days,
        ),
        "scenarios": rows(title=lines, scene=texts, is_right=st.booleans(), lines=claim_lines),
        "misconceptions": rows(claim=texts, since=maybe_days),
        "where_used": rows(
            setting=st.just("dermatology"), procedures=st.lists(st.sampled_from(["11102", "17110"]), max_size=3)
        ),
        "related": rows(
            code=st.sampled_from(["XS", "25"]), kind=st.sampled_from(["more_specific", "used_together"])
        ).filter(lambda found: len({row["code"] for row in found}) == len(found)),
    }
).map(documents.parse)

guides = st.sampled_from(
    [
        [],
        [("one", [{"codes": ["XS", "59"]}, {}])],
        [("two", [{"question": "one"}, {}]), ("one", [{"codes": ["XS"]}, {"codes": ["59"]}])],
        [("59", [{"codes": ["59"]}, {"question": "no"}, {"question": "one"}]), ("no", [{"question": "one"}, {}]),
         ("one", [{"codes": ["XS"]}, {}])],
    ]
)  # fmt: skip


@st.composite
def comparisons(draw: Any) -> Any:
    """A comparison of 59 and XS with any words and one of a few guides."""
    said = {"sources": some(["cms-one", "cms-two"]), "checked_on": maybe_days}
    answer_words = lines.filter(lambda text: not set(text) & set(">→"))
    questions = []
    for key, ways in draw(guides):
        leads = [
            {**way, "text": draw(answer_words), **({} if "question" in way else {"reason": draw(lines)})}
            for way in ways
        ]
        questions.append({"key": key, "text": draw(texts), "answers": leads, **draw(st.fixed_dictionaries(said))})
    return documents.parse(
        {
            "kind": "comparison",
            "slug": "59-vs-xs",
            "name": draw(lines),
            "summary": draw(lines),
            "codes": draw(st.permutations(["59", "XS"])),
            "intro": draw(rows()),
            "questions": questions,
            "counter_examples": draw(rows()),
        }
    )


pages = st.fixed_dictionaries(
    {
        "kind": st.just("page"),
        "slug": st.just("about"),
        "name": lines,
        "summary": lines,
        "sections": st.lists(
            st.fixed_dictionaries(
                {"key": st.sampled_from(SLUGS), "heading": lines, "paragraphs": st.lists(texts, max_size=3)}
            ),
            unique_by=lambda row: row["key"],
            max_size=3,
        ),
    }
).map(documents.parse)


def publishable(code: str = "59", **changes: Any) -> documents.ModifierDocument:
    """A modifier that is complete in the eyes of the checks, warnings included."""
    whole = modifier_document(code)
    more: dict[str, Any] = {}
    for name, least in {"checklist": 3, "do_not_use": 3, "on_the_claim": 2, "denials": 2}.items():
        more[name] = _stretched(getattr(whole, name), least)
    for name in ("how_to_appeal", "payer_notes", "where_used", "scenarios"):
        more[name] = _stretched(getattr(whole, name), 2)
    wrong = more["scenarios"][-1].model_copy(update={"is_right": False})
    return whole.model_copy(update={**more, "scenarios": (*more["scenarios"][:-1], wrong), **changes})


def _stretched(rows_: tuple[Any, ...], least: int) -> tuple[Any, ...]:
    more = [rows_[0].model_copy(update={"key": f"more-{number}"}) for number in range(least - len(rows_))]
    return (*rows_, *more)
