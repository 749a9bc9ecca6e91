"""A case and the published pages → a letter as a list of blocks. Pure.

Every rule in it is a published statement word for word (:class:`~modifiers.appeals.blocks.Rule`). What this module
writes itself connects them and states none: names, codes, dates, blanks, and what the sender claims of the record.
What a letter should hold: trade advice on appeals (``aapc-app``) and 42 CFR 405.944 (``cfr-405-944``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from modifiers.codes import DenialCode
from modifiers.denials.route import Cited
from modifiers.documents.links import plain
from modifiers.ncci.verdict import Verdict, said

from . import blanks
from .blocks import (
    Address,
    Blank,
    Block,
    Citation,
    Citations,
    Closing,
    Editions,
    Enclosures,
    Heading,
    Rows,
    Rule,
    Runs,
    Subject,
    Used,
    Words,
    long_date,
    runs_of,
)
from .fitting import is_about, may_quote, speaks_of_us
from .note import Note, note_on
from .questions import ENCLOSURES, Case, Pages

_MEANINGS = 2
"""Of what a modifier means, what it says and what follows; after that editors write of its history and of audits."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its subject, its parts in order, and what its sender should know."""

    title: str
    blocks: tuple[Block, ...]
    note: Note

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Every blank once, in the order of the letter."""
        found: dict[str, Blank] = {}
        for block in self.blocks:
            for run in runs_of(block):
                if isinstance(run, Blank):
                    found.setdefault(run.key, run)
        return tuple(found.values())

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every statement that it rests on."""
        return tuple(block for block in self.blocks if isinstance(block, Rule))


def write(case: Case, pages: Pages, verdict: Verdict | None = None) -> Letter:
    """Write the letter of a case.

    Args:
        case: the answers, known to the pages and complete.
        pages: the published pages that it rests on.
        verdict: on the case's two codes, if there are two.
    """
    return _Writer(case, pages, verdict).letter()


