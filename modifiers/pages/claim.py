"""Three to twelve codes of one claim: every pair of them as a matrix, and the lines to fix first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from modifiers.catalogue import Catalogue
from modifiers.ncci.asking import claim_of
from modifiers.ncci.candidates import Candidate
from modifiers.ncci.claim import Claim, ClaimLine, Urgency, urgency
from modifiers.ncci.releases import Releases
from modifiers.ncci.verdict import Verdict

from .addresses import path_of
from .pair_asked import Asked
from .pair_verdict import UnitsView, said, units_views
from .prose import Badge, Named, Writer
from .words import counted, in_words

_CELLS: dict[Urgency, tuple[str, str]] = {
    "never": ("0", "No modifier"),
    "modifier": ("1", "Modifier"),
    "unknown": ("?", "Not known"),
    "none": ("–", "No edit"),
}
_LOOKS: dict[Urgency, str] = {"never": "live", "modifier": "opens", "unknown": "not_loaded", "none": "no_edit"}
"""How a claim is drawn, by the worst of its pairs: as the verdict on one such pair."""
_SHOWN = 3
_CANDIDATES = 4
_MEMBERS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair in the matrix; ``kind`` chooses its look. ``sign`` is for narrow screens, ``denied`` denies live."""

    kind: str
    sign: str
    words: str
    denied: str
    url: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One code against those before it; None where the matrix has nothing to say twice."""

    code: str
    url: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class FixGroup:
    """The codes beside which a line denies and where the same is to be done; each links to the pair. ``families`` are
    those of which one member fits, where they have more than two."""

    beside: tuple[Named, ...]
    can_open: bool
    families: tuple[Named, ...]
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """One line of the claim that loses to others, and what to do about it."""

    code: str
    url: str
    kind: str
    headline: str
    groups: tuple[FixGroup, ...]


@dataclass(frozen=True, slots=True)
class UnitsGroup:
    """Unit limits that are counted in the same way: what that is, told once, and the limit of each code."""

    caption: str
    limits: tuple[UnitsView, ...]


def claim_context(snapshot: Catalogue, releases: Releases, asked: Asked, codes: Sequence[str]) -> dict[str, Any]:
    """The context of ``claim/page.html``."""
    claim = claim_of(releases, codes, asked.on, asked.setting, asked.program)
    writer = Writer(snapshot, snapshot.sources.values())
    found = {kind: sum(1 for each in claim.verdicts if urgency(each) == kind) for kind in _CELLS}
    cautions = dict.fromkeys(caution for verdict in claim.verdicts for caution in verdict.cautions)
    units = units_views(writer, releases, asked, codes)
    context = {
        "claim": claim,
        "loaded": asked.release(releases),
        "look": _LOOKS[urgency(claim.verdicts[0])],
        "headline": _headline(found, len(claim.verdicts)),
        "cautions": said(writer, cautions),
        "fixes": [_fix(writer, asked, line) for line in claim.lines if line.denied_by],
        "matrix": _matrix(asked, claim),
        "units": _units(units),
        "without_limit": [Named(each.code, each.url) for each in units if not each.units],
        "units_of": loaded_units.name if (loaded_units := releases.get("mue", asked.setting)) else "",
        "title": f"{counted(len(codes), 'code')} of one claim: {in_words(list(codes[:_SHOWN]))}…",
        "description": "NCCI edits, units and add-on codes of one claim: each pair of codes with the day’s verdict.",
        "crumbs": [("Code pairs", "/pairs/"), (counted(len(codes), "code"), None)],
    }
    return {**context, "sources": writer.citations.listed(snapshot)}


def _headline(found: dict[Urgency, int], pairs: int) -> str:
    told = []
    if found["never"]:
        told.append(f"{counted(found['never'], 'pair')} that no modifier opens")
    if found["modifier"]:
        told.append(f"{counted(found['modifier'], 'pair')} that a modifier opens when the record supports it")
    if found["unknown"]:
        told.append(f"{counted(found['unknown'], 'pair')} that we cannot tell")
    if not told:
        return f"No edit among the {counted(pairs, 'pair')} of these codes."
    return f"Of {counted(pairs, 'pair')}: {'; '.join(told)}."


def _units(views: Sequence[UnitsView]) -> list[UnitsGroup]:
    found: dict[str, list[UnitsView]] = {}
    for view in views:
        if view.units:
            found.setdefault(view.words, []).append(view)
    return [UnitsGroup(limits[0].caption, tuple(limits)) for limits in found.values()]


def _fix(writer: Writer, asked: Asked, line: ClaimLine) -> Fix:
    beside = counted(len(line.denied_by), "code")
    return Fix(
        code=line.code,
        url=path_of("procedure", line.code),
        kind=line.urgency,
        headline=f"denies beside {beside}" if line.urgency == "never" else f"denies beside {beside} without a modifier",
        groups=tuple(_groups(writer, asked, line.denied_by)),
    )


def _groups(writer: Writer, asked: Asked, verdicts: Sequence[Verdict]) -> list[FixGroup]:
    """The pairs of one losing line, those together that are opened by the same modifiers, in their order."""
    found: dict[tuple[bool, tuple[Candidate, ...]], list[Named]] = {}
    for verdict in verdicts:
        # On which of the codes a modifier stands, and what needs more than the pair, is for the page of the pair.
        of_pair = [each for each in verdict.candidates if not each.condition][:_CANDIDATES]
        shown = tuple(replace(each, goes_on=()) for each in of_pair)
        one, two = str(verdict.column_one), str(verdict.column_two)
        found.setdefault((verdict.can_open, shown), []).append(Named(one, asked.path(one, two)))
    return [_group(writer, tuple(pairs), can_open, shown) for (can_open, shown), pairs in found.items()]


def _group(writer: Writer, beside: tuple[Named, ...], can_open: bool, candidates: Sequence[Candidate]) -> FixGroup:
    known = [(each, [code for code in each.codes if code in writer.catalogue.modifiers]) for each in candidates]
    families = [writer.named("family", each.family) for each, codes in known if len(codes) > _MEMBERS]
    badges = [badge for _, codes in known if len(codes) <= _MEMBERS for badge in writer.badges(codes)]
    return FixGroup(beside, can_open, tuple(families), tuple(badges))


def _matrix(asked: Asked, claim: Claim) -> list[MatrixRow]:
    rows = []
    for place, code in enumerate(claim.codes):
        cells: list[Cell | None] = [
            _cell(asked, claim.between(code, other)) if other_place < place else None
            for other_place, other in enumerate(claim.codes[:-1])
        ]
        rows.append(MatrixRow(code, path_of("procedure", code), tuple(cells)))
    return rows[1:]


def _cell(asked: Asked, verdict: Verdict) -> Cell:
    kind = urgency(verdict)
    sign, words = _CELLS[kind]
    if kind == "none" and verdict.status in ("ended", "withdrawn"):
        words = "Ended" if verdict.status == "ended" else "Withdrawn"
    denied = str(verdict.column_two) if verdict.status == "live" else ""
    return Cell(kind, sign, words, denied, asked.path(verdict.first, verdict.second))
