"""What a code is follows from where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.kinds import CodeKind

KINDS = ("is_visit", "is_therapy", "is_laboratory", "is_surgery", "is_anesthesia")


def kinds(code: str) -> set[str]:
    return {name.removeprefix("is_") for name in KINDS if getattr(CodeKind(code), name)}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("99213", {"visit"}),
        ("92014", {"visit"}),
        ("98005", {"visit"}),
        ("98940", set()),
        ("G0438", {"visit"}),
        ("G0463", {"visit"}),
        ("97140", {"therapy"}),
        ("G0283", {"therapy"}),
        ("97597", set()),  # wound care, untimed, amid physical medicine
        ("80053", {"laboratory"}),
        ("0240U", {"laboratory"}),
        ("P9603", {"laboratory"}),
        ("20610", {"surgery"}),
        ("00810", {"anesthesia"}),
        ("73030", set()),
        ("0001A", set()),  # of letters and digits like 0001U, and not of its kind
        ("9999T", set()),
        ("A4450", set()),
        ("J1100", set()),
    ],
)
def test_kind(code, kind):
    assert kinds(code) == kind


@pytest.mark.parametrize(
    ("code", "sites"),
    [
        ("26055", ("fingers", "side-of-body")),
        ("28285", ("toes", "side-of-body")),
        ("11720", ("fingers", "toes")),
        ("15823", ("eyelids",)),
        ("67840", ("eyelids", "side-of-body")),
        ("92928", ("coronary-arteries",)),
        ("20610", ("side-of-body",)),
        ("29881", ("side-of-body",)),
        ("73560", ("side-of-body",)),
        ("22551", ()),  # the spine has no sides
        ("45385", ()),
        ("17000", ()),
        ("99213", ()),
        ("A4450", ()),
    ],
)
def test_sites(code, sites):
    assert CodeKind(code).sites == sites


@given(st.text(max_size=8))
def test_any_text_has_some_kind_or_none(text):
    assert len(kinds(text)) <= 1
    assert isinstance(CodeKind(text).sites, tuple)