@dataclass(slots=True)
class _Writer:
    """Writes one letter; numbers its sources as they are cited."""

    case: Case
    pages: Pages
    verdict: Verdict | None
    numbers: dict[str, int] = field(default_factory=dict)
    used: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def letter(self) -> Letter:
        title = f"Appeal of {self.line_code}: {_lowered(self.level_name)}"
        blocks: list[Block] = [
            *self._head(title),
            *self._opening(),
            *self._rules(),
            *self._pair(),
            *self._record(),
            *self._others(),
            *self._in_time(),
            *self._end(),
        ]
        blocks += [self._citations(), self._editions()]
        return Letter(
            title=title,
            blocks=tuple(blocks),
            note=note_on(self.case, self.pages, self.verdict),
        )

    # Names.

    @property
    def line_code(self) -> str:
        """``97530-59``."""
        return f"{self.case.procedures[0]}-{self.case.modifier}"

    @property
    def level_name(self) -> str:
        level = self.pages.levels[self.case.level]
        return level.name if level else f"{self.case.level.capitalize()} level of appeal"

    @property
    def is_medicare(self) -> bool:
        return self.pages.payer is not None and self.pages.payer.payer_kind == "medicare"

    @property
    def denied_with(self) -> str:
        codes = [DenialCode.parse(slug) for slug in self.case.denials]
        return ", ".join(f"group {code.value}" if code.system == "group" else str(code) for code in codes)

    # Parts.

    def _head(self, title: str) -> Iterator[Block]:
        yield Address(
            (
                (blanks.PRACTICE,),
                (blanks.PRACTICE_ADDRESS,),
                (
                    "NPI ",
                    blanks.NPI,
                    *(() if self.is_medicare else (", tax ID ", blanks.TAX_ID)),
                ),
                (blanks.TODAY,),
            ),
            is_sender=True,
        )
        payer = self.pages.payer.name if self.pages.payer else "The payer"
        yield Address(((f"{payer}, appeals",), (blanks.PAYER_ADDRESS,)))
        yield Subject(title)
        yield Rows("The claim", tuple(self._claim()))

    def _claim(self) -> Iterator[tuple[str, Runs]]:
        yield "Patient", (blanks.PATIENT,)
        if self.is_medicare:
            yield "Medicare number", (blanks.MEDICARE_NUMBER,)
        else:
            yield (
                "Member ID",
                (blanks.MEMBER_ID, ", group ", blanks.GROUP_NUMBER),
            )
        yield "Claim number", (blanks.CLAIM,)
        yield "Date of service", (blanks.SERVICE,)
        yield "Denied line", (self.line_code, ", billed ", blanks.AMOUNT)
        if len(self.case.procedures) == 2:
            yield "Billed with", (self.case.procedures[1],)
        if self.pages.is_after_another:
            # Whether a service is related to a procedure only who knows that procedure can decide.
            of = (blanks.EARLIER_CODE, " on ", blanks.EARLIER_DAY, ", global days ", blanks.EARLIER_DAYS)
            yield "Earlier procedure", (*of, ", for ", blanks.EARLIER_FOR)
        yield "Denied with", (self.denied_with,)
        yield "Remittance of", (blanks.NOTICE,)

    def _opening(self) -> Iterator[Block]:
        yield Words(
            (
                f"We disagree with the denial of {self.line_code} and ask for this level of review: "
                f"{_lowered(self.level_name)}. Please process the line with modifier {self.case.modifier} as it was "
                "billed. The reasons follow.",
            )
        )
        if self.case.level == "second":
            first = self.pages.levels["first"]
            before = first.name if first else "first level of appeal"
            yield Rows(
                "The decision before",
                (
                    ("Level", (before,)),
                    ("Decided by", (blanks.DECIDER,)),
                    ("Decision of", (blanks.DECIDED_ON,)),
                    ("It said", (blanks.DECISION,)),
                    ("We answer", (blanks.ANSWER,)),
                ),
            )

    def _rules(self) -> Iterator[Block]:
        """What the modifier says, the case in which it is right, the test of the pair, and what the payer says."""
        code, document = self.case.modifier, self.pages.modifier
        yield Heading(f"What modifier {code} says")
        for meaning in document.meaning[:_MEANINGS]:
            if is_about(meaning.text, self.case.procedures) and not speaks_of_us(meaning.text):
                yield self._rule(Cited("modifier", code, "meaning", meaning))
        uses = [use for use in document.when_to_use if use.key in self.case.uses]
        if uses:
            yield Words(("This line is a case of the following use:",))
            for use in uses:
                yield self._rule(Cited("modifier", code, "when_to_use", use))
        if self.pages.payer:
            notes = [note for note in document.payer_notes if note.payer == self.pages.payer.slug]
            fit = [note for note in notes if may_quote(note, self.case.procedures)]
            if fit:
                yield Words((f"{self.pages.payer.name} and modifier {code}:",))
            for note in fit:
                yield self._rule(Cited("modifier", code, "payer_notes", note))

    def _pair(self) -> Iterator[Block]:
        """The edit by its two codes as its release has it, and the published test under which the modifier opens it."""
        verdict = self.verdict
        if verdict is None or verdict.loaded is None or (edit := verdict.edit) is None:
            return
        yield Heading("The code pair")
        states = {"live": "In force", "ended": "Ended", "withdrawn": "Withdrawn"}
        rows: list[tuple[str, Runs]] = [
            ("Column one", (edit.column_one,)),
            ("Column two", (edit.column_two,)),
            ("State", (f"{states.get(verdict.status, verdict.status)} {self._when(verdict)}",)),
            ("Modifier indicator", (edit.modifier_indicator,)),
        ]
        if edit.effective_on:
            rows.append(("Since", (said(edit.effective_on),)))
        if edit.deleted_on:
            rows.append(("Until", (said(edit.deleted_on),)))
        rows.append(("Looked up in", (verdict.loaded.name,)))
        yield Rows("The edit", tuple(rows))
        if test := self._edit_test():
            yield Words((f"The test under which modifier {self.case.modifier} opens such a pair:",))
            yield self._rule(test)

    def _when(self, verdict: Verdict) -> str:
        """The quarter of the service, or else the day for which the pair was looked up."""
        year, _, number = self.case.quarter.partition("-q")
        return f"in quarter {number} of {year}" if number else f"on {said(verdict.on)}"

    def _edit_test(self) -> Cited | None:
        """The test for this kind of pair, else for any pair: the modifier's own, or its family's."""
        if self.verdict is None or not self.verdict.can_open:
            return None
        family = self.pages.family
        own = [("modifier", self.case.modifier, test) for test in self.pages.modifier.opens_edit]
        shared = [("family", family.slug, test) for test in family.opens_edit] if family else []
        tests = [*own, *shared] if self.pages.modifier.is_ncci_associated else []
        kinds = [each.test for each in self.verdict.candidates if self.case.modifier in each.codes]
        for wanted in (*kinds, "any-pair"):
            for kind, key, test in tests:
                if test.key == wanted:
                    return Cited(kind, key, "opens_edit", test)
        return None

    def _record(self) -> Iterator[Block]:
        yield Heading("What the record shows")
        yield Words(("Each point is in the enclosed record at the place named after it.",))
        for tick, (kind, key, item) in self.pages.checklist.items():
            if tick in self.case.shown:
                place = blanks.place(tick, plain(item.text))
                yield self._rule(Cited(kind, key, "checklist", item), (" Shown at: ", place))

    def _others(self) -> Iterator[Block]:
        """Why no other modifier applied: the published difference, and the sender's reason."""
        chosen = [item for item in self.pages.alternatives.items() if item[0] in self.case.ruled_out]
        if not chosen:
            return
        yield Heading("Other modifiers considered")
        yield Words(("These were considered for the line and do not fit it.",))
        for code, (holder, pair, _) in chosen:
            yield self._rule(
                Cited("modifier", holder, "related", pair), (" Here: ", blanks.reason_against(code)), about=code
            )

    def _in_time(self) -> Iterator[Block]:
        level = self.pages.levels[self.case.level]
        payer = self.pages.payer
        if level is None or payer is None or speaks_of_us(level.text):
            return
        yield Heading("Filed in time")
        yield self._rule(Cited("payer", payer.slug, "appeal_levels", level))
        notice: Runs = ("The remittance is of ", blanks.NOTICE)
        if self.case.level == "second":
            notice = ("The decision before is of ", blanks.DECIDED_ON)
        yield Words((*notice, "; this request is sent on ", blanks.TODAY, "."))

    def _end(self) -> Iterator[Block]:
        yield Heading("What we ask")
        yield Words(
            (
                f"Please reverse the denial and process {self.line_code}. If it is upheld, please name the rule on "
                "which that rests and what the record lacks. In particular we ask: ",
                blanks.RESULT,
            )
        )
        if self.case.enclosed:
            yield Enclosures(tuple(ENCLOSURES[slug] for slug in self.case.enclosed))
        yield Closing(
            (
                (blanks.SIGNATURE,),
                (blanks.SIGNER,),
                (blanks.CONTACT,),
            )
        )

    # Rules and their sources.

    def _rule(self, cited: Cited, after: Runs = (), about: str = "") -> Rule:
        sources = tuple(key for key in cited.statement.sources if key in self.pages.sources)
        numbers = tuple(sorted(self.numbers.setdefault(key, len(self.numbers) + 1) for key in sources))
        self.used.setdefault((cited.kind, cited.key), []).append(f"{cited.part}/{cited.statement.key}")
        return Rule(plain(cited.statement.text), cited.name, numbers, sources, after, about)

    def _citations(self) -> Citations:
        rows = []
        for key, number in self.numbers.items():
            source = self.pages.sources[key]
            dated = long_date(source.document_date) or "not known"
            rows.append(Citation(number, source, dated, long_date(source.checked_on.isoformat())))
        return Citations(tuple(rows))

    def _editions(self) -> Editions:
        rows = []
        for subject, statements in self.used.items():
            if edition := self.pages.editions.get(subject):
                live = long_date(edition.live_on.isoformat())
                rows.append(Used(edition.title, edition.number, live, tuple(dict.fromkeys(statements))))
        return Editions(tuple(rows))


def _lowered(name: str) -> str:
    """A name as it stands within a sentence."""
    return f"{name[:1].lower()}{name[1:]}"
