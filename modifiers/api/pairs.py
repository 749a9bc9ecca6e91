"""``/api/v1/pairs/97140-97530``: whether an NCCI edit joins two codes on a date of service, and what opens it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router

from modifiers.catalogue import Catalogue
from modifiers.codes import ClaimCodes, CodeError
from modifiers.ncci.asking import edit_test, verdict_on
from modifiers.ncci.candidates import Candidate
from modifiers.ncci.rationales import ptp_rationale
from modifiers.ncci.records import Edit, Loaded
from modifiers.ncci.releases import releases_for
from modifiers.ncci.verdict import Sentence, Verdict
from modifiers.pages.addresses import absolute

from . import shapes
from .addresses import api_url, page_url
from .answering import current, written
from .parameters import PairQuery, shortened
from .problems import Refusal

PAIR = Path(
    ..., description="Two procedure codes with a hyphen between, in either order: `97140-97530`.", example="A4450-A4452"
)

router = Router(tags=["pairs"])


@router.get("/pairs/{pair}", response=shapes.PairAnswer, operation_id="get_pair", url_name="pair")
def pair(request: HttpRequest, query: Query[PairQuery], pair: str = PAIR) -> HttpResponse:
    """The verdict on two codes. It is `no_edit` only where the loaded data can know that there is none."""
    snapshot = current()
    one, two = _two_codes(pair)
    on = query.on or timezone.localdate()
    verdict = verdict_on(releases_for(snapshot), (one, two), on, query.setting, query.program)
    return written(_answer(snapshot, verdict, query), snapshot.at)


def _two_codes(typed: str) -> tuple[str, str]:
    """The two codes of an address.

    Raises:
        Refusal: 404 if they are not two different procedure codes.
    """
    try:
        codes = ClaimCodes.parse(typed).values
    except CodeError as error:
        raise Refusal(404, str(error)) from error
    if len(codes) != 2:
        raise Refusal(404, f"“{shortened(typed)}” is not a pair. Give two different codes: 97140-97530.")
    return codes[0], codes[1]


def _answer(snapshot: Catalogue, verdict: Verdict, query: PairQuery) -> shapes.PairAnswer:
    edit = verdict.edit
    address = f"{reverse('pair', args=[f'{verdict.first}-{verdict.second}'])}?on={verdict.on}&setting={query.setting}"
    return shapes.PairAnswer(
        codes=(verdict.first, verdict.second),
        on=verdict.on,
        setting=query.setting,
        program=query.program,
        status=verdict.status,
        headline=verdict.headline,
        column_one=verdict.column_one,
        column_two=verdict.column_two,
        modifier_indicator=verdict.modifier_indicator,
        effective_on=edit.effective_on if edit else None,
        ended_on=edit.deleted_on if edit else None,
        modifier_allowed_on=verdict.allowed_on,
        candidates=tuple(_candidate(snapshot, each, code) for each in verdict.candidates for code in each.codes),
        rationale=ptp_rationale(edit.rationale).words if edit else None,
        reasons=_said(verdict.reasons),
        notes=_said(verdict.notes),
        cautions=_said(verdict.cautions),
        history=tuple(_line(line) for line in verdict.history),
        release=verdict.loaded.name if verdict.loaded else None,
        loaded=_loaded(verdict.loaded) if verdict.loaded else None,
        url=absolute(f"{address}{'&program=' + query.program if query.program != 'medicare' else ''}"),
    )


def _candidate(snapshot: Catalogue, candidate: Candidate, code: str) -> shapes.PairCandidate:
    test = edit_test(snapshot, code, candidate.test)
    return shapes.PairCandidate(
        code=code,
        test=test.statement.text if test else None,
        sources=test.statement.sources if test else (),
        goes_on=candidate.goes_on,
        family=candidate.family or None,
        condition=candidate.condition or None,
        url=f"{page_url('modifier', code)}{'#' + test.anchor if test else ''}",
        api_url=api_url("modifier", code),
    )


def _said(sentences: tuple[Sentence, ...]) -> tuple[shapes.Sentence, ...]:
    return tuple(shapes.Sentence(text=each.text, sources=each.sources) for each in sentences)


def _line(edit: Edit) -> shapes.PairLine:
    return shapes.PairLine(
        column_one=edit.column_one,
        column_two=edit.column_two,
        effective_on=edit.effective_on,
        deleted_on=edit.deleted_on,
        modifier_indicator=edit.modifier_indicator,
        rationale=ptp_rationale(edit.rationale).words,
    )


def _loaded(loaded: Loaded) -> shapes.LoadedRelease:
    return shapes.LoadedRelease(
        name=loaded.name,
        quarter=loaded.quarter,
        version=loaded.version,
        starts_on=loaded.starts_on,
        ends_on=loaded.ends_on,
        line_count=loaded.line_count,
        is_sample=loaded.is_sample,
        is_complete=loaded.is_complete,
    )
