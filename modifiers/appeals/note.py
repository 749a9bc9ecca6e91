"""What the sender of a letter should know before it goes out. Pure.

Its own sentences tell what the letter lacks and state no rule; everything else is a published statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modifiers.denials.route import Cited
from modifiers.ncci.verdict import Verdict

from .fitting import may_quote, speaks_of_us
from .questions import Case, Pages

_RECORDS = frozenset({"record", "report", "order", "times"})


@dataclass(frozen=True, slots=True)
class Note:
    """The note to the sender.

    Attributes:
        missing: sentences on what the letter lacks.
        cautions: what the loaded code pairs cannot know, as far as it bears on what the letter says of the edit.
        unshown: items of the checklist that it does not claim.
        advice: how to appeal with this modifier, what the request must name, what the payer holds against it.
    """

    missing: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    unshown: tuple[Cited, ...] = ()
    advice: tuple[Cited, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What goes with the letter as a file."""
        return (*self.missing, *self.cautions)


def note_on(case: Case, pages: Pages, verdict: Verdict | None) -> Note:
    """The note on the letter of a case; arguments as for :func:`~modifiers.appeals.letter.write`."""
    items = pages.checklist.items()
    left = (Cited(kind, key, "checklist", item) for tick, (kind, key, item) in items if tick not in case.shown)
    return Note(
        missing=tuple(_missing(case, pages, verdict)),
        cautions=tuple(_cautions(case, verdict)),
        unshown=tuple(left),
        advice=(*_of_payer(case, pages), *_of_modifier(pages)),
    )


def _missing(case: Case, pages: Pages, verdict: Verdict | None) -> Iterator[str]:
    if pages.modifier.when_to_use and not case.uses:
        yield "It does not say which use of the modifier this case is."
    closer = [code for code, (_, _, is_closer) in pages.alternatives.items() if is_closer]
    if left := [code for code in closer if code not in case.ruled_out]:
        yield f"It does not say why no more specific modifier applied: {', '.join(left)}."
    if "remittance" not in case.enclosed:
        yield "No copy of the remittance goes with it."
    if not _RECORDS & set(case.enclosed):
        yield "No record goes with it."
    if pages.is_after_another and "other-record" not in case.enclosed:
        yield "No record of the earlier procedure goes with it, which shows its date and what it was for."
    if case.level == "second" and "decision" not in case.enclosed:
        yield "No copy of the decision before goes with it."
    if len(case.procedures) == 2 and (verdict is None or verdict.edit is None):
        pair = " with ".join(case.procedures)
        yield f"It names no edit: none of {pair} was found here. Look the pair up in the payer's own edits."
    if pages.levels[case.level] is None:
        yield "How long this level is open is not known here. Ask the payer before anything else."


def _cautions(case: Case, verdict: Verdict | None) -> Iterator[str]:
    if verdict is None or verdict.loaded is None:
        return
    if verdict.edit is None or verdict.on > verdict.loaded.ends_on:
        yield from (sentence.text for sentence in verdict.cautions)
    if not case.quarter:
        yield "The pair was looked up for today. Choose the quarter of the service."


def _of_payer(case: Case, pages: Pages) -> Iterator[Cited]:
    """What the request must name, by the note ``<level>-request`` of the payer; then what stays out of the letter."""
    payer, level = pages.payer, pages.levels[case.level]
    if payer is None:
        return
    wanted = f"{level.key}-request" if level else ""
    yield from (Cited("payer", payer.slug, "notes", note) for note in payer.notes if note.key == wanted)
    if level and speaks_of_us(level.text):
        yield Cited("payer", payer.slug, "appeal_levels", level)
    for note in pages.modifier.payer_notes:
        if note.payer == payer.slug and not may_quote(note, case.procedures):
            yield Cited("modifier", pages.modifier.code, "payer_notes", note)


def _of_modifier(pages: Pages) -> Iterator[Cited]:
    yield from (Cited("modifier", pages.modifier.code, "how_to_appeal", each) for each in pages.modifier.how_to_appeal)
    if family := pages.family:
        yield from (Cited("family", family.slug, "how_to_appeal", each) for each in family.how_to_appeal)
