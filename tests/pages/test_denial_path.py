"""From a verdict to the denial router: the codes, the indicator and the program go along, and nothing else."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from modifiers.denials import facts
from modifiers.ncci.records import Edit, Loaded
from modifiers.ncci.verdict import judge
from modifiers.pages.denial_router import asked_by_address
from modifiers.pages.pair_verdict import denial_path

ON = date(2026, 11, 23)


def verdict(*lines, program="medicare"):
    loaded = Loaded(1, "ptp", "practitioner", program, "2026-10", "v323r0", "store", 2_000_000, 1_000_000)
    return judge("G0001", "G0002", ON, loaded, lines)


@pytest.mark.parametrize("indicator", ["0", "1"])
@pytest.mark.parametrize("program", ["medicare", "medicaid"])
def test_the_router_understands_what_goes_along(indicator, program):
    found = verdict(Edit("G0002", "G0001", None, None, indicator), program=program)
    path = urlsplit(denial_path(found, ("59", "GP")))
    assert path.path == "/denials/"
    asked = asked_by_address({name: values[0] for name, values in parse_qs(path.query).items()}).asked
    assert not asked.wrong
    assert asked.line.procedures == ("G0002", "G0001")
    assert asked.line.modifiers == ("59", "GP")
    assert [each.reason for each in asked.line.adjustments] == ["236"]
    assert asked.edit == facts.Edit("live", indicator)
    assert asked.payer_kind == program
    assert "2026" not in path.query


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Edit("G0001", "G0002", None, date(2019, 12, 31), "1"),),
        (Edit("G0001", "G0002", date(2020, 10, 1), date(2020, 10, 1), "9"),),
    ],
    ids=["no edit", "ended", "withdrawn"],
)
def test_without_a_live_edit_there_is_no_such_denial(lines):
    assert denial_path(verdict(*lines)) == ""
