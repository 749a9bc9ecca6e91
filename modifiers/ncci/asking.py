"""From what is asked to the verdict: the loaded releases, and the tests that the catalogue holds for candidates."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import ModifierDocument, Source, Statement

from .claim import Claim, judge_claim
from .lookup import edits_between, fee_indicators
from .records import FeeIndicators, Program, Setting
from .releases import Releases
from .verdict import Verdict, judge

logger = logging.getLogger(__name__)

ANY_PAIR = "any-pair"


@dataclass(frozen=True, slots=True)
class EditTest:
    """A statement of ``opens_edit`` and its anchor on the modifier's page; ``sources`` are those that it may cite."""

    statement: Statement
    anchor: str
    sources: tuple[Source, ...]


def verdict_on(releases: Releases, codes: Sequence[str], on: date, setting: Setting, program: Program) -> Verdict:
    """The verdict on two codes.

    Args:
        releases: those that answer now.
        codes: two different procedure codes.
        on: the date of service.
        setting: whose claim it is.
        program: Medicare or Medicaid.
    """
    loaded = releases.get("ptp", setting, program)
    lines = edits_between(loaded, codes) if loaded else ()
    return judge(codes[0], codes[1], on, loaded, lines, fees=whole_services(releases, codes))


def verdict_today(releases: Releases, codes: Sequence[str]) -> Verdict | None:
    """Today's verdict on two codes for Medicare's practitioners, to stand beside something else.

    Returns:
        None where the tables cannot be read: what it stands beside does not depend on them.
    """
    try:
        return verdict_on(releases, codes, timezone.localdate(), "practitioner", "medicare")
    except OperationalError as error:
        logger.warning("ncci: no verdict on a searched pair (%s)", type(error).__name__)
        return None


def claim_of(releases: Releases, codes: Sequence[str], on: date, setting: Setting, program: Program) -> Claim:
    """The verdicts on every pair of several codes; arguments as for :func:`verdict_on`."""
    loaded = releases.get("ptp", setting, program)
    lines = edits_between(loaded, codes) if loaded else ()
    return judge_claim(codes, on, loaded, lines, fees=whole_services(releases, codes))


def whole_services(releases: Releases, codes: Sequence[str]) -> dict[str, FeeIndicators]:
    """The fee-schedule indicators of codes without 26 or TC, as far as they are loaded."""
    loaded = releases.get("fee_schedule")
    found = fee_indicators(loaded, codes) if loaded else {}
    return {code: rows[0] for code, rows in found.items() if not rows[0].modifier}


def edit_test(snapshot: Catalogue, code: str, key: str) -> EditTest | None:
    """The one-sentence test of a live modifier for a kind of code pair: its own, or its family's.

    Args:
        snapshot: the catalogue.
        code: the modifier.
        key: the kind of pair, one of ``documents.modifier.PAIR_KINDS``.

    Returns:
        The test for this kind; where there is none, that for any pair, or else the first one; None if it has none.
    """
    entry = snapshot.get("modifier", code)
    if entry is None:
        return None
    document = entry.document
    assert isinstance(document, ModifierDocument)
    family_entry = snapshot.get("family", document.family) if document.family else None
    family: Any = family_entry.document if family_entry else None
    tests = document.edit_tests(family)
    for wanted in (key, ANY_PAIR, None):
        for test in tests:
            if wanted in (test.key, None):
                is_own = test in document.opens_edit
                anchor = f"opens-edit-{'' if is_own else 'all-'}{test.key}"
                return EditTest(test, anchor, document.sources if is_own else family.sources)
    return None
