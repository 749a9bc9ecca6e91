"""Kinds of services by their codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.kinds import CodeKind

KINDS = ("visit", "therapy", "laboratory", "imaging", "surgery", "anesthesia")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("99201", "visit"),
        ("99213", "visit"),
        ("99499", "visit"),
        ("98005", "visit"),
        ("92002", "visit"),
        ("92014", "visit"),
        ("G0438", "visit"),
        ("G0439", "visit"),
        ("G0463", "visit"),
        ("97110", "therapy"),
        ("97530", "therapy"),
        ("97597", ""),  # wound care, untimed, amid physical medicine
        ("G0283", "therapy"),
        ("80053", "laboratory"),
        ("0001U", "laboratory"),
        ("P9603", "laboratory"),
        ("70010", "imaging"),
        ("76942", "imaging"),
        ("10004", "surgery"),
        ("20610", "surgery"),
        ("69990", "surgery"),
        ("00100", "anesthesia"),
        ("01999", "anesthesia"),
        ("93000", ""),
        ("96372", ""),
        ("97802", ""),
        ("98940", ""),
        ("92015", ""),
        ("10003", ""),
        ("0001A", ""),
        ("0591T", ""),
        ("A4216", ""),
        ("J1100", ""),
        ("G0440", ""),
    ],
)
def test_a_code_is_of_the_kind_of_its_section(code, kind):
    assert [each for each in KINDS if getattr(CodeKind(code), f"is_{each}")] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("code", "sites"),
    [
        ("26010", ("fingers", "side-of-body")),
        ("28285", ("toes", "side-of-body")),
        ("11720", ("fingers", "toes")),
        ("17000", ()),
        ("67900", ("eyelids", "side-of-body")),
        ("15823", ("eyelids",)),
        ("92928", ("coronary-arteries",)),
        ("20610", ("side-of-body",)),
        ("76942", ("side-of-body",)),
        ("49505", ("side-of-body",)),
        ("43239", ()),
        ("45385", ()),
        ("47562", ()),
        ("97530", ()),
        ("99213", ()),
        ("A4216", ()),
    ],
)
def test_the_parts_of_the_body_that_have_modifiers(code, sites):
    assert CodeKind(code).sites == sites


@given(st.text(max_size=8))
def test_any_text_has_a_kind_or_none(code):
    kind = CodeKind(code)
    assert sum(getattr(kind, f"is_{each}") for each in KINDS) <= 1
    assert len(set(kind.sites)) == len(kind.sites)
