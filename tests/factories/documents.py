"""Documents with every list filled. The words are the tests' own and state no rule of any payer."""

from __future__ import annotations

from datetime import date
from typing import Any

from modifiers import documents
from modifiers.codes import ModifierSet
from modifiers.documents import ModifierDocument, Source

CHECKED = date(2026, 11, 1)
SOURCE_KEYS = ("cms-one", "cms-two", "payer-one")


def source(key: str = "cms-one", **changes: Any) -> Source:
    """A source as an edition holds it."""
    return Source(
        **{
            "key": key,
            "title": f"Manual {key}",
            "publisher": "CMS" if key.startswith("cms") else "Example payer",
            "kind": "cms" if key.startswith("cms") else "payer",
            "url": f"https://example.org/{key}",
            "section": "Chapter 1",
            "document_date": "2026-01",
            "checked_on": CHECKED,
            **changes,
        }
    )


SOURCES = {key: source(key) for key in SOURCE_KEYS}


def statement(key: str, text: str, **more: Any) -> dict[str, Any]:
    """Plain data of a sourced statement."""
    return {"key": key, "text": text, "sources": ["cms-one"], "checked_on": CHECKED, **more}


def modifier_document(code: str = "59", **changes: Any) -> ModifierDocument:
    """A modifier with every list filled, citing only what :func:`world_documents` holds; sources by value."""
    other = "XS" if code != "XS" else "25"
    data: dict[str, Any] = {
        "kind": "modifier",
        "code": code,
        "name": f"Name of {code}",
        "system": "CPT" if code.isdigit() else "HCPCS Level II",
        "summary": f"One sentence about modifier {code}.",
        "identity_sources": ["cms-one"],
        "family": "distinct-service",
        "topics": ["which-side"],
        "is_ncci_associated": True,
        "effective_on": date(2015, 1, 1),
        "search_terms": ["unbundle", "separate"],
        "reviewed_on": date(2026, 11, 1),
        "reviewed_by": "D3rx editors",
        "review_due_on": date(2027, 11, 1),
        "meaning": [statement("what", f"Modifier {code} tells the payer that two services were distinct.")],
        "when_to_use": [
            statement("other-site", "The second service was at another site; see [[XS]]."),
            statement("other-time", "The second service was at another time.", sources=["cms-one", "cms-two"]),
        ],
        "do_not_use": [
            statement("specific-fits", f"Do not use {code} when [[{other}]] fits.", instead=[other]),
            statement("only-for-pay", "Do not use it only because the claim was denied with [[carc-97]]."),
        ],
        "checklist": [
            statement("site-named", "Both sites are named in the note."),
            statement("time-named", "Both times are named in the note."),
        ],
        "on_the_claim": [statement("column-two", "Put it on the line that would be bundled.")],
        "opens_edit": [statement("any-pair", "The record shows two services.")],
        "payment_effect": [statement("opens-edit", "The line is paid as a service of its own.")],
        "denials": [
            statement(
                "bundled",
                "The two services fall under one edit.",
                says="Included in another service",
                codes=["carc-97"],
                resolution="corrected_claim",
                action="Send a corrected claim if the record shows two sites.",
            )
        ],
        "how_to_appeal": [statement("send-note", "Send the note that names both sites.")],
        "audit_notes": [statement("seen-often", "Reviewers look at it often.")],
        "payer_notes": [
            statement(
                "example-asks",
                "The example payer asks for the record.",
                sources=["payer-one"],
                payer="example-payer",
                stance="reviews",
                topic="which-side",
                differs=True,
                effective_on=date(2024, 1, 1),
            )
        ],
        "scenarios": [
            statement(
                "two-lesions",
                "Two sites, two lines.",
                title="Two lesions",
                scene="One lesion on the left arm, one on the back.",
                is_right=True,
                lines=[{"procedure": "11102"}, {"procedure": "17110", "modifiers": [code], "note": "the back"}],
            )
        ],
        "misconceptions": [
            statement("always-pays", "It does not.", claim="It always makes the payer pay.", since=date(2020, 1, 1))
        ],
        "where_used": [
            statement("skin", "Biopsy and removal on one day.", setting="dermatology", procedures=["11102", "17110"])
        ],
    }
    if code == "59":
        data["related"] = [statement("xs", "XS names the reason, 59 does not.", code="XS", kind="more_specific")]
    return _composed({**data, **changes})  # type: ignore[return-value]


