"""Three to twelve codes of one claim: every pair of them as a matrix, and the lines to fix first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from modifiers.catalogue import Catalogue
from modifiers.ncci.asking import claim_of
from modifiers.ncci.candidates import Candidate
from modifiers.ncci.claim import Claim, ClaimLine, Urgency, urgency
from modifiers.ncci.releases import Releases
from modifiers.ncci.verdict import Verdict

from .addresses import path_of
from .pair_asked import Asked
from .pair_verdict import said, units_table
from .prose import Badge, Named, Writer
from .words import counted, in_words

_CELLS: dict[Urgency, str] = {"never": "No modifier", "modifier": "Modifier", "unknown": "Not known", "none": "No edit"}
_SIGNS: dict[Urgency, str] = {"never": "0", "modifier": "1", "unknown": "?", "none": "–"}
_SHOWN = 3
_HINTS = 4
_HINTED_MEMBERS = 2
_OPENED = "if the record supports it, add"
_NEVER = "never paid together. Bill the code that tells the whole service, and look at the choice of codes."


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair in the matrix; ``kind`` chooses its look, ``detail`` tells the columns, ``sign`` stands for the words
    where there is little room."""

    kind: str
    words: str
    sign: str
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
    """One line of the claim that loses to others, and what to do about them."""

    code: str
    url: str
    kind: str
    headline: str
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about one or several edits of a line: ``against`` are the other codes with the pages of the pairs."""

    against: tuple[Named, ...]
    words: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A candidate in short: its badges, or the name of its family where that has many members."""

    badges: tuple[Badge, ...]
    family: Named | None = None


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
        "units": units_table(writer, releases, asked, codes),
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
        remedies=tuple(_remedies(writer, asked, line)),
    )


def _remedies(writer: Writer, asked: Asked, line: ClaimLine) -> Iterator[Remedy]:
    """Edits that the same candidates open are told together; they differ at most in the code on which those stand."""
    alike: dict[tuple[object, ...], list[Verdict]] = {}
    for verdict in line.denied_by:
        key = (verdict.can_open, *((each.codes, each.test) for each in verdict.candidates))
        alike.setdefault(key, []).append(verdict)
    for verdicts in alike.values():
        against = tuple(
            Named(str(each.column_one), asked.path(str(each.column_one), str(each.column_two))) for each in verdicts
        )
        yield Remedy(
            against,
            _OPENED if verdicts[0].can_open else _NEVER,
            tuple(_hint(writer, each) for each in verdicts[0].candidates[:_HINTS]),
        )


def _hint(writer: Writer, candidate: Candidate) -> Hint:
    known = [code for code in candidate.codes if code in writer.catalogue.modifiers]
    if len(known) > _HINTED_MEMBERS:
        return Hint((), writer.named("family", candidate.family))
    return Hint(writer.badges(known))


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
    return Cell(kind, words, _SIGNS[kind], detail, asked.path(verdict.first, verdict.second))
