"""The one way in: what was pasted → the codes of its lines. Everything else is forgotten here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import identifiers, remittance, typed
from .facts import Line

LONGEST = 200_000
"""Characters that are read of one text; the longest remittance of a practice's day has fewer."""

MOST_LINES = 50
"""Different lines that one reading holds."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text.

    Attributes:
        lines: the denied lines, equal ones counted once.
        dropped: kinds of what may name a person and was dropped unread: ``a date of birth``.
        notes: sentences on what could not be read. None of them quotes the text.
        is_remittance: whether the text was read as an 835.
    """

    lines: tuple[Line, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_remittance: bool = False


def read(text: str) -> Reading:
    """Read what was pasted: codes that were typed, lines of a viewer, or an 835 whole or in pieces.

    Args:
        text: any text at all. Only its first :data:`LONGEST` characters are looked at.

    Returns:
        Codes, and nothing but codes, of the denied lines.
    """
    notes: list[str] = []
    if len(text) > LONGEST:
        text = text[:LONGEST]
        notes.append(f"The text is longer than {LONGEST:,} characters. Only the beginning was read.")
    if remittance.looks_like(text):
        found, dropped, more = remittance.read(text)
        notes += more
        is_remittance = True
    else:
        kept, dropped = identifiers.drop(unicodedata.normalize("NFKC", text).translate(_DASHES))
        found = typed.read(kept)
        is_remittance = False
    counted = _counted(line for line in found if line.is_denied)
    if len(counted) > MOST_LINES:
        notes.append(f"There are more than {MOST_LINES} different lines. The first {MOST_LINES} were kept.")
    return Reading(tuple(counted[:MOST_LINES]), dropped, tuple(notes), is_remittance)


def _counted(lines: Iterable[Line]) -> list[Line]:
    times: dict[Line, int] = {}
    for line in lines:
        times[line] = times.get(line, 0) + 1
    return [replace(line, count=count) for line, count in times.items()]