def denial_code_document(code: str = "carc-97", **changes: Any) -> documents.Document:
    """A denial code with its statements."""
    return _composed(
        {
            "kind": "denial_code",
            "code": code,
            "name": f"Name of {code}",
            "identity_sources": ["cms-two"],
            "can_appeal": "depends",
            "meaning": [statement("what", f"By {code} the payer counts the service into another one.")],
            "first_action": [statement("look", f"With {code}, look for an edit between the two codes.")],
            "appeal_note": [statement("maybe", f"Appeal {code} only if the record shows two services.")],
            "official_url": "https://example.org/codes",
            **changes,
        }
    )


def comparison_document(*codes: str, **changes: Any) -> documents.Document:
    """A comparison with a guide of two questions that reaches every code, and an exit."""
    codes = codes or ("59", "XS")
    first, *rest = codes
    slug = ModifierSet.of(codes).slug
    return _composed(
        {
            "kind": "comparison",
            "slug": slug,
            "name": f"{slug}: which one",
            "summary": f"Which of {', '.join(codes)} fits.",
            "codes": codes,
            "intro": [statement("all", f"Each of {slug} marks a service of its own.")],
            "questions": [
                statement(
                    "two-services",
                    f"Were there two services in {slug}?",
                    answers=[
                        {"text": "Yes", "question": "where"},
                        {"text": "No", "reason": f"Bill one line without any of {slug}."},
                    ],
                ),
                statement(
                    "where",
                    f"Where was the second one of {slug}?",
                    sources=["cms-two"],
                    answers=[
                        *({"text": f"Place {n}", "codes": [code], "reason": f"There it is [[{code}]] in {slug}."}
                          for n, code in enumerate(rest)),
                        {"text": "Elsewhere", "codes": [first], "reason": f"Nothing narrower fits in {slug}."},
                    ],
                ),
            ],
            "counter_examples": [statement("one-site", f"Two lesions at one site look like {slug} and are neither.")],
            **changes,
        }
    )  # fmt: skip


def world_documents() -> list[documents.Document]:
    """Every kind of subject, in an order in which each is known before it is referred to."""
    named = [
        {"kind": "topic", "slug": "which-side", "name": "Which side", "summary": "Which side of the body."},
        {"kind": "question", "slug": "which-side", "name": "Side", "summary": "Which side does the payer want?"},
        {"kind": "setting", "slug": "dermatology", "name": "Dermatology", "summary": "Skin."},
        {
            "kind": "payer",
            "slug": "example-payer",
            "name": "Example payer",
            "summary": "A payer for tests.",
            "payer_kind": "commercial",
            "identity_sources": ["payer-one"],
            "notes": [statement("in-general", "It asks for records.", sources=["payer-one"])],
        },
        {
            "kind": "family",
            "slug": "distinct-service",
            "name": "Distinct service",
            "summary": "Two services that were apart.",
            "identity_sources": ["cms-one"],
            "guidance": [statement("most-specific", "Use the most specific of [[59]] and [[XS]].")],
            "checklist": [statement("apart", "The record tells the two services apart.", sources=["cms-two"])],
            "opens_edit": [statement("timed-therapy", "Each service has its own minutes.", sources=["cms-two"])],
            "do_not_use": [statement("one-service", "Do not use it for one service told twice.")],
        },
    ]
    pages = [
        {
            "kind": "page",
            "slug": slug,
            "name": slug.replace("-", " ").capitalize(),
            "summary": f"About {slug}.",
            "sections": [{"key": "first", "heading": "First", "paragraphs": ["Words.", "More words."]}],
        }
        for slug in ("about", "disclaimer", "editorial-policy")
    ]
    return [
        *map(_composed, named),
        denial_code_document("carc-97", often_with=["rarc-n519"]),
        denial_code_document("rarc-n519"),
        *map(_composed, pages),
        *(modifier_document(code) for code in ("25", "XS", "59")),
        comparison_document(),
    ]


def _composed(data: dict[str, Any]) -> documents.Document:
    reviewed = {"reviewed_on": date(2026, 11, 1), "review_due_on": date(2027, 11, 1)}
    return documents.parse({**reviewed, **data}).with_sources(SOURCES)
