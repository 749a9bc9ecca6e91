"""What does not fit together on a line, told beside its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from modifiers.documents import ModifierDocument

from .facts import Facts
from .matching import Codes, Fit
from .route import Cited, Published


def warnings(
    facts: Facts, codes: Codes, *, published: Published, elsewhere: Iterable[Fit], today: date
) -> Iterator[str]:
    """Sentences on dates, groups and remarks that contradict each other or the modifiers of the line.

    Args:
        facts: the line and its dates.
        codes: the codes of the adjustment that is answered.
        published: what readers see.
        elsewhere: denial reasons that would fit but for the group.
        today: the day against which dates are read.
    """
    yield from _on_dates(facts, published, today)
    group, reason = codes.documents.get(codes.group), codes.documents.get(codes.reason)
    if group and group.road == "bill_patient":
        if reason and reason.rests_on_edit:
            yield f"{group.parsed} puts the amount on the patient, who does not owe it where an edit is the ground."
        for modifier in dict.fromkeys(fit.modifier for fit in elsewhere):
            yield f"{group.parsed} and modifier {modifier} do not go together. Ask the payer before you bill."
    remarks = [document for code in codes.remarks if (document := codes.documents.get(code))]
    closing = any(remark.weight == "settles" and remark.can_appeal == "no" for remark in remarks)
    opening = any(remark.weight == "informs" and remark.can_appeal == "yes" and not remark.road for remark in remarks)
    if closing and opening:
        yield "One remark says that there are appeal rights and another that there are none. Ask the payer."


def _on_dates(facts: Facts, published: Published, today: date) -> Iterator[str]:
    if facts.service_on and facts.notice_on and facts.notice_on < facts.service_on:
        yield "The remittance is dated before the service. Check both dates."
    if facts.notice_on and facts.notice_on > today:
        yield "The date of the remittance has not come yet. Check it."
    for code in () if facts.service_on else facts.line.modifiers:
        document = published.modifiers.get(code)
        if document and (ended := document.ended_on) and ended < (facts.notice_on or today):
            yield (
                f"{code} ended on {ended:%B} {ended.day}, {ended.year}. "
                "Give the date of service to see whether that is the fault."
            )


def clashes(modifiers: Sequence[ModifierDocument]) -> Iterator[Cited]:
    """Published statements on modifiers of one line that never stand together."""
    on_line = {document.code for document in modifiers}
    for document in modifiers:
        for pair in document.related:
            if pair.kind == "mutually_exclusive" and pair.code in on_line:
                yield Cited("modifier", document.code, "related", pair)
