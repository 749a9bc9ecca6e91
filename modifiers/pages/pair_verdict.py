"""A verdict on two codes made ready to show: sentences with their sources, candidates with their tests, the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.denials import facts, fields
from modifiers.denials.facts import Line
from modifiers.ncci.asking import edit_test, verdict_on
from modifiers.ncci.candidates import Candidate
from modifiers.ncci.lookup import unit_limits
from modifiers.ncci.rationales import adjudication, mue_rationale, ptp_rationale
from modifiers.ncci.records import Edit, Loaded, UnitLimit
from modifiers.ncci.releases import Releases
from modifiers.ncci.verdict import Sentence, Verdict

from .addresses import link_to, path_of
from .appeal_path import appeal_path
from .pair_asked import Asked
from .prose import Badge, Mark, Named, Piece, Writer
from .timeline import timeline
from .words import counted, day, denial_label

DENIALS = ("carc-236", "carc-97")
"""The reasons under which a pair is denied: the NCCI edit, and included in another service."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the marks of its sources."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A modifier that can open the edit, or a family of them: its test, and where it goes."""

    badges: tuple[Badge, ...]
    family: Named | None
    test: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    url: str
    goes_on: str
    condition: str


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One line of the pair in words."""

    column_one: str
    column_two: str
    since: str
    until: str
    indicator: str
    rationale: str
    state: str


@dataclass(frozen=True, slots=True)
class UnitsView:
    """The unit limit of one code; ``units`` is empty where none is published."""

    code: str
    url: str
    units: str
    caption: str
    words: str
    rationale: str
    marks: tuple[Mark, ...]


INDICATORS = {
    "0": "0: no modifier opens it",
    "1": "1: a modifier can open it",
    "9": "9: withdrawn, never held",
}


_PAST = {"0": "0: no modifier opened it", "1": "1: a modifier could open it"}


def _denial(writer: Writer, code: str) -> Named:
    found = writer.named("denial_code", code)
    return Named(f"{denial_label(code)}: {found.name}", found.url)


def _why(writer: Writer, edit: Edit | None) -> Said | None:
    """The rationale of an edit in our own words."""
    if edit is None:
        return None
    found = ptp_rationale(edit.rationale)
    return Said(found.words, writer.citations.marks(found.sources))


def verdict_context(snapshot: Catalogue, releases: Releases, asked: Asked, codes: Sequence[str]) -> dict[str, Any]:
    """The context of ``pair/page.html``."""
    verdict = verdict_on(releases, codes, asked.on, asked.setting, asked.program)
    writer = Writer(snapshot, snapshot.sources.values())
    first, second = (verdict.column_one or codes[0]), (verdict.column_two or codes[1])
    context = {
        "verdict": verdict,
        "reasons": said(writer, verdict.reasons),
        "notes": said(writer, verdict.notes),
        "cautions": said(writer, verdict.cautions),
        "indicator": (_PAST if verdict.status == "ended" else INDICATORS).get(verdict.modifier_indicator or "", ""),
        "rationale": _why(writer, verdict.edit),
        "candidates": candidate_views(snapshot, writer, verdict.candidates, verdict),
        "periods": [period_view(edit, verdict) for edit in verdict.history],
        "timeline": timeline(verdict.history, asked.on),
        "units": units_views(writer, releases, asked, (first, second)),
        "units_of": _name_of(releases.get("mue", asked.setting)),
        "line_count": counted(verdict.loaded.line_count, "line") if verdict.loaded else "",
        "denials": [_denial(writer, code) for code in DENIALS if link_to(snapshot, "denial_code", code)],
        "way_out": denial_path(verdict, asked.modifiers),
        "letter": appeal_path(Line(procedures=(second, first)), on=asked.on, setting=asked.setting),
        "codes": [{"code": code, "url": path_of("procedure", code)} for code in (first, second)],
        "swapped": asked.path(codes[1], codes[0]),
        "other_setting": _other_setting(asked, codes),
        "title": f"{codes[0]} and {codes[1]}: {_SHORT[verdict.status]}",
        "description": f"What Medicare's NCCI edits say of {codes[0]} and {codes[1]}, and what a modifier can do.",
        "crumbs": [("Code pairs", "/pairs/"), (f"{codes[0]} and {codes[1]}", None)],
    }
    return {**context, "sources": writer.citations.listed(snapshot)}


