"""What must hold of a finished store before its release may serve. Every sentence says what was found.

That a pair has at most one line in force, and never one in each direction, held over all 4.3 million lines of July 2024
in both settings; so a set in which it does not is damaged or mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .datasets import as_number
from .stores import Store, in_force

SHRINKS_TO = 0.8
"""A release with less than this share of the lines of the one before has probably lost a file."""


def _not_over(of: str = "") -> str:
    return f"{of}modifier_indicator <> '9' AND ({of}deleted = 0 OR {of}deleted >= %s)"


# Lines without an end are looked at beside those in force: one that starts later may hide there. A line whose start
# is not known is held against others of its kind alone, for it may be the same edit told with less. Few pairs have two
# lines that are not over, and grouping by the key alone is one pass; so the rest is asked of those few.
_TWICE = (
    "SELECT line.column_one, line.column_two FROM (SELECT column_one, column_two FROM {table}"
    f" WHERE {_not_over()} GROUP BY column_one, column_two HAVING count(*) > 1) AS several"
    " JOIN {table} AS line ON line.column_one = several.column_one AND line.column_two = several.column_two"
    f" WHERE {_not_over('line.')}"
    " GROUP BY line.column_one, line.column_two, line.effective = 0"
    " HAVING sum(CASE WHEN line.effective <= %s THEN 1 ELSE 0 END) > 1"
    " OR sum(CASE WHEN line.deleted = 0 THEN 1 ELSE 0 END) > 1 LIMIT 1"
)

# Read in the order of the key, the other direction comes in the order of the index by the second column.
_BOTH = (
    "SELECT here.column_one, here.column_two FROM {table} AS here"
    f" WHERE here.column_one < here.column_two AND {in_force('here.')} AND EXISTS (SELECT 1 FROM {{table}} AS there"
    " {by_index} WHERE there.column_one = here.column_two AND there.column_two = here.column_one"
    f" AND {in_force('there.')}) LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows in all, different pairs among them, and those in force on the first day of the quarter.

    Rows that are no pairs and have no period count as pairs and as in force.
    """

    rows: int
    pairs: int
    live: int


def count(store: Store, on: date) -> Counts:
    """Count the rows of a finished store.

    Args:
        store: of any dataset.
        on: the first day of its quarter.
    """
    rows = store.query("SELECT count(*) FROM {table}")[0][0]
    if store.dataset.kind != "ptp":
        return Counts(rows, rows, rows)
    day = as_number(on)
    pairs = store.query("SELECT count(*) FROM (SELECT DISTINCT column_one, column_two FROM {table}) AS pairs")[0][0]
    return Counts(rows, pairs, store.query(f"SELECT count(*) FROM {{table}} WHERE {in_force()}", (day, day))[0][0])


def problems(store: Store, counts: Counts, on: date, before: int | None) -> list[str]:
    """Why a finished store may not serve; empty if it may.

    Args:
        store: of any dataset.
        counts: of this store.
        on: the first day of its quarter.
        before: rows of the release before, None if there is none to compare with.
    """
    found = []
    if not counts.rows:
        found.append("The files hold no row.")
    if before is not None and counts.rows < SHRINKS_TO * before:
        found.append(
            f"The set has {counts.rows:,} lines, the release before it {before:,}: a file is probably missing."
            " If it is right, import with --allow-smaller."
        )
    if store.dataset.kind == "ptp":
        found += _pairs(store, on)
    return found


def _pairs(store: Store, on: date) -> list[str]:
    day = as_number(on)
    found = []
    if twice := store.query(_TWICE, (day, day, day)):
        one, two = twice[0]
        found.append(f"The pair {one} / {two} is in force on more than one line. The files are damaged or mixed.")
    if both := store.query(_BOTH, (day, day, day, day)):
        one, two = both[0]
        found.append(f"The pair {one} and {two} is in force in both directions. The files are damaged or mixed.")
    return found
