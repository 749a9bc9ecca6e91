"""Releases of official tables that answer at once: their rows in a store, without files and without an import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from modifiers.catalogue import store as catalogue_store
from modifiers.models.edition import CatalogueVersion
from modifiers.ncci.datasets import DATASETS, FEE_SCHEDULE, as_day
from modifiers.ncci.models import Release
from modifiers.ncci.stores import store_of

RATIONALES = ("Misuse of Column Two code with Column One code", "More extensive procedure", "A reason of its own")

Row = Sequence[Any]


def pair(one: str, two: str, indicator: str = "1", start: int = 20200101, end: int = 0, why: int = 0) -> Row:
    """A line of code pairs; ``why`` is its place in :data:`RATIONALES`, a day 0 stands for none."""
    return one, two, start, end, indicator, why, 0


def fee(code: str, modifier: str = "", **values: str) -> Row:
    """A row of the fee schedule, empty where nothing is given."""
    given = {"code": code, "modifier": modifier, **values}
    return tuple(given.get(name, "") for name in FEE_SCHEDULE.names)


PAIRS = (
    pair("20610", "99213"),
    pair("20610", "76942", why=1),
    pair("20611", "20610", start=0),
    pair("45385", "45378", "0", why=1),
    pair("97140", "97530", start=20130101, end=20191231),
    pair("97530", "97140", "9", start=20201001, end=20201001),
    pair("A4216", "A4217", "9", start=20240101, end=20240101),
    pair("A4221", "A4222", start=20270101),
    pair("97150", "97530"),
)
"""One pair for each thing that a page can say: on a visit, by site, without a start, closed, ended, withdrawn, to come,
therapy."""

UNITS = (
    ("20610", 2, "3", "Clinical: Data"),
    ("99213", 1, "2", "CMS Policy"),
    ("97140", 6, "1", "Nature of Service/Procedure"),
    ("45378", 0, "2", "CMS Policy"),
)
ADD_ONS = (
    ("64491", "64490", "1", 20200101, 0, ""),
    ("64492", "64490", "1", 20200101, 20211231, ""),
    ("99292", "99291", "3", 20200101, 0, ""),
    ("15111", "CCCCC", "2", 20200101, 0, ""),
)
FEES = (
    fee("20610", status="A", pctc="0", global_days="000", multiple="2", bilateral="1", assistant="1"),
    fee("20611", status="A", pctc="0", global_days="000", multiple="2", bilateral="1", assistant="1"),
    fee("73560", status="A", pctc="1", global_days="XXX", bilateral="3"),
    fee("73560", "26", status="A", pctc="1", global_days="XXX", bilateral="0"),
    fee("73560", "TC", status="A", pctc="1", global_days="XXX", bilateral="3"),
    fee(
        "27447",
        status="A",
        global_days="090",
        preoperative="0.10",
        intraoperative="0.69",
        postoperative="0.21",
        bilateral="1",
    ),
)


@transaction.atomic
def make_release(
    rows: Iterable[Row] = PAIRS, kind: str = "ptp", setting: str = "practitioner", **changes: Any
) -> Release:
    """A release that is ready, with these rows, and a catalogue that notices it.

    By default the third quarter of 2026 of Medicare's practitioners, whole, and not suspiciously small.
    """
    rows = list(rows)
    number = Release.objects.count()
    dataset = DATASETS[kind]
    store = store_of(f"ncci-rows-{number:08x}-{timezone.now():%m%d%H%M%S%f}", dataset)
    store.create()
    store.insert(rows)
    store.finish()
    starts = [day for row in rows if kind == "ptp" and (day := as_day(row[2]))]
    is_sample = changes.get("is_sample", False)
    release = Release.objects.create(
        **{
            "kind": kind,
            "setting": setting if kind in ("ptp", "mue") else "",
            "program": "medicare",
            "quarter": "2026-07",
            "version": "v322r0" if kind == "ptp" else "",
            "state": Release.State.READY,
            "is_complete": not is_sample,
            "store": store.name,
            "digest": f"{number:064x}",
            "texts": list(RATIONALES) if kind == "ptp" else [],
            "line_count": len(rows) if is_sample else 2_600_000,
            "pair_count": len(rows) if is_sample else 2_200_000,
            "first_effective_on": min(starts, default=None),
            "terms_accepted_by": "somebody",
            "terms_accepted_at": timezone.now(),
            "started_at": timezone.now(),
            "ready_at": timezone.now(),
            **changes,
        }
    )
    CatalogueVersion.move()
    catalogue_store.invalidate()
    return release


def make_tables() -> None:
    """A release of every kind: code pairs of both settings, unit limits, add-on codes, the fee schedule."""
    make_release(first_effective_on=date(1996, 1, 1))
    make_release(PAIRS[1:], setting="hospital", first_effective_on=date(1996, 1, 1))
    make_release(UNITS, "mue")
    make_release(UNITS[:1], "mue", "hospital")
    make_release(ADD_ONS, "add_on")
    make_release(FEES, "fee_schedule")