def denial_path(verdict: Verdict, modifiers: Sequence[str] = ()) -> str:
    """The address of the way out of a denial of this pair: the router with all that is known, codes alone.

    Args:
        verdict: on the pair.
        modifiers: those that stand on the claim, as far as they were typed.

    Returns:
        The address, which takes CARC 236 for granted; empty where no edit is live that could deny the pair.
    """
    if verdict.status != "live" or verdict.loaded is None:
        return ""
    line = facts.Line(
        (facts.Adjustment(reason="236"),),
        procedures=(str(verdict.column_one), str(verdict.column_two)),
        modifiers=tuple(modifiers[: fields.MOST]),
    )
    edit = facts.Edit("live", verdict.modifier_indicator)
    return f"{reverse('denial_list')}?{urlencode(fields.query(line, verdict.loaded.program, edit))}"


_SHORT = {
    "live": "an NCCI edit joins them",
    "ended": "the NCCI edit has ended",
    "withdrawn": "the NCCI edit was withdrawn",
    "no_edit": "no NCCI edit",
    "not_loaded": "not known here",
}


def said(writer: Writer, sentences: Iterable[Sentence]) -> list[Said]:
    """Sentences with the numbers of their sources."""
    return [Said(each.text, writer.citations.marks(each.sources)) for each in sentences]


def candidate_views(
    snapshot: Catalogue, writer: Writer, found: Sequence[Candidate], verdict: Verdict
) -> list[CandidateView]:
    """Candidates whose modifiers are live, each with its test."""
    views = []
    for candidate in found:
        codes = [code for code in candidate.codes if code in snapshot.modifiers]
        if not codes:
            continue
        test = edit_test(snapshot, codes[0], candidate.test)
        if test:
            writer.citations.know(test.sources)
        views.append(
            CandidateView(
                badges=writer.badges(codes),
                family=writer.named("family", candidate.family) if candidate.family else None,
                test=writer.pieces(test.statement.text) if test else (),
                marks=writer.citations.marks(test.statement.sources) if test else (),
                url=f"{path_of('modifier', codes[0])}{'#' + test.anchor if test else ''}",
                goes_on=_goes_on(candidate, verdict),
                condition=candidate.condition,
            )
        )
    return views


def _goes_on(candidate: Candidate, verdict: Verdict) -> str:
    if candidate.group == "visit":
        return f"on the visit, {' or '.join(candidate.goes_on)}"
    if candidate.group == "anatomic":
        return "a different one on each line" if len(candidate.goes_on) == 2 else f"on {candidate.goes_on[0]}"
    if candidate.group == "global":
        return "on the later service"
    if candidate.group == "repeat":
        return "on the repeated test"
    return "on either line" if len(candidate.goes_on) == 2 else f"on the column two code, {verdict.column_two}"


def period_view(edit: Edit, verdict: Verdict) -> PeriodView:
    """One line of the table of a pair's history. Of lines without a start, those that are not in force begin later."""
    if edit.is_withdrawn:
        state = "Withdrawn"
    elif edit is verdict.edit and verdict.status == "live":
        state = "In force"
    else:
        state = "Ended" if edit.deleted_on and edit.deleted_on < verdict.on else "Begins later"
    since = day(edit.effective_on) or "not told in the file"
    return PeriodView(
        column_one=edit.column_one,
        column_two=edit.column_two,
        since=f"{since}{' (in existence before 1996)' if edit.existed_before_1996 else ''}",
        until=day(edit.deleted_on) or "no end",
        indicator=INDICATORS[edit.modifier_indicator],
        rationale=ptp_rationale(edit.rationale).words,
        state=state,
    )


def units_views(writer: Writer, releases: Releases, asked: Asked, codes: Sequence[str]) -> list[UnitsView]:
    """The unit limits of codes; empty where no limits of the setting are loaded."""
    loaded = releases.get("mue", asked.setting)
    if loaded is None or asked.program != "medicare":
        return []
    found = unit_limits(loaded, codes)
    return [_units(writer, code, found.get(code)) for code in codes]


def _units(writer: Writer, code: str, limit: UnitLimit | None) -> UnitsView:
    url = path_of("procedure", code)
    if limit is None:
        return UnitsView(code, url, "", "", "No limit is published for it; some limits are confidential.", "", ())
    told, why = adjudication(limit.adjudication), mue_rationale(limit.rationale)
    marks = writer.citations.marks((*told.sources, *why.sources))
    zero = "Zero: not payable in this setting. " if limit.units == 0 else ""
    words = f"{zero}{told.words}"
    return UnitsView(code, url, f"{limit.units:,}", told.caption, words, why.words, marks)


def _name_of(loaded: Loaded | None) -> str:
    return loaded.name if loaded else ""


def _other_setting(asked: Asked, codes: Sequence[str]) -> dict[str, str]:

    other: Any = "hospital" if asked.setting == "practitioner" else "practitioner"
    words = "on an outpatient hospital claim" if other == "hospital" else "on a practitioner claim"
    return {"words": words, "url": asked.of(other).path(*codes)}
