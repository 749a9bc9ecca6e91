"""The router's own sentences: the road as a sign, the rule that spoke, a deadline. They state no rule of billing."""

from __future__ import annotations

from datetime import date

from modifiers.codes import CodeError, DenialCode

from .deadlines import Deadline
from .route import Route

HEADLINES = {
    "corrected_claim": "Send a corrected claim.",
    "new_claim": "Send a new claim.",
    "reopening": "Ask for a reopening.",
    "appeal": "Appeal.",
    "no_appeal": "Do not appeal.",
    "bill_patient": "Bill the patient.",
    "write_off": "Write it off.",
    "respond": "Send the records asked for.",
}
UNDECIDED = "The codes do not show the way."

_LEADS = {
    "settles": "{subject} settles it, whatever else is on the line.",
    "settled_no_appeal": "{subject} rules out an appeal, and another code names a fault that can be put right.",
    "ended": "Modifier {subject} was not in force on the date of service.",
    "edit_closed": "The pair has indicator 0 on this date, so no modifier opens it.",
    "edit_open": "The pair has indicator 1 on this date, so a modifier can open it where the record supports it.",
    "edit_absent": "No edit of this pair is in force on this date, so the denial does not rest on one.",
    "decides": "{subject} names the fault.",
    "reason": "This is a known denial of modifier {subject}.",
    "group": "{subject} says who owes the amount.",
    "nothing_to_add": "Modifier {subject} is on the line already, so the payer's judgment itself is in dispute.",
    "weighs": "{subject} leaves it to the record.",
    "refers": "{subject} says nothing by itself, and no remark beside it says more.",
    "informs": "{subject} only explains; nothing else is on the line.",
    "unknown": "No code of this line that we know shows a way out. Ask the payer for the ground in writing.",
}


def headline(route: Route) -> str:
    """The road in large type, with “Do not appeal” where the line leaves no appeal at all."""
    if route.road is None:
        return UNDECIDED
    said = HEADLINES[route.road]
    is_closed = route.road in ("corrected_claim", "new_claim", "write_off")
    if is_closed and not any(other.road == "appeal" for other in route.also):
        said += " Do not appeal."
    return said


def lead(route: Route) -> str:
    """One sentence: which rule spoke, and of what."""
    return _LEADS[route.rule].format(subject=label(route.subject) or route.subject)


def label(slug: str) -> str:
    """``carc-97`` as it is said: ``CARC 97``; the text itself where it is no denial code."""
    try:
        return str(DenialCode.parse(slug)) if "-" in slug else slug
    except CodeError:
        return slug


def counted(deadline: Deadline) -> str:
    """When the road closes: the day, or what is needed to count it."""
    limit = deadline.limit
    if deadline.last_on is None:
        length = _length(limit.days, limit.months, limit.years)
        start = {"notice": "the remittance", "service": "the service"}.get(limit.counted_from)
        if not length:
            return "Ask the payer how long it is open."
        if start is None:
            return f"{length} from receiving the decision before it."
        return f"{length}. Give the date of {start} to have it counted."
    if deadline.is_past:
        return f"Passed on {day(deadline.last_on)}."
    weekend = f", a {deadline.weekend}: send it before" if deadline.weekend else ""
    return f"Until {day(deadline.last_on)}{weekend}."


def _length(days: int | None, months: int | None, years: int | None) -> str:
    for number, unit in ((days, "day"), (months, "month"), (years, "year")):
        if number:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return ""


def day(value: date) -> str:
    """``4 Oct 2026``."""
    return f"{value.day} {value:%b} {value.year}"
