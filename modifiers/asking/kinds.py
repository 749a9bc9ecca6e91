"""The kinds of questions that coders ask, how each is recognized, and which parts of a page answer it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

Want = Literal[
    "together", "difference", "which", "when", "when_not", "payment", "liability", "on_the_claim", "record",
    "denial", "appeal", "deadline", "payer", "audit", "edit", "meaning",
]  # fmt: skip
"""A kind of question."""

_MARKS: Mapping[Want, Sequence[str]] = {
    "together": (
        r"\b(?:together|both|along with|same claim)\b",
        r"\b(?:same|one|single) (?:claim )?line\b",
        r"\bcombin",
    ),
    "difference": (r"\bdifferen(?:ce|t from)\b", r"\bvs\.?\b", r"\b(?:versus|instead|or|rather than)\b", r"\bcompare"),
    "which": (r"\b(?:which|what) (?:\w+ )?(?:modifiers?|mods?|codes?)\b", r"\bmodifiers? (?:for|do|should)\b"),
    "when_not": (
        r"\bnot (?:to )?(?:use|bill|append|add|report)",
        r"\b(?:never|wrong|allowed|ok|can'?t)\b",
        r"\bmisuse",
    ),
    "when": (
        r"\b(?:when|should|appropriate|necessary)\b",
        r"\b(?:can|could|may|must|do|does)\b.{1,40}\b(?:use|bill|append|add|report|put|need|have)",
        r"\bneed(?:s|ed)?\b",
        r"\brequire[sd]?\b",
        r"\b(?:is|are)\b.{1,30}\bfor\b",
    ),
    "payment": (
        r"\bpa(?:y|ys|id|yment)\b",
        r"\breimburs",
        r"\bpercent",
        "%",
        r"\breduc",
        r"\b(?:cuts?|rate|extra|global|how much)\b",
    ),
    "liability": (
        r"\bwho (?:pays|owes|is (?:responsible|liable))",
        r"\bliab",
        r"\b(?:bill|charge) the patient",
        r"\bpatient (?:owe|pay)",
        r"\bresponsib",
        r"\bwrite.?off",
        r"\bcollect\b",
    ),
    "on_the_claim": (
        r"\bwhich line\b",
        r"\bwhere (?:do|does|to|should|is)\b",
        r"\b(?:order|position|units?|box|field|lines?)\b",
        r"\bsequenc",
        r"\bhow (?:do|to|should)\b.{0,20}\b(?:bill|report|append|put|enter)",
    ),
    "record": (r"\bdocument", r"\b(?:records?|notes?|chart|prove|proof|signed|a report)\b", r"\bsupport"),
    "denial": (
        r"\bden(?:y|ied|ies|ial)",
        r"\breject",
        r"\bleave (?:off|out)",
        r"\bforg[oe]t",
        r"\b(?:missing|what now)\b",
    ),
    "appeal": (r"\bappeal", r"\bredetermin", r"\breconsider", r"\breopen"),
    "deadline": (r"\bhow (?:long|many days)\b", r"\b(?:deadline|days to|by when)\b", r"\btime limit"),
    "audit": (r"\baudit", r"\boig\b", r"\brisk", r"\bscrutin", r"\bred flag", r"\bfraud"),
    "edit": (r"\bbypass", r"\b(?:ncci|cci|edits?|opens?|opened)\b", r"\bunbundl", r"\bindicator"),
    "meaning": (
        r"\bmean(?:s|ing)?\b",
        r"\bstands? for\b",
        r"\bdefin",
        r"\bwhat(?:'s| is| are)\b",
        r"\b(?:explain|tells?)\b",
    ),
}
_RECOGNIZED = tuple((want, re.compile("|".join(patterns))) for want, patterns in _MARKS.items())

_PARTS: dict[Want, dict[str, float]] = {
    "together": {"related": 1.0, "do_not_use": 0.7, "on_the_claim": 0.7, "misconceptions": 0.6, "payer_notes": 0.2},
    "difference": {"related": 1.0, "intro": 0.9, "counter_examples": 0.5, "do_not_use": 0.6, "when_to_use": 0.5,
                   "meaning": 0.3, "misconceptions": 0.4},
    "which": {"summary": 1.0, "when_to_use": 0.9, "meaning": 0.7, "intro": 0.3, "scenarios": 0.2},
    "when": {"when_to_use": 1.0, "do_not_use": 0.9, "opens_edit": 0.6, "on_the_claim": 0.5, "misconceptions": 0.5,
             "meaning": 0.4, "scenarios": 0.2, "payer_notes": 0.3},
    "when_not": {"do_not_use": 1.0, "misconceptions": 0.6, "when_to_use": 0.5, "on_the_claim": 0.4},
    "payment": {"payment_effect": 1.0, "payer_notes": 0.5, "misconceptions": 0.4, "meaning": 0.3, "notes": 0.4,
                "on_the_claim": 0.2},
    "liability": {"payment_effect": 1.0, "do_not_use": 0.8, "denials": 0.8, "meaning": 0.7, "when_to_use": 0.4},
    "on_the_claim": {"on_the_claim": 1.0, "do_not_use": 0.4, "misconceptions": 0.3, "payer_notes": 0.2},
    "record": {"checklist": 1.0, "how_to_appeal": 0.4, "when_to_use": 0.3, "on_the_claim": 0.3, "audit_notes": 0.3},
    "denial": {"denials": 1.0, "meaning": 0.3, "first_action": 0.9, "how_to_appeal": 0.5},
    "appeal": {"how_to_appeal": 1.0, "denials": 0.9, "appeal_note": 1.0, "appeal_levels": 0.5},
    "deadline": {"time_limits": 1.0, "appeal_levels": 1.0, "how_to_appeal": 0.5, "when_to_use": 0.4, "meaning": 0.4},
    "payer": {"payer_notes": 1.0, "notes": 0.8},
    "audit": {"audit_notes": 1.0, "payer_notes": 0.3},
    "edit": {"opens_edit": 1.0, "do_not_use": 0.7, "denials": 0.4, "misconceptions": 0.5, "when_to_use": 0.4},
    "meaning": {"meaning": 1.0, "summary": 0.9, "first_action": 0.3},
}  # fmt: skip
_UNTOLD = {"summary": 0.8, "meaning": 0.8, "first_action": 0.7, "when_to_use": 0.6, "do_not_use": 0.5}

_FEES = re.compile(r"\b(?:how much|costs?|prices?|fees?|conversion factor|salary)\b|\ballowable|\bcopay", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:should|can|may|must|could|do) (?:i|we|he|she|they|you|(?:my|the|a|our) patient) "
    r"(?:treat|stop|take|give|prescribe|start|inject|operate|diagnose)\b|\b(?:dose|dosage) of\b",
    re.IGNORECASE,
)


def wants_of(text: str) -> tuple[Want, ...]:
    """The kinds of a question in the order in which it comes to them; “what is …” says least, so it goes last."""
    lower = text.lower()
    found = [(want == "meaning", match.start(), want) for want, each in _RECOGNIZED if (match := each.search(lower))]
    return tuple(want for _, _, want in sorted(found, key=lambda row: row[:2]))


def parts_of(wants: Sequence[Want]) -> dict[str, float]:
    """The lists of a document that answer these kinds, the first kind most, and how well: 0 to 1."""
    if not wants:
        return dict(_UNTOLD)
    found: dict[str, float] = {}
    for place, want in enumerate(wants):
        for part, weight in _PARTS[want].items():
            found[part] = max(found.get(part, 0.0), weight * max(0.4, 1 - 0.2 * place))
    return found


def asks_for_fees(text: str) -> bool:
    """Whether a question is about an amount of money: the reference has none of those that a payer's schedule holds."""
    return bool(_FEES.search(text))


def asks_for_care(text: str) -> bool:
    """Whether a question is about what to do with a patient."""
    return bool(_CARE.search(text))
