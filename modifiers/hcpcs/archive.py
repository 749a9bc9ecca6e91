"""Which file of the zip is meant, and which quarter a name tells. No Django here.

Names drift every quarter (``HCPC2025_OCT_ANWEB_v3.xlsx``, ``HCPC2026_JAN_ANWEB_01122026.txt``), and a zip
also holds corrections, a transaction report and the layout.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath

from modifiers.official import OfficialFileError, clean, excerpt

_MONTHS = {"JAN": "01", "APR": "04", "JUL": "07", "OCT": "10"}
_IN_MEMBER = re.compile(r"HCPC_?(?P<year>20\d\d|\d\d)(?!\d)_?(?P<month>JAN|APR|JUL|OCT)?")
_IN_ZIP = re.compile(r"(?P<month>JAN|APR|JUL|OCT)[A-Z]*[-_ ](?P<year>20\d\d)")
_STAMP = re.compile(r"_(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d)(?!\d)")
_VERSION = re.compile(r"_V(?P<version>\d+)(?!\d)")

_MOST_MEMBERS = 1_000
LARGEST_MEMBER = 64 * 1024**2
"""Bytes of a member unpacked. The text of October 2025 has 5 MB, its workbook 1 MB packed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The member taken, and those that lost to it."""

    taken: zipfile.ZipInfo
    left: tuple[str, ...]


def quarter_in(name: str) -> str:
    """The quarter that a file's name tells, such as ``2026-10``; empty if it tells none.

    Names without a month are those of the annual files, which took effect in January.
    """
    upper = PurePosixPath(name).name.upper()
    if found := _IN_MEMBER.search(upper):
        year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
        return f"{year}-{_MONTHS.get(found['month'] or 'JAN')}"
    if found := _IN_ZIP.search(upper):
        return f"{found['year']}-{_MONTHS[found['month']]}"
    return ""


def choose(members: Sequence[zipfile.ZipInfo]) -> Choice:
    """The newest revision among the members that are the HCPCS file; of two forms of it, the text.

    Raises:
        OfficialFileError: if there is none, or it cannot be taken out safely.
    """
    if len(members) > _MOST_MEMBERS:
        raise OfficialFileError(f"The zip holds {len(members):,} files; that of CMS holds about ten.")
    fitting = sorted((member for member in members if _fits(member.filename)), key=_newness)
    if not fitting:
        names = ", ".join(excerpt(member.filename) for member in members[:8]) or "nothing"
        raise OfficialFileError(f"The zip holds no HCPC…ANWEB… text or workbook. It holds: {names}.")
    taken = fitting.pop()
    name = clean(taken.filename)
    if taken.flag_bits & 1:
        raise OfficialFileError(f"{name} is locked with a password.")
    if taken.file_size > LARGEST_MEMBER:
        raise OfficialFileError(f"{name} unpacks to {taken.file_size:,} bytes; at most {LARGEST_MEMBER:,} are read.")
    stem = PurePosixPath(taken.filename).stem.upper()
    left = (member.filename for member in fitting)
    return Choice(taken, tuple(clean(name) for name in left if PurePosixPath(name).stem.upper() != stem))


def _fits(name: str) -> bool:
    upper = PurePosixPath(name).name.upper()
    return (
        fnmatch(upper, "HCPC*ANWEB*")
        and upper.endswith((".TXT", ".XLSX"))
        and "CORRECT" not in upper
        and "TRANS" not in upper
    )


def _newness(member: zipfile.ZipInfo) -> tuple[str, str, int, tuple[int, ...], bool]:
    """Later quarter, later stamp in the name, higher version, later file; then text before workbook."""
    upper = PurePosixPath(member.filename).name.upper()
    stamp, version = _STAMP.search(upper), _VERSION.search(upper)
    return (
        quarter_in(upper),
        f"{stamp['y']}{stamp['m']}{stamp['d']}" if stamp else "",
        int(version["version"]) if version else 0,
        # Two forms of one revision were not saved in the same second.
        member.date_time if not (stamp or version) else (),
        upper.endswith(".TXT"),
    )
