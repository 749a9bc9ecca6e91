"""A quarter of code pairs of full size in the layout of CMS, with invented codes: for measurements.

Order, share of ended, withdrawn and repeated lines and the number of codes are about those of the real sets
(1.16 lines for each pair, two lines of three in force). Nobody holds codes of these shapes: X, Y or Z and four digits.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from modifiers.ncci.rationales import KNOWN

PARTS = 4

_CODES = tuple(f"{letter}{number:04d}" for letter in "XYZ" for number in range(10_000))
_STARTS = tuple(f"{year}{month:02d}01" for year in range(1996, 2026) for month in (1, 4, 7, 10))
_ENDS = tuple(f"{year}{day}" for year in range(1996, 2026) for day in ("0331", "0630", "0930", "1231"))
_LINES_A_PAIR = 1.16
_PREAMBLE = (
    "Notice of nobody." + "\t" * 6,
    "Column1/Column2 Edits" + "\t" * 6,
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale",
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t",
    "\t\t\t\t*=no data\t1=allowed\t",
    "\t\t\t\t\t9=not applicable\t",
)


def write_quarter(folder: Path, setting: str, size: int) -> tuple[list[Path], Path]:
    """Write the four zips of a setting, and all their rows as one plain table for other tools.

    Args:
        folder: where.
        setting: ``practitioner`` or ``hospital``.
        size: how many lines.

    Returns:
        The zips, and the table: tab-delimited, seven columns, no preamble.
    """
    short = {"practitioner": "ccipra", "hospital": "ccioph"}[setting]
    rows = lines(size, seed=setting)
    table = folder / f"{setting}.tsv"
    zips = []
    with table.open("w", encoding="latin-1", newline="") as plain:
        for part in range(1, PARTS + 1):
            count = size * part // PARTS - size * (part - 1) // PARTS
            path = folder / f"medicare-ncci-2026q3-{setting}-ptp-edits-{short}-v322r0-f{part}.zip"
            with (
                zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
                archive.open(f"{short}-v322r0-f{part}.txt", "w") as member,
            ):
                member.write("".join(f"{line}\r\n" for line in _PREAMBLE).encode("latin-1"))
                for start in range(0, count, 50_000):
                    block = [next(rows) for _ in range(min(50_000, count - start))]
                    member.write(("\r\n".join(block) + "\r\n").encode("latin-1"))
                    plain.write("\n".join(block) + "\n")
            zips.append(path)
    return zips, table


def lines(size: int, seed: str) -> Iterator[str]:
    """As many lines, sorted by their codes as those of CMS are. The same seed gives the same lines."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    pairs = size / _LINES_A_PAIR
    codes = _CODES[:: max(1, len(_CODES) // max(40, min(10_000, int(pairs**0.5) * 6)))]
    # Half of the drawn partners stand in the other column, so that no pair comes in both directions.
    drawn = min(len(codes), round(pairs / len(codes) * 2) + 1)
    while True:
        left = size
        for place, one in enumerate(codes):
            for other in sorted(chance.sample(range(len(codes)), drawn)):
                if other == place or ((place + other) % 2 == 0) != (other > place):
                    continue
                for line in _periods(chance, one, codes[other]):
                    yield line
                    left -= 1
                    if not left:
                        return
        raise ValueError(f"{size:,} lines are more than these codes can give.")


def _periods(chance: random.Random, one: str, two: str) -> Iterator[str]:
    """One pair's lines: in force, ended, both, or withdrawn from the first day and in force."""
    kind = chance.random()
    rationale = KNOWN[min(int(chance.expovariate(0.7)), len(KNOWN) - 1)]
    indicator = "1" if chance.random() < 0.7 else "0"
    early = "*" if chance.random() < 0.02 else ""
    first, second, third = sorted(chance.sample(range(len(_STARTS)), 3))
    if kind > 0.60:
        withdrawn = kind > 0.96
        end = _STARTS[first] if withdrawn else _ENDS[second - 1]
        yield f"{one}\t{two}\t{early}\t{_STARTS[first]}\t{end}\t{'9' if withdrawn else indicator}\t{rationale}"
    if kind < 0.60 or kind > 0.84:
        yield f"{one}\t{two}\t{early if kind < 0.60 else ''}\t{_STARTS[third]}\t*\t{indicator}\t{rationale}"
