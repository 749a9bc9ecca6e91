"""One example for each shape of answer. The words are short; the content itself is at the addresses."""

from __future__ import annotations

import json
from typing import Any

from modifiers import documents

ORIGIN = "https://modifiers.example.org"
_CHECKED = "2026-11-01"
_SOURCE = {
    "key": "cms-manual",
    "title": "Claims processing manual",
    "publisher": "CMS",
    "kind": "cms",
    "url": "https://www.cms.gov/",
    "section": "Chapter 23",
    "document_date": "2026-01",
    "checked_on": _CHECKED,
    "note": "",
}
_LATER = "/api/v1/modifiers?limit=1&after=59"


def _statement(key: str, text: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "text": text, "sources": ["cms-manual"], "checked_on": _CHECKED, **more}


_DENIAL = _statement(
    "bundled",
    "The two services fall under one edit.",
    says="Included in another service",
    codes=["carc-97"],
    resolution="corrected_claim",
    action="Send a corrected claim if the record shows two sites.",
)
_NOTE = _statement(
    "example-payer-asks",
    "The payer asks for the record.",
    payer="example-payer",
    stance="reviews",
    topic="59-or-x",
    differs=True,
    effective_on="2024-01-01",
    ended_on=None,
)
_USE = _statement("skin", "Biopsy and removal on one day.", setting="dermatology", procedures=["11102", "17110"])
_MODIFIER = {
    "kind": "modifier",
    "code": "59",
    "name": "Distinct procedural service",
    "system": "CPT",
    "summary": "Two services of one day that are apart.",
    "family": "distinct-service",
    "topics": ["distinct-service"],
    "is_ncci_associated": True,
    "opens_edit": [_statement("any-pair", "The record shows two services at two sites.")],
    "denials": [_DENIAL],
    "sources": [_SOURCE],
}


def _named(kind: str, key: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "slug": key, "name": fields.pop("name"), "summary": "One sentence.", **fields}


_DOCUMENTS: dict[str, dict[str, Any]] = {
    "modifier": _MODIFIER,
    "family": _named("family", "distinct-service", name="Distinct service"),
    "topic": _named("topic", "distinct-service", name="Was it a distinct service?"),
    "setting": _named("setting", "dermatology", name="Dermatology"),
    "payer": _named("payer", "example-payer", name="Example payer", payer_kind="commercial"),
    "question": _named("question", "59-or-x", name="59 or X"),
    "denial_code": {"kind": "denial_code", "code": "carc-97", "name": "Paid within another service"},
}
_ANSWERS = [
    {"text": "Yes", "codes": ["XS"], "reason": "XS names the reason."},
    {"text": "No", "codes": ["59"], "reason": "Only 59 is left."},
    {"text": "Not apart at all", "reason": "Neither: leave the pair closed."},
]
_DOCUMENTS["comparison"] = {
    "kind": "comparison",
    "slug": "59-vs-xs",
    "name": "59 or XS",
    "summary": "One sentence.",
    "codes": ["59", "XS"],
    "questions": [_statement("where", "Was it another structure?", answers=_ANSWERS)],
    "sources": [_SOURCE],
}
_PLURALS = {"family": "families", "denial_code": "denials"}


def _edition(kind: str) -> dict[str, Any]:
    document = documents.parse(_DOCUMENTS[kind])
    plural = _PLURALS.get(kind, f"{kind}s")
    return {
        "kind": kind,
        "key": document.key,
        "edition": 3,
        "sha256": document.sha256(),
        "live_from": "2026-11-23T14:00:00Z",
        "url": f"{ORIGIN}/{'compare' if kind == 'comparison' else plural}/{document.key}/",
        "api_url": f"{ORIGIN}/api/v1/{plural}/{document.key}",
    }


def _whole(kind: str, **more: Any) -> dict[str, Any]:
    return {**_edition(kind), **more, "document": json.loads(documents.parse(_DOCUMENTS[kind]).canonical_json())}


