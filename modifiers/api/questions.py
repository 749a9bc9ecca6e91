"""``/api/v1/questions``: the payer grid, question by question, payer by payer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from modifiers.catalogue import Catalogue, Entry, Use
from modifiers.documents import QuestionDocument
from modifiers.documents.parts import PayerNote

from . import facts, finding, shapes
from .addresses import ROOT
from .answering import current, written, written_with_document
from .paging import part_of
from .parameters import Paging

SLUG = Path(..., description="The slug of a question, as in the list.", example="59-or-x")

router = Router(tags=["questions"])


@router.get("/questions", response=shapes.Listing[shapes.Question], operation_id="list_questions")
def questions(request: HttpRequest, query: Query[Paging]) -> HttpResponse:
    """What coders ask of every payer, with every answer that we know. No answer means that we know none."""
    snapshot = current()
    count, following, part = part_of(snapshot.all("question").values(), "question", f"{ROOT}/questions", query)
    items = tuple(shapes.Question(**_facts(snapshot, entry)) for entry in part)
    return written(shapes.Listing[shapes.Question](count=count, next=following, items=items), snapshot.at)


@router.get("/questions/{key}", response=shapes.QuestionAnswer, operation_id="get_question")
def question(request: HttpRequest, key: str = SLUG) -> HttpResponse:
    """One question with every payer's answers."""
    snapshot = current()
    entry = finding.live(snapshot, "question", key)
    return written_with_document(shapes.Question(**_facts(snapshot, entry)), entry, snapshot.at)


def _facts(snapshot: Catalogue, entry: Entry) -> dict[str, Any]:
    document = entry.document
    assert isinstance(document, QuestionDocument)
    by_payer: dict[str, list[Use]] = {}
    for use in snapshot.by_question.get(entry.key, ()):
        by_payer.setdefault(use.statement.payer, []).append(use)
    payers = tuple(
        shapes.PayerAnswers(
            payer=facts.named(snapshot, "payer", payer),
            answers=facts.using(by_payer[payer], "payers", shapes.Using[PayerNote]),
        )
        for payer in sorted(by_payer)
    )
    return {**facts.edition(entry), "name": document.name, "question": document.summary, "payers": payers}
