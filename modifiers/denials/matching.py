"""Which of a modifier's published denial reasons fit a line, and how well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from modifiers.documents import DenialCodeDocument
from modifiers.documents.parts import Denial

from .facts import Edit
from .route import Cited, Published

TELLING = frozenset({"settles", "decides", "weighs"})
"""Weights of remarks that tell one denial from another; the rest stand beside many."""

_PROCEDURE = re.compile(r"\b(?:\d{5}|\d{4}[FTUM]|[A-V]\d{4})\b")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one adjustment as slugs, with the documents of those that are published."""

    group: str
    reason: str
    remarks: tuple[str, ...]
    procedures: tuple[str, ...]
    documents: Mapping[str, DenialCodeDocument]

    def weight(self, slug: str) -> str:
        """How much a code says; nothing for one that we do not know."""
        document = self.documents.get(slug)
        return document.weight if document else ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A denial reason that fits: the modifier, the reason, and how well.

    ``is_conditional``: it presupposes an edit indicator that nobody has looked up. ``is_exact``: none of the
    telling remarks that it names is missing on the line. ``is_left_off``: it is of lines without the modifier.
    """

    modifier: str
    reason: Denial
    names_group: bool
    is_conditional: bool
    is_exact: bool
    is_left_off: bool
    score: tuple[int, ...]

    @property
    def cited(self) -> Cited:
        """The reason as a statement of the modifier's page."""
        return Cited("modifier", self.modifier, "denials", self.reason)


def of_another_group(published: Published, modifiers: tuple[str, ...], codes: Codes, edit: Edit) -> list[Fit]:
    """Denial reasons that would fit but for the group, of modifiers that have none with the line's own group."""
    found: list[Fit] = []
    for modifier in modifiers:
        here = [fit for fit in fits(published, (modifier,), codes, edit) if not fit.is_left_off]
        if not here:
            found += fits(published, (modifier,), replace(codes, group=""), edit)
    return [fit for fit in found if not fit.is_left_off and fit.is_exact and not fit.is_conditional]


def fits(published: Published, modifiers: tuple[str, ...], codes: Codes, edit: Edit) -> list[Fit]:
    """All denial reasons of the modifiers on a line that fit its codes, best first.

    The order of a modifier's page breaks ties: editors put the most common denial first.
    """
    found = []
    for modifier in modifiers:
        document = published.modifiers.get(modifier)
        for reason in document.denials if document else ():
            if fit := _fit(modifier, reason, codes, edit):
                found.append(fit)
    return sorted(found, key=lambda fit: fit.score, reverse=True)


def _fit(modifier: str, reason: Denial, codes: Codes, edit: Edit) -> Fit | None:
    groups = {code for code in reason.codes if code.startswith("group-")}
    carcs = {code for code in reason.codes if code.startswith("carc-")}
    remarks = {code for code in reason.codes if code.startswith("rarc-")}
    if groups and codes.group and codes.group not in groups:
        return None
    names_group = bool(groups) and codes.group in groups
    has_reason = codes.reason in carcs
    shared = remarks & set(codes.remarks)
    telling = {code for code in remarks if codes.weight(code) in TELLING or code not in codes.documents}
    if not carcs and not remarks:
        # A reason by its group alone is of amounts that no reason code of ours explains.
        if not names_group or codes.reason in codes.documents:
            return None
    elif not has_reason and not (shared & telling) and not (shared and not carcs):
        return None
    is_known = edit.status == "live"
    if reason.edit_indicator and is_known and edit.indicator != reason.edit_indicator:
        return None
    is_exact = not telling or bool(shared & telling)
    is_on_line = reason.modifier_was == "on_line" and is_exact
    score = (_by_procedure(reason, codes), len(shared & telling), has_reason, is_exact, is_on_line, names_group)
    return Fit(
        modifier,
        reason,
        names_group,
        reason.edit_indicator is not None and not is_known,
        is_exact,
        reason.modifier_was == "left_off",
        tuple(map(int, score)),
    )


def _by_procedure(reason: Denial, codes: Codes) -> int:
    """1 for a reason that names a procedure of the line, -1 for one that names only others, else 0."""
    named = set(_PROCEDURE.findall(f"{reason.says} {reason.text}"))
    if not named:
        return 0
    return 1 if named & set(codes.procedures) else -1
