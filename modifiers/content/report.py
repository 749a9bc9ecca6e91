"""What the content covers: codes against the official list, statements and their sources, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from modifiers.documents import FAMILY_PARTS, Document, FamilyDocument, ModifierDocument, Source
from modifiers.documents.parts import ModifierValues
from modifiers.publishing import Problem, from_validation

from .check import Content, ContentError, Finding
from .files import FileError, read

LEFT_OUT = "left_out.yaml"

CPT_MODIFIERS: tuple[str, ...] = (
    *("22", "23", "24", "25", "26", "27", "32", "33", "47", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59"),
    *("62", "63", "66", "73", "74", "76", "77", "78", "79", "80", "81", "82", "90", "91", "92", "93", "95", "96", "97"),
    *("99", "1P", "2P", "3P", "8P"),
)
"""The CPT modifiers, which no file of CMS lists; P1 to P6 are in the HCPCS file."""

OFFICIAL = frozenset({"cms", "contractor"})
"""Kinds of sources that are CMS's own word or its contractors'."""


class LeftOut(BaseModel):
    """A fact that was found but is on no page, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codes: Annotated[ModifierValues, Field(min_length=1)]
    what: Annotated[str, Field(min_length=1, max_length=300)]
    why: Annotated[str, Field(min_length=1, max_length=100)]


@dataclass(frozen=True)
class Coverage:
    """Codes of one system: those with a full page, with an entry, and those without any."""

    system: str
    full: tuple[str, ...]
    entry: tuple[str, ...]
    missing: tuple[str, ...]
    ended: int


@dataclass(frozen=True)
class Report:
    """Everything that ``manage.py content_report`` prints.

    Attributes:
        coverage: by system; codes that the official list does not hold are in ``unlisted``.
        short: full pages with fewer than twelve statements, their family's included → how many.
        statements: all of them; ``sourced`` those with a source, ``official`` those with CMS or a contractor.
        records: sources by kind; ``citations`` how often each kind is cited, for a statement or for a name, a
            summary and dates.
        years: sources by the year of the document, ``""`` where it bears none.
        publishers: how often each publisher is cited.
    """

    coverage: tuple[Coverage, ...]
    unlisted: tuple[str, ...]
    short: Mapping[str, int]
    documents: Mapping[str, int]
    statements: int
    sourced: int
    official: int
    records: Counter[str]
    citations: Counter[str]
    publishers: Counter[str]
    years: Counter[str]
    checked: tuple[date, date] | None
    left_out: tuple[LeftOut, ...] = field(default=())


FULL_PAGE_STATEMENTS = 12


def report_on(content: Content, official: Iterable[str] | None, left_out: Iterable[LeftOut] = ()) -> Report:
    """Count what a folder holds.

    Args:
        content: as read from the folder.
        official: codes of the HCPCS Level II list; None when there is none to compare with.
        left_out: as read by :func:`read_left_out`.
    """
    modifiers = {doc.code: doc for doc in content.documents if isinstance(doc, ModifierDocument)}
    families = {doc.slug: doc for doc in content.documents if isinstance(doc, FamilyDocument)}
    listed = set(official or ())
    own = {code for code, doc in modifiers.items() if doc.system != "CPT" or code not in CPT_MODIFIERS}
    coverage = [_covered("CPT", CPT_MODIFIERS, modifiers)]
    if official is not None:
        coverage.append(_covered("HCPCS Level II", sorted(listed), modifiers))
    statements = [statement for doc in content.documents for _, rows in doc.lists() for statement in rows]
    said = [key for row in statements for key in row.sources]
    named = [key for doc in content.documents for key in getattr(doc, "identity_sources", ())]
    cited = [content.sources[key] for key in (*said, *named) if key in content.sources]
    used = {source.key: source for source in cited}
    days = sorted(row.checked_on for row in statements if row.checked_on)
    counts = {code: _statements(doc, families.get(doc.family or "")) for code, doc in modifiers.items()}
    return Report(
        coverage=tuple(coverage),
        unlisted=tuple(sorted(own - listed)) if official is not None else (),
        short={
            code: count
            for code, count in counts.items()
            if modifiers[code].depth == "full" and count < FULL_PAGE_STATEMENTS
        },
        documents=Counter(doc.kind for doc in content.documents),
        statements=len(statements),
        sourced=sum(bool(row.sources) for row in statements),
        official=sum(_is_official(row.sources, content.sources) for row in statements),
        records=Counter(source.kind for source in used.values()),
        citations=Counter(source.kind for source in cited),
        publishers=Counter(source.publisher for source in cited),
        years=Counter(source.document_date[:4] for source in used.values()),
        checked=(days[0], days[-1]) if days else None,
        left_out=tuple(left_out),
    )


def read_left_out(folder: Path) -> tuple[LeftOut, ...]:
    """What ``left_out.yaml`` of a content folder lists; nothing if there is no such file.

    Raises:
        ContentError: if it cannot be read, with the line.
    """
    path = folder / LEFT_OUT
    if not path.exists():
        return ()
    try:
        found = read(path)
        return tuple(TypeAdapter(list[LeftOut]).validate_python(found.data or []))
    except FileError as error:
        raise ContentError([Finding(str(path), error.line, Problem("block", "", str(error)))]) from error
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = from_validation(error)
        raise ContentError(
            [
                Finding(str(path), found.line_of(tuple(detail["loc"])), problem)
                for detail, problem in zip(details, problems, strict=True)
            ]
        ) from error


def _covered(system: str, codes: Collection[str], modifiers: Mapping[str, ModifierDocument]) -> Coverage:
    held = [code for code in codes if code in modifiers]
    return Coverage(
        system,
        full=tuple(code for code in held if modifiers[code].depth == "full"),
        entry=tuple(code for code in held if modifiers[code].depth == "entry"),
        missing=tuple(code for code in codes if code not in modifiers),
        ended=sum(modifiers[code].ended_on is not None for code in held),
    )


def _statements(document: Document, family: FamilyDocument | None) -> int:
    own = sum(len(rows) for _, rows in document.lists())
    shared = len(family.guidance) + sum(len(family.shared(part)) for part in FAMILY_PARTS) if family else 0
    return own + shared


def _is_official(keys: Iterable[str], sources: Mapping[str, Source]) -> bool:
    return any(sources[key].kind in OFFICIAL for key in keys if key in sources)
