"""The columns of the table: one row for each modifier, a list of statements as lines of one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from modifiers.cells import neutral, shown
from modifiers.documents.claim_lines import show
from modifiers.documents.links import plain

from .items import Item


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds in a sentence, and how it is read from an item."""

    name: str
    meaning: str
    value: Callable[[Item], Any]

    def cell(self, item: Item) -> str:
        """What the cell says: no spreadsheet takes it for a formula."""
        return neutral(shown(self.value(item)))


def _field(name: str) -> Callable[[Item], Any]:
    return lambda item: getattr(item.document, name)


def _fact(name: str) -> Callable[[Item], Any]:
    return lambda item: item.facts[name]


def _lines(name: str, line: Callable[[Any], str]) -> Callable[[Item], str]:
    return lambda item: "\n".join(map(line, getattr(item.document, name)))


def _said(name: str) -> Callable[[Item], str]:
    return _lines(name, lambda part: plain(part.text))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _exclusion(part: Any) -> str:
    return plain(part.text) + (f" Use instead: {_listed(part.instead)}." if part.instead else "")


def _denial(part: Any) -> str:
    codes = f" [{_listed(part.codes)}]" if part.codes else ""
    return f"{part.says}{codes}: {plain(part.text)} Way out: {part.resolution}. {plain(part.action)}"


def _payer_note(part: Any) -> str:
    return f"{part.payer}: {part.stance}. {plain(part.text)}"


def _scenario(part: Any) -> str:
    lines = "; ".join(show(line) for line in part.lines)
    return f"{'Right' if part.is_right else 'Wrong'}: {plain(part.scene)} Claim: {lines}. {plain(part.text)}"


def _related(part: Any) -> str:
    return f"{part.code} ({part.kind}): {plain(part.text)}"


def _misconception(part: Any) -> str:
    return f"{plain(part.claim)} {plain(part.text)}"


def _setting(part: Any) -> str:
    codes = f" [{_listed(part.procedures)}]" if part.procedures else ""
    return f"{part.setting}: {plain(part.text)}{codes}"


def _sources(item: Item) -> str:
    return "\n".join(
        f"{source.title}, {source.publisher}, checked {source.checked_on.isoformat()} {source.url}".rstrip()
        for source in item.document.sources
    )


COLUMNS: tuple[Column, ...] = (
    Column("code", "The modifier.", _field("code")),
    Column("name", "Its name, in our own words.", _field("name")),
    Column("system", "CPT or HCPCS Level II.", _field("system")),
    Column("depth", "“full” for a whole page, “entry” for a short one on a rare code.", _field("depth")),
    Column("summary", "What it tells the payer, in one sentence.", _field("summary")),
    Column("family", "The slug of its family, whose own words are not in the table.", _field("family")),
    Column("topics", "Slugs of its topics, with a space between.", _field("topics")),
    Column("opens_ncci_edits", "“yes” where it is NCCI-associated, else “no”.", _field("is_ncci_associated")),
    Column("effective_on", "The first date of service. Empty: not known to us.", _field("effective_on")),
    Column("ended_on", "The last date of service. Empty: it has not ended.", _field("ended_on")),
    Column("successor", "The modifier that took its place.", _field("successor")),
    Column("meaning", "What it means.", _said("meaning")),
    Column("use_when", "When to use it.", _said("when_to_use")),
    Column("do_not_use_when", "When not to, and what to use instead.", _lines("do_not_use", _exclusion)),
    Column("checklist", "What the record must show.", _said("checklist")),
    Column("on_the_claim", "Where it stands on the claim.", _said("on_the_claim")),
    Column("opens_edit_when", "The test under which it opens an NCCI edit.", _said("opens_edit")),
    Column("payment", "What it does to payment.", _said("payment_effect")),
    Column("denials", "Common denials: what is said, why, and the way out.", _lines("denials", _denial)),
    Column("appeal", "How to appeal.", _said("how_to_appeal")),
    Column("payer_notes", "What single payers do.", _lines("payer_notes", _payer_note)),
    Column("audit_notes", "What auditors look for.", _said("audit_notes")),
    Column("related", "Other modifiers and what tells them apart.", _lines("related", _related)),
    Column("examples", "Worked examples with their claim lines.", _lines("scenarios", _scenario)),
    Column("misconceptions", "What is wrongly said, and what is true.", _lines("misconceptions", _misconception)),
    Column("where_used", "Settings, with typical procedure codes.", _lines("where_used", _setting)),
    Column("sources", "Every cited source, with the day on which we last checked it.", _sources),
    Column("reviewed_on", "When the whole page was last compared with its sources.", _field("reviewed_on")),
    Column("review_due_on", "When that is due again.", _field("review_due_on")),
    Column("edition", "The number of the edition.", _fact("edition")),
    Column("live_from", "The moment since which readers see the edition, in UTC.", _fact("live_from")),
    Column("url", "The page.", _fact("url")),
)  # fmt: skip
"""In their order. New ones are added at the end; those that are there keep their names."""