def _listing(item: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    return {"count": 1 if following is None else 2, "next": following, "items": [item]}


_NAME = {
    "code": "59",
    "name": "Distinct procedural service",
    "url": f"{ORIGIN}/modifiers/59/",
    "api_url": f"{ORIGIN}/api/v1/modifiers/59",
}


def _using(section: str, statement: dict[str, Any]) -> dict[str, Any]:
    return {**_NAME, "statements": [{"url": f"{_NAME['url']}#{section}-{statement['key']}", "statement": statement}]}


_PAYER = {
    "kind": "payer",
    "key": "example-payer",
    "name": "Example payer",
    "url": f"{ORIGIN}/payers/example-payer/",
    "api_url": f"{ORIGIN}/api/v1/payers/example-payer",
}
_QUESTION = {
    **_edition("question"),
    "name": "59 or X",
    "question": "One sentence.",
    "payers": [{"payer": _PAYER, "answers": [_using("payers", _NOTE)]}],
}
_ITEM = {
    **_edition("modifier"),
    **{name: _MODIFIER[name] for name in ("code", "name", "system", "summary", "family", "topics")},
    "depth": "full",
    "is_ncci_associated": True,
    "effective_on": None,
    "ended_on": None,
    "successor": None,
}
_WITHDRAWAL = {"withdrawal": "", "merged_into": ""}
_EDITION = {
    **{name: _ITEM[name] for name in ("edition", "sha256", "live_from")},
    "published_at": "2026-11-23T13:58:12Z",
    "is_major": True,
    "is_correction": False,
    "change_note": "The rule of 2027 is in.",
    **_WITHDRAWAL,
    "url": f"{ORIGIN}/modifiers/59/editions/3/",
}


def _subject(kind: str) -> dict[str, Any]:
    document = documents.parse(_DOCUMENTS[kind])
    return {**_edition(kind), "name": document.title, "summary": getattr(document, "summary", None)}


ASKED: dict[str, dict[str, Any]] = {
    "route": {"text": "CO-97 N519, 97530-59", "payer_kind": "medicare", "date_of_remittance": "2026-11-02"}
}
"""Operation → a body to post."""

_CITED = "denial_code/rarc-n519/first_action/first-step"
_LIMIT = {
    "name": "New or corrected claim",
    "payer": "medicare-part-b",
    "road": "new_claim",
    "last_on": None,
    "is_past": False,
    "told": "1 year. Give the date of the service to have it counted.",
    "amount": None,
    "amount_year": None,
    "rule": "A claim must arrive within one calendar year of the date of service.",
    "sources": ["cms-manual"],
}
_LINE_ROUTE = {
    "road": "corrected_claim",
    "headline": "Send a corrected claim. Do not appeal.",
    "also": [
        {
            "road": "new_claim",
            "when": "Correct what the other remark codes name and send a new claim.",
            "statement": "denial_code/rarc-ma130/first_action/first-step",
        }
    ],
    "because": "RARC N519 names the fault. Find the pair that clashes. Remove the wrong one.",
    "statements": [
        {
            "statement": _CITED,
            "text": "Find the pair that clashes. Remove the wrong one.",
            "url": f"{ORIGIN}/denials/rarc-n519/",
            "sources": ["cms-manual"],
        }
    ],
    "said": [{"code": "rarc-n519", "name": "Modifiers may not be combined", "meaning": "The modifiers clash."}],
    "evidence": ["The note names the separate site."],
    "modifiers": ["59"],
    "deadline": _LIMIT,
    "deadlines": [_LIMIT],
    "warnings": [],
    "sources": [_SOURCE],
    "line": "CO-97 N519 97530-59",
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "route": {**_LINE_ROUTE, "lines": [], "dropped": ["a date of birth"], "notes": []},
    "list_modifiers": _listing(_ITEM, f"{ORIGIN}{_LATER}"),
    "get_modifier": _whole("modifier"),
    "list_editions": {"code": "59", "items": [_EDITION]},
    "list_changes": {
        "since": "2026-11-23T05:00:00Z",
        "poll_since": "2026-11-23T13:50:00Z",
        "count": 1,
        "next": None,
        "items": [
            {
                **{name: _ITEM[name] for name in ("kind", "key", "name", "edition", "sha256")},
                **{name: _EDITION[name] for name in ("live_from", "published_at", "is_major", "is_correction")},
                "change_note": _EDITION["change_note"],
                **_WITHDRAWAL,
                "url": _ITEM["url"],
                "edition_url": _EDITION["url"],
                "api_url": _ITEM["api_url"],
            }
        ],
    },
    "list_families": _listing(_subject("family")),
    "get_family": _whole("family", modifiers=[_NAME]),
    "list_topics": _listing(_subject("topic")),
    "get_topic": _whole("topic", modifiers=[_NAME]),
    "list_settings": _listing(_subject("setting")),
    "get_setting": _whole("setting", modifiers=[_using("where", _USE)]),
    "list_payers": _listing(_subject("payer")),
    "get_payer": _whole("payer", modifiers=[_using("payers", _NOTE)]),
    "list_denials": _listing(_subject("denial_code")),
    "get_denial_code": _whole("denial_code", modifiers=[_using("denials", _DENIAL)]),
    "list_questions": _listing(_QUESTION),
    "get_question": {**_QUESTION, "document": _whole("question")["document"]},
    "list_comparisons": _listing(_subject("comparison")),
    "get_comparison": _whole("comparison"),
    "search": {
        "query": "two lesions same day",
        "interpreted_as": "text",
        "was_cut": False,
        "corrected": None,
        "pair": None,
        "results": [
            {
                "kind": "modifier",
                "code": "59",
                "title": "Distinct procedural service",
                "url": f"{_NAME['url']}#examples-two-lesions",
                "api_url": _NAME["api_url"],
                "snippet": "Two lesions at two sites on one day.",
            }
        ],
    },
    "get_pair": {
        "codes": ["A4452", "A4450"],
        "on": "2026-11-23",
        "setting": "practitioner",
        "program": "medicare",
        "status": "live",
        "headline": "Yes: an edit bundles A4452 into A4450. A modifier opens it when the record supports it.",
        "column_one": "A4450",
        "column_two": "A4452",
        "modifier_indicator": "1",
        "effective_on": "2020-01-01",
        "ended_on": None,
        "modifier_allowed_on": ["column_one", "column_two"],
        "candidates": [
            {
                "code": "59",
                "test": "The record shows two services at two sites.",
                "sources": ["cms-manual"],
                "goes_on": ["A4450", "A4452"],
                "family": None,
                "condition": None,
                "url": f"{_NAME['url']}#opens-edit-any-pair",
                "api_url": _NAME["api_url"],
            }
        ],
        "rationale": "The two are not done together.",
        "reasons": [{"text": "A4450 is the column one code.", "sources": ["cms-manual"]}],
        "notes": [],
        "cautions": [],
        "history": [
            {
                "column_one": "A4450",
                "column_two": "A4452",
                "effective_on": "2020-01-01",
                "deleted_on": None,
                "modifier_indicator": "1",
                "rationale": "The two are not done together.",
            }
        ],
        "release": "Medicare practitioner NCCI code pairs, 4th quarter of 2026 (v323r0)",
        "loaded": {
            "name": "Medicare practitioner NCCI code pairs, 4th quarter of 2026 (v323r0)",
            "quarter": "2026-10",
            "version": "v323r0",
            "starts_on": "2026-10-01",
            "ends_on": "2026-12-31",
            "line_count": 2600000,
            "is_sample": False,
            "is_complete": True,
        },
        "url": f"{ORIGIN}/pairs/A4452-A4450/?on=2026-11-23&setting=practitioner",
    },
    "get_source": {
        "url": f"{ORIGIN}/sources/cms-manual/",
        "source": _SOURCE,
        "cited_by": [{"kind": "modifier", "key": "59", **{n: _NAME[n] for n in ("name", "url", "api_url")}}],
    },
}
"""Operation → an answer. An operation of a kind that is not here yet has none until somebody writes it."""
