"""What a case needs from the catalogue and from the code pairs. The one module of this package that knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from modifiers.catalogue import Catalogue, Entry
from modifiers.denials import collecting
from modifiers.ncci.asking import verdict_on
from modifiers.ncci.records import Program
from modifiers.ncci.releases import Releases, releases_for
from modifiers.ncci.verdict import Verdict

from .advice import Advice, advise
from .letter import Letter, write
from .questions import Case, Edition, Pages, known


@dataclass(frozen=True, slots=True)
class Consulted:
    """A case with everything that was found for it; ``pages`` is None without a live modifier."""

    case: Case
    pages: Pages | None
    verdict: Verdict | None
    advice: Advice
    changes_in_quarter: bool = False

    def letter(self) -> Letter | None:
        """The letter, or None where the advice is against one."""
        if self.pages is None or not self.advice.allows(self.case):
            return None
        return write(self.case, self.pages, self.verdict)

    def anyway(self) -> Consulted:
        """The same where a letter is asked for although another road may be better."""
        return replace(self, case=replace(self.case, anyway=True)) if self.advice.standing == "doubtful" else self


def consult(
    case: Case, snapshot: Catalogue, today: date, releases_of: Callable[[Catalogue], Releases] = releases_for
) -> Consulted:
    """Look everything up for a case, and judge it.

    Args:
        case: the answers as read.
        snapshot: the catalogue.
        today: the day on which is asked.
        releases_of: the code pairs that answer; asked only for a case with two codes.
    """
    pages = pages_of(snapshot, case.modifier, case.payer)
    case = known(case, pages)
    verdict, has_changed = None, False
    if len(case.procedures) == 2:
        verdict, has_changed = _verdict(case, pages, releases_of(snapshot), today)
    advice = advise(case, pages, verdict, collecting.published(snapshot), today)
    return Consulted(case, pages, verdict, advice, has_changed)


def _verdict(case: Case, pages: Pages | None, releases: Releases, today: date) -> tuple[Verdict | None, bool]:
    """The verdict on the last day of the quarter; none, but a word of it, where the edit changed within the quarter."""
    is_medicaid = pages is not None and pages.payer is not None and pages.payer.payer_kind == "medicaid"
    program: Program = "medicaid" if is_medicaid else "medicare"
    first, last = case.days(today)
    begun, ended = (
        verdict_on(releases, case.procedures, day, case.setting, program) for day in (first, min(last, today))
    )
    if (begun.status, begun.modifier_indicator) != (ended.status, ended.modifier_indicator) and first <= today:
        return None, True
    return ended, False


def pages_of(snapshot: Catalogue, modifier: str, payer: str) -> Pages | None:
    """The published pages of a modifier and, if it is live, a payer; None if the modifier is not live."""
    entry = snapshot.get("modifier", modifier)
    if entry is None:
        return None
    document: Any = entry.document
    family = snapshot.get("family", document.family) if document.family else None
    paying = snapshot.get("payer", payer)
    pairs = [pair for pair in snapshot.related.get(modifier, ()) if pair.entry is not None]
    others = [pair.entry for pair in pairs if pair.entry is not None]
    entries = [each for each in (entry, family, paying, *others) if each is not None]
    return Pages(
        modifier=document,
        family=family.document if family else None,  # type: ignore[arg-type]
        related=tuple((pair.code, modifier if pair.is_first else pair.code, pair.relation) for pair in pairs),
        payer=paying.document if paying else None,  # type: ignore[arg-type]
        sources={source.key: source for each in entries for source in each.document.sources},
        editions={(each.kind, each.key): _edition(each) for each in entries},
    )


def _edition(entry: Entry) -> Edition:
    document: Any = entry.document
    title = f"Modifier {entry.key}: {document.name}" if entry.kind == "modifier" else str(document.name)
    return Edition(title, entry.number, entry.live_from.date())
