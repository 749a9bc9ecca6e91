"""Denials with the road that is expected: ``denials.tsv`` was written beside the router, ``unseen.tsv`` before it was
asked, from the facts alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from modifiers.denials.facts import Edit

ROWS = [
    line.split("\t")
    for name in ("denials.tsv", "unseen.tsv")
    for line in (Path(__file__).parent / name).read_text().splitlines()[1:]
]


def test_there_are_enough():
    assert len(ROWS) >= 80
    assert len({(row[0], row[1]) for row in ROWS}) == len(ROWS)
    assert {row[2] for row in ROWS} == {
        *("corrected_claim", "new_claim", "reopening", "appeal", "no_appeal", "bill_patient", "write_off", "respond")
    }


@pytest.mark.parametrize(("text", "payer", "road", "edit", "service", "because"), ROWS, ids=lambda value: value[:40])
def test_the_road(ask, text, payer, road, edit, service, because):
    status, _, indicator = edit.partition(":")
    given = Edit(status, indicator or None) if status else None
    found = ask(text, payer, given, **({"service_on": date.fromisoformat(service)} if service else {}))
    assert found.road == road, (because, found.rule, found.subject, [cited.name for cited in found.because])
    assert found.because, "a road rests on a statement"
    assert all(cited.statement.sources for cited in found.because)
    assert road not in [other.road for other in found.also]
