"""What the page of the letter's questions shows: the four steps, and what is told before a letter is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from modifiers import wording
from modifiers.appeals import questions
from modifiers.appeals.advice import Advice
from modifiers.appeals.collecting import Consulted
from modifiers.appeals.questions import STEPS, Case, Option, Question
from modifiers.catalogue import Catalogue
from modifiers.denials import fields
from modifiers.denials.facts import PAYER_KINDS as ROUTER_KINDS

from .appeal_worded import WordedView, worded_view
from .prose import Writer
from .quoting import Quoted, all_quoted, quoted
from .structured_data import About
from .words import PAYER_KINDS, counted

_PROBLEMS = {
    "modifier": "A modifier has two characters, such as 59. What stood here was none.",
    "procedure": "A procedure code has five characters, such as 97530. What stood here was none.",
    "denial": "Write denial codes as on the remittance: CO-97, CARC 236 or N519. Something here was none.",
}
_SIGNS = {"unanswered": "", "closed": "do-not", "doubtful": "caution", "ready": "use"}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question ready to show. ``id`` is its own in the page; two fields may share a ``name``."""

    id: str
    question: Question
    value: str = ""
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    problem: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its questions; ``note`` where it has none yet."""

    number: int
    key: str
    title: str
    questions: tuple[QuestionView, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What is told before the letter, with the way that is better and the way to the letter, where there is one."""

    sign: str
    headline: str
    lead: str
    because: tuple[Quoted, ...]
    when: Quoted | None
    needed: str
    unshown: tuple[Quoted, ...]
    router: str
    sheet: str
    is_anyway: bool


def form_context(consulted: Consulted, snapshot: Catalogue) -> dict[str, Any]:
    """The context of ``appeal/page.html``."""
    case = consulted.case
    writer = Writer(snapshot)
    is_asked = case != Case()
    entry = snapshot.get("modifier", case.modifier)
    return {
        "title": f"Ask D3: a letter of appeal{f' for modifier {case.modifier}' if case.modifier else ''}",
        "description": "From a denied line with a modifier to a letter of appeal, from published and sourced rules.",
        "canonical": reverse("appeal"),
        "about": About("Ask D3: the letter"),
        "crumbs": [("Denials", reverse("denial_list")), ("Ask D3: the letter", None)],
        "badge": writer.badge(case.modifier) if entry else None,
        "unknown": case.modifier if case.modifier and entry is None else "",
        "steps": tuple(_steps(consulted, snapshot)),
        "advice": _advice(consulted, writer) if is_asked else None,
        "worded": _worded(consulted, snapshot) if is_asked else None,
        "changes_in_quarter": consulted.changes_in_quarter,
        "wrong": bool(case.wrong),
        "sources": writer.citations.listed(snapshot),
    }


def _advice(consulted: Consulted, writer: Writer) -> AdviceView:
    advice, case = consulted.advice, consulted.case
    is_anyway = advice.standing == "doubtful"
    sheet = ""
    if consulted.pages and advice.standing in ("ready", "doubtful"):
        query = urlencode([*case.query(), *([("anyway", "yes")] if is_anyway and not case.anyway else [])])
        sheet = f"{reverse('appeal_sheet')}?{query}"
    return AdviceView(
        sign=_SIGNS[advice.standing] or ("caution" if advice.headline else ""),
        headline=advice.headline,
        lead=advice.lead,
        because=all_quoted(writer, advice.because),
        when=quoted(writer, advice.when) if advice.when else None,
        needed=_listed(advice),
        unshown=all_quoted(writer, advice.unshown) if advice.standing == "doubtful" else (),
        router=_router(consulted) if case.line.is_denied else "",
        sheet=sheet,
        is_anyway=is_anyway,
    )


def _worded(consulted: Consulted, snapshot: Catalogue) -> WordedView | None:
    """What a language model could word, where the operator has one and there is a letter to be had."""
    if not wording.is_configured():
        return None
    wanted = consulted.anyway()
    letter = wanted.letter()
    return worded_view(wanted, letter, snapshot) if letter else None


def _listed(advice: Advice) -> str:
    *most, last = advice.needed or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _router(consulted: Consulted) -> str:
    """The router with the same line, whose answer says more."""
    payer = consulted.pages.payer if consulted.pages else None
    kind = payer.payer_kind if payer and payer.payer_kind in ROUTER_KINDS else "unknown"
    return f"{reverse('denial_list')}?{urlencode(fields.query(consulted.case.line, kind))}"


def _steps(consulted: Consulted, snapshot: Catalogue) -> Iterable[StepView]:
    case, pages = consulted.case, consulted.pages
    for number, step in enumerate(STEPS, start=1):
        views = []
        seen: dict[str, int] = {}
        for question in step.questions:
            place = seen[question.name] = seen.get(question.name, -1) + 1
            view = _question(question, place, consulted, snapshot)
            if question.kind != "ticks" or view.options:
                views.append(view)
        note = ""
        if step.key == "record" and pages is None:
            note = "Give the modifier first: its checklist then stands here."
        elif step.key == "record" and not pages.checklist:  # type: ignore[union-attr]
            note = f"The page on {case.modifier} has no checklist, so there is nothing to build a letter on."
        yield StepView(number, step.key, step.title, tuple(views), note)


def _question(question: Question, place: int, consulted: Consulted, snapshot: Catalogue) -> QuestionView:
    case = consulted.case
    id_ = f"ask-{question.name}{f'-{place + 1}' if place else ''}"
    if question.kind == "codes":
        problem = _PROBLEMS[question.name] if question.name in case.wrong and not place else ""
        return QuestionView(id_, question, _value(question, place, case), problem=problem)
    if question.name == "payer":
        return QuestionView(id_, question, groups=_payers(case, snapshot))
    found = questions.options(question, case, consulted.pages, timezone.localdate())
    count = counted(len(found), "item") if question.kind == "ticks" else ""
    return QuestionView(id_, question, options=found, count=count)


def _value(question: Question, place: int, case: Case) -> str:
    if question.name == "modifier":
        return case.modifier
    if question.name == "procedure":
        return case.procedures[place] if place < len(case.procedures) else ""
    adjustments, remarks = case.line.adjustments, case.line.remarks
    reasons = [
        f"{each.group}-{each.reason}" if each.group else f"CARC {each.reason}" for each in adjustments if each.reason
    ]
    groups = [each.group for each in adjustments if not each.reason]
    return " ".join((*groups, *reasons, *remarks))


def _payers(case: Case, snapshot: Catalogue) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Published payers by kind, the page that answers for its kind first."""
    documents: list[Any] = [entry.document for entry in snapshot.all("payer").values()]
    kinds = list(PAYER_KINDS)
    documents.sort(key=lambda each: (kinds.index(each.payer_kind), not each.is_general, each.name))
    return tuple(
        (PAYER_KINDS[kind], tuple(Option(each.slug, each.name, each.slug == case.payer) for each in found))
        for kind, found in groupby(documents, key=lambda each: each.payer_kind)
    )
