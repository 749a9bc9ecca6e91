"""Whether a letter can win, before one is written. Pure.

The router answers first. A letter is *closed* where the denial leaves nothing to win by one, *doubtful* where another
road is better or the record is not complete, and *ready* only where the road is an appeal and the checklist is met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from modifiers.denials import wording
from modifiers.denials.facts import Edit
from modifiers.denials.route import Cited, Published, Route
from modifiers.denials.router import route
from modifiers.ncci.verdict import Verdict

from .questions import Case, Pages, unanswered

Standing = Literal["unanswered", "closed", "doubtful", "ready"]

CONCEDES = frozenset({"GZ"})
"""Modifiers by which the provider concedes the denial: GZ says that it is expected and that no notice is held
(``hcpcs2510``, ``mm7228``)."""

_CHANGES = ("appeal", "reopening")


@dataclass(frozen=True, slots=True)
class Advice:
    """What is told before the letter.

    Attributes:
        standing: whether there is a letter, and how it is offered.
        headline: the better road in large type; empty where the letter is the road.
        lead: why, in one sentence that states no rule.
        because: the published statements behind it.
        when: the statement that says when an appeal is right all the same.
        needed: what has not been answered yet.
        unshown: items of the checklist that are not ticked.
        route: the router's whole answer; None without a denial code.
    """

    standing: Standing
    headline: str = ""
    lead: str = ""
    because: tuple[Cited, ...] = ()
    when: Cited | None = None
    needed: tuple[str, ...] = ()
    unshown: tuple[Cited, ...] = ()
    route: Route | None = None

    def allows(self, case: Case) -> bool:
        """Whether this case gets its letter: at once if it is ready, and on demand if it is doubtful."""
        return self.standing == "ready" or (self.standing == "doubtful" and case.anyway)


def advise(case: Case, pages: Pages | None, verdict: Verdict | None, published: Published, today: date) -> Advice:
    """Judge a case.

    Args:
        case: the answers, known to the pages.
        pages: the modifier's published pages; None for no or an unknown modifier.
        verdict: on the case's two codes, if there are two; for the last day on which the service may have been.
        published: what the router rests on.
        today: the day on which is asked.
    """
    service_on = min(case.days(today)[1], today) if case.quarter else today
    payer = pages.payer if pages else None
    facts = case.facts(payer, edit_of(verdict), service_on)
    found = route(facts, published, today) if facts.line.is_denied else None
    unshown = _unshown(case, pages)
    if closed := _closed(case, pages, verdict, published, found):
        return closed
    told = replace(_better(found), unshown=unshown, route=found)
    needed = unanswered(case)
    if needed or pages is None:
        return replace(told, standing="unanswered", needed=needed)
    return replace(told, standing="doubtful") if unshown else told


def edit_of(verdict: Verdict | None) -> Edit:
    """What the router takes of a verdict on two codes."""
    if verdict is None or verdict.status == "not_loaded":
        return Edit()
    return Edit(verdict.status, verdict.modifier_indicator)


def _closed(
    case: Case, pages: Pages | None, verdict: Verdict | None, published: Published, found: Route | None
) -> Advice | None:
    """The advice where no letter is written at all; None where one may be."""
    if verdict and verdict.status == "live" and verdict.modifier_indicator == "0":
        lead = f"The edit of {verdict.column_one} and {verdict.column_two} has indicator 0 on this date."
        return Advice("closed", "Do not appeal.", lead, _of_indicator_zero(pages, published), route=found)
    if pages and case.modifier in CONCEDES:
        first = pages.modifier.denials[:1]
        because = tuple(Cited("modifier", case.modifier, "denials", reason) for reason in first)
        meaning = tuple(Cited("modifier", case.modifier, "meaning", said) for said in pages.modifier.meaning[:1])
        lead = f"Modifier {case.modifier} on the line concedes this denial."
        return Advice("closed", "Do not appeal.", lead, (*meaning, *because), route=found)
    if found is None or found.road in _CHANGES:
        return None
    # A clerical reopening beside a corrected claim is asked for by telephone or form, not argued in a letter.
    leaves_appeal = any(other.road == "appeal" for other in found.also)
    is_settled = found.rule in ("settles", "settled_no_appeal") or found.road == "no_appeal"
    if found.road is not None and (is_settled or not leaves_appeal):
        return Advice("closed", wording.headline(found), wording.lead(found), found.because, route=found)
    return None


def _of_indicator_zero(pages: Pages | None, published: Published) -> tuple[Cited, ...]:
    """A published denial reason of pairs with indicator 0: the modifier's own, or else any."""
    documents = ([pages.modifier] if pages else []) + list(published.modifiers.values())
    for document in documents:
        for reason in document.denials:
            if reason.edit_indicator == "0":
                return (Cited("modifier", document.code, "denials", reason),)
    return ()


def _better(found: Route | None) -> Advice:
    """The better road, and when an appeal is right all the same; ready where the road is an appeal."""
    if found is None or found.road == "appeal":
        return Advice("ready")
    when = next((other.when for other in found.also if other.road == "appeal"), None)
    return Advice("doubtful", wording.headline(found), wording.lead(found), found.because, when)


def _unshown(case: Case, pages: Pages | None) -> tuple[Cited, ...]:
    if pages is None:
        return ()
    left = {tick: item for tick, item in pages.checklist.items() if tick not in case.shown}
    return tuple(Cited(kind, key, "checklist", item) for kind, key, item in left.values())
