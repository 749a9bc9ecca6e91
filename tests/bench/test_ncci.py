"""The quarter that is measured has the layout of CMS and passes all checks; the page says what was measured."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from bench.ncci import Run, asked_codes, bare_sqlite, page
from bench.quarter import lines, write_quarter
from modifiers.ncci.importing import Order, import_files
from modifiers.ncci.lookup import edits_between
from modifiers.ncci.models import Release


@pytest.mark.django_db
def test_a_small_quarter_is_imported_and_looked_up(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    zips, table = write_quarter(tmp_path, "hospital", 3_000)
    release = import_files(Order("ptp", tuple(zips), "hospital", accepted_by="nobody")).release
    assert (release.line_count, release.repeated_count, release.refused_count) == (3_000, 0, 0)
    assert (release.quarter, release.version, release.is_complete, release.remarks) == ("2026-07", "v322r0", True, [])
    assert 0.55 < release.live_count / release.line_count < 0.75
    assert 1.05 < release.line_count / release.pair_count < 1.3
    found = [edits_between(Release.objects.get().loaded, pair) for pair in asked_codes(table)[:200]]
    assert 80 < sum(map(bool, found)) < 140
    assert len(table.read_text().splitlines()) == 3_000


def test_lines_come_in_order_and_the_same_again():
    rows = [line.split("\t") for line in lines(20_000, "practitioner")]
    assert rows == [line.split("\t") for line in lines(20_000, "practitioner")]
    assert all(one[:2] <= other[:2] for one, other in pairwise(rows))
    directions = {tuple(row[:2]) for row in rows}
    assert not any((two, one) in directions for one, two in directions)
    assert {row[5] for row in rows} == {"0", "1", "9"}
    assert max(row[3] for row in rows) <= f"{date(2026, 1, 1):%Y%m%d}"


def test_the_bare_tool_takes_the_same_rows(tmp_path):
    _, table = write_quarter(tmp_path, "practitioner", 500)
    assert bare_sqlite(tmp_path, table).seconds > 0


def test_the_page():
    runs = {"practitioner": [Run(20, 12, 210), Run(18, 13, 220)], "hospital": [Run(14, 9, 200)]}
    bare = {"practitioner": [Run(9, 6, 8)], "hospital": [Run(7, 5, 8)]}
    found = {
        "ours": runs,
        "bare": bare,
        "sizes": {"practitioner": 2**20, "hospital": 2**21},
        "lookups": {"a pair": [1.0] * 99 + [50.0]},
    }
    text = page({"SQLite": found}, {"practitioner": 1800, "hospital": 700})
    assert "| SQLite | practitioner | 18.0 | 13.0 | 220 MiB | 100 | 9.0 | 6.0 | 2.0 | 2.2 |" in text
    assert "SQLite practitioner 1 MiB, hospital 2 MiB." in text
    assert "| SQLite | a pair | 1.00 | 1.00 | 50.0 |" in text
