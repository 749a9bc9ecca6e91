"""Three to twelve codes of one claim: every pair of them as a matrix, and the lines to fix first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from modifiers.catalogue import Catalogue
from modifiers.ncci.asking import claim_of
from modifiers.ncci.claim import Claim, ClaimLine, Urgency, urgency
from modifiers.ncci.releases import Releases
from modifiers.ncci.verdict import Verdict

from .addresses import path_of
from .pair_asked import Asked
from .pair_verdict import said, units_views
from .prose import Badge, Writer
from .words import counted, in_words

_CELLS: dict[Urgency, str] = {"never": "No modifier", "modifier": "Modifier", "unknown": "Not known", "none": "No edit"}
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair in the matrix; ``kind`` chooses its look, and ``detail`` tells the columns."""

    kind: str
    words: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One code against those before it; None where the matrix has nothing to say twice."""

    code: str
    url: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """One line of the claim that loses to others, and what to do about each."""

    code: str
    url: str
    kind: str
    headline: str
    pairs: tuple[tuple[str, str, tuple[Badge, ...]], ...]


def claim_context(snapshot: Catalogue, releases: Releases, asked: Asked, codes: Sequence[str]) -> dict[str, Any]:
    """The context of ``claim/page.html``."""
    claim = claim_of(releases, codes, asked.on, asked.setting, asked.program)
    writer = Writer(snapshot, snapshot.sources.values())
    found = {kind: sum(1 for each in claim.verdicts if urgency(each) == kind) for kind in _CELLS}
    cautions = dict.fromkeys(caution for verdict in claim.verdicts for caution in verdict.cautions)
    context = {
        "claim": claim,
        "loaded": asked.release(releases),
        "headline": _headline(found, len(claim.verdicts)),
        "cautions": said(writer, cautions),
        "fixes": [_fix(writer, asked, line) for line in claim.lines if line.denied_by],
        "matrix": _matrix(asked, claim),
        "units": units_views(writer, releases, asked, codes),
        "units_of": loaded_units.name if (loaded_units := releases.get("mue", asked.setting)) else "",
        "title": f"{counted(len(codes), 'code')} of one claim: {in_words(list(codes[:_SHOWN]))}…",
        "description": "",
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


def _fix(writer: Writer, asked: Asked, line: ClaimLine) -> Fix:
    against = in_words([str(verdict.column_one) for verdict in line.denied_by])
    what = "denies beside" if line.urgency == "never" else "denies without a modifier beside"
    return Fix(
        code=line.code,
        url=path_of("procedure", line.code),
        kind=line.urgency,
        headline=f"{what} {against}",
        pairs=tuple(_pair(writer, asked, verdict) for verdict in line.denied_by),
    )


def _pair(writer: Writer, asked: Asked, verdict: Verdict) -> tuple[str, str, tuple[Badge, ...]]:
    """(address, what to do, candidates) of one pair."""
    one, two = str(verdict.column_one), str(verdict.column_two)
    if not verdict.can_open:
        words = f"With {one}: never paid together. Bill the code that tells the whole service, and look at the choice."
    else:
        words = f"With {one}: if the record supports it, add"
    codes = [code for each in verdict.candidates[:4] for code in each.codes[:1]]
    known = [code for code in codes if code in writer.catalogue.modifiers]
    return asked.path(one, two), words, writer.badges(known)


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
    words = _CELLS[kind]
    if kind == "none" and verdict.status in ("ended", "withdrawn"):
        words = "Ended" if verdict.status == "ended" else "Withdrawn"
    detail = f"{verdict.column_one} / {verdict.column_two}" if verdict.status == "live" else ""
    return Cell(kind, words, detail, asked.path(verdict.first, verdict.second))
