"""The one-word values of documents in plain American English, and dates as the site writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from modifiers.documents.parts import TimeLimit

ROADS = {
    "corrected_claim": "Send a corrected claim",
    "new_claim": "Send a new claim",
    "reopening": "Ask for a reopening",
    "appeal": "Appeal",
    "no_appeal": "No appeal rights",
    "bill_patient": "Bill the patient",
    "write_off": "Write it off",
    "respond": "Send the records asked for",
}
"""The way out of a denial (``Resolution``)."""

STANCES = {
    "follows_medicare": "Follows Medicare",
    "accepts": "Accepts it",
    "requires": "Requires it",
    "prefers": "Prefers it",
    "prefers_another": "Prefers another",
    "refuses": "Does not accept it",
    "reduces": "Pays less with it",
    "reviews": "Reviews claims with it",
    "differs": "Has its own rule",
    "unknown": "Not known to us",
}
"""What a payer does with a modifier (``Stance``)."""

RELATIONS = {
    "more_specific": ("More specific", "Less specific"),
    "commonly_confused": ("Commonly confused", "Commonly confused"),
    "used_together": ("Used together", "Used together"),
    "mutually_exclusive": ("Never together", "Never together"),
    "successor": ("Replaced by", "Replaces"),
}
"""How the second modifier of a pair stands to the first, and the first to the second (``Relation``)."""

PAYER_KINDS = {
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "federal": "Other federal programs",
    "commercial": "Commercial payers",
    "workers_compensation": "Workers' compensation",
}

SOURCE_KINDS = {
    "cms": "CMS",
    "government": "Other government bodies",
    "contractor": "Medicare contractors",
    "payer": "Payers",
    "society": "Professional societies",
    "standards": "Standards bodies",
    "trade": "Trade press",
}

DENIAL_SYSTEMS = {
    "group": "Group codes: who is responsible for the amount",
    "carc": "Claim adjustment reason codes (CARC): why it was adjusted",
    "rarc": "Remittance advice remark codes (RARC): what else to know",
}

APPEALS = {
    "yes": "Yes, as a rule",
    "no": "No",
    "depends": "It depends on the case",
    "unknown": "Not known to us",
}

WEIGHTS = {
    "settles": "It settles the matter, whatever else is on the line.",
    "decides": "It names the fault, so it shows the way whatever the modifier.",
    "weighs": "The record and the modifiers on the line decide.",
    "refers": "Alone it shows no way: read the remark beside it.",
    "informs": "It only explains, and shows no way by itself.",
}
"""How much a code says about the way out (``Weight``)."""

KINDS = {
    "modifier": "Modifier",
    "family": "Family",
    "denial_code": "Denial code",
    "payer": "Payer",
    "topic": "Topic",
    "setting": "Setting",
    "question": "Question",
    "comparison": "Comparison",
    "page": "Page",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime | None) -> str:
    """``4 Oct 2026``; the empty string for None. Moments are shown in the site's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def partial_day(text: str) -> str:
    """A document's own date, which may be a year or a month: ``2024`` · ``Feb 2024`` · ``4 Feb 2024``."""
    try:
        year, *rest = (int(piece) for piece in text.split("-"))
        month = _MONTHS[rest[0] - 1] if rest else ""
    except (ValueError, IndexError):
        return text
    return " ".join(str(piece) for piece in (*rest[1:], month, year) if piece)


def counted(number: int, one: str, many: str = "") -> str:
    """``1 modifier`` · ``20 modifiers``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def time_limit(limit: TimeLimit) -> str:
    """How long it is, from when, and the least amount: ``60 days from the decision before, $200 at least (2026)``."""
    lengths = ((limit.days, "day"), (limit.months, "month"), (limit.years, "year"))
    told = next((counted(number, unit) for number, unit in lengths if number), "Ask the payer how long")
    start = _STARTS[limit.counted_from]
    amount = f", ${limit.amount:,} at least ({limit.amount_year})" if limit.amount else ""
    received = "receiving " if limit.presumed_days else ""
    return f"{told}, from {received}{start}{amount}"


def fitted(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words, with an ellipsis where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,:;-(')}…"


def in_words(codes: Sequence[str]) -> str:
    """``59 and XS`` · ``59, XE and XS``."""
    return " and ".join(filter(None, (", ".join(codes[:-1]), *codes[-1:])))


def denial_label(slug: str) -> str:
    """``carc-97`` as it is said: ``CARC 97``."""
    system, _, value = slug.partition("-")
    return f"{'Group' if system == 'group' else system.upper()} {value.upper()}"


_STARTS = {
    "notice": "the remittance",
    "previous_decision": "the decision before",
    "service": "the date of service",
}

HEADINGS = {
    "when_to_use": "Use when",
    "do_not_use": "Do NOT use when",
    "checklist": "Documentation checklist",
    "meaning": "What it means",
    "on_the_claim": "On the claim",
    "opens_edit": "Opens an edit when",
    "payment_effect": "What it does to payment",
    "denials": "Common denials",
    "how_to_appeal": "How to appeal",
    "payer_notes": "Payer notes",
    "audit_notes": "Audit notes",
    "related": "Related and commonly confused",
    "scenarios": "Worked examples",
    "misconceptions": "You may have read",
    "where_used": "Where it is used",
    "intro": "What they have in common",
    "appeal_levels": "Levels of appeal",
    "time_limits": "Other time limits",
    "questions": "Which one?",
    "counter_examples": "Looks like one, is another",
    "sources": "Sources",
}
"""Document field → the heading under which readers find it, in page order."""
