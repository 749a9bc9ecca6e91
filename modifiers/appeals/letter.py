"""A case and the published pages → a letter as a list of blocks. Pure.

Every rule in it is a published statement word for word (:class:`~modifiers.appeals.blocks.Rule`). What this module
writes itself connects them and states none: names, codes, dates, blanks, and what the sender claims of the record.
What a letter should hold: trade advice on appeals (``aapc-app``) and 42 CFR 405.944 (``cfr-405-944``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from modifiers.codes import DenialCode
from modifiers.denials.route import Cited
from modifiers.documents.links import plain
from modifiers.documents.parts import PayerNote
from modifiers.ncci.verdict import Verdict, said

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
)
from .fitting import is_about, speaks_of_us
from .questions import ENCLOSURES, Case, Pages

_SUPPORTS = frozenset({"follows_medicare", "accepts", "requires", "prefers"})
"""Stances of a payer that speak for the modifier; the others are told to the sender and not to the payer."""


_MEANINGS = 2
"""Of what a modifier means, what it says and what follows; after that editors write of its history and of audits."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, and what its sender should know.

    Attributes:
        title: its subject.
        blocks: its parts in order.
        missing: sentences on what it lacks, in our own words.
        unshown: items of the checklist that it does not claim.
        advice: published statements for the sender: how to appeal with this modifier, what the request must name, and
            what the payer holds against it.
        cautions: what the loaded code pairs cannot know.
    """

    title: str
    blocks: tuple[Block, ...]
    missing: tuple[str, ...]
    unshown: tuple[Cited, ...]
    advice: tuple[Cited, ...]
    cautions: tuple[str, ...] = ()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Every blank once, in the order of the letter."""
        found: dict[str, Blank] = {}
        for block in self.blocks:
            for run in _runs(block):
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
            missing=tuple(self._missing()),
            unshown=tuple(
                Cited(kind, key, "checklist", item)
                for tick, (kind, key, item) in self.pages.checklist.items()
                if tick not in self.case.shown
            ),
            advice=tuple(self._advice()),
            cautions=tuple(self._cautions()),
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
                (Blank("practice", "Provider or practice"),),
                (Blank("practice-address", "Its address"),),
                ("NPI ", Blank("npi", "NPI"), *(() if self.is_medicare else (", tax ID ", Blank("tin", "tax ID")))),
                (Blank("today", "Date of this letter"),),
            ),
            is_sender=True,
        )
        payer = self.pages.payer.name if self.pages.payer else "The payer"
        yield Address(((f"{payer}, appeals",), (Blank("payer-address", "Address for appeals, from the notice"),)))
        yield Subject(title)
        yield Rows("The claim", tuple(self._claim()))

    def _claim(self) -> Iterator[tuple[str, Runs]]:
        yield "Patient", (Blank("patient", "Patient’s name"),)
        if self.is_medicare:
            yield "Medicare number", (Blank("member", "Medicare number"),)
        else:
            yield "Member ID", (Blank("member", "Member ID"), ", group ", Blank("group", "group number"))
        yield "Claim number", (Blank("claim", "Claim number, from the notice"),)
        yield "Date of service", (Blank("service", "Date of service"),)
        yield "Denied line", (self.line_code, ", billed ", Blank("amount", "amount billed"))
        if len(self.case.procedures) == 2:
            yield "Billed with", (self.case.procedures[1],)
        yield "Denied with", (self.denied_with,)
        yield "Remittance of", (Blank("notice", "Date of the remittance"),)

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
                    ("Decided by", (Blank("decider", "Who decided"),)),
                    ("Decision of", (Blank("decided-on", "Date of that decision"),)),
                    ("It said", (Blank("decision", "What it decided, and why", is_long=True),)),
                    ("We answer", (Blank("answer", "Where it is wrong, by the record", is_long=True),)),
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
            fit = [note for note in notes if self._may_quote(note)]
            if fit:
                yield Words((f"{self.pages.payer.name} and modifier {code}:",))
            for note in fit:
                yield self._rule(Cited("modifier", code, "payer_notes", note))

    def _may_quote(self, note: PayerNote) -> bool:
        """Whether a payer's note speaks for this line, in words that can stand in a letter."""
        speaks_for_it = note.stance in _SUPPORTS and is_about(note.text, self.case.procedures)
        return speaks_for_it and not speaks_of_us(note.text)

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
                place = Blank(f"at-{tick.replace('.', '-')}", "page and line, and what stands there", is_long=True)
                yield self._rule(Cited(kind, key, "checklist", item), (" Shown at: ", place))

    def _others(self) -> Iterator[Block]:
        """Why no other modifier applied: the published difference, and the sender's reason."""
        chosen = [item for item in self.pages.alternatives.items() if item[0] in self.case.ruled_out]
        if not chosen:
            return
        yield Heading("Other modifiers considered")
        yield Words(("These were considered for the line and do not fit it.",))
        for code, (holder, pair, _) in chosen:
            reason = Blank(f"not-{code.lower()}", f"why {code} does not fit here", is_long=True)
            yield self._rule(Cited("modifier", holder, "related", pair), (" Here: ", reason), about=code)

    def _in_time(self) -> Iterator[Block]:
        level = self.pages.levels[self.case.level]
        payer = self.pages.payer
        if level is None or payer is None or speaks_of_us(level.text):
            return
        yield Heading("Filed in time")
        yield self._rule(Cited("payer", payer.slug, "appeal_levels", level))
        notice: Runs = ("The remittance is of ", Blank("notice", "Date of the remittance"))
        if self.case.level == "second":
            notice = ("The decision before is of ", Blank("decided-on", "Date of that decision"))
        yield Words((*notice, "; this request is sent on ", Blank("today", "Date of this letter"), "."))

    def _end(self) -> Iterator[Block]:
        yield Heading("What we ask")
        yield Words(
            (
                f"Please reverse the denial and process {self.line_code}. If it is upheld, please name the rule on "
                "which that rests and what the record lacks. In particular we ask: ",
                Blank("result", "The exact result, such as the amount or who owes it", is_long=True),
            )
        )
        if self.case.enclosed:
            yield Enclosures(tuple(ENCLOSURES[slug] for slug in self.case.enclosed))
        yield Closing(
            (
                (Blank("signature", "Signature"),),
                (Blank("signer", "Name and title"),),
                (Blank("contact", "Phone or address for questions"),),
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

    # To the sender.

    def _missing(self) -> Iterator[str]:
        if self.pages.modifier.when_to_use and not self.case.uses:
            yield "It does not say which use of the modifier this case is."
        closer = [code for code, (_, _, is_closer) in self.pages.alternatives.items() if is_closer]
        if left := [code for code in closer if code not in self.case.ruled_out]:
            yield f"It does not say why no more specific modifier applied: {', '.join(left)}."
        if "remittance" not in self.case.enclosed:
            yield "No copy of the remittance goes with it."
        if not {"record", "report", "order", "times"} & set(self.case.enclosed):
            yield "No record goes with it."
        if self.case.level == "second" and "decision" not in self.case.enclosed:
            yield "No copy of the decision before goes with it."
        if len(self.case.procedures) == 2 and (self.verdict is None or self.verdict.edit is None):
            a, b = self.case.procedures
            yield f"It names no edit: none of {a} with {b} was found here. Look the pair up in the payer's own edits."
        if self.pages.levels[self.case.level] is None:
            yield "How long this level is open is not known here. Ask the payer before anything else."

    def _cautions(self) -> Iterator[str]:
        """What the release cannot know, as far as it bears on what the letter says of the edit."""
        verdict = self.verdict
        if verdict is None or verdict.loaded is None:
            return
        if verdict.edit is None or verdict.on > verdict.loaded.ends_on:
            yield from (sentence.text for sentence in verdict.cautions)
        if not self.case.quarter:
            yield "The pair was looked up for today. Choose the quarter of the service."

    def _advice(self) -> Iterator[Cited]:
        payer, code = self.pages.payer, self.case.modifier
        if payer:
            wanted = f"{self._level_key()}-request"
            yield from (Cited("payer", payer.slug, "notes", note) for note in payer.notes if note.key == wanted)
            level = self.pages.levels[self.case.level]
            if level and speaks_of_us(level.text):
                yield Cited("payer", payer.slug, "appeal_levels", level)
            for note in self.pages.modifier.payer_notes:
                if note.payer == payer.slug and not self._may_quote(note):
                    yield Cited("modifier", code, "payer_notes", note)
        yield from (Cited("modifier", code, "how_to_appeal", each) for each in self.pages.modifier.how_to_appeal)
        if family := self.pages.family:
            yield from (Cited("family", family.slug, "how_to_appeal", each) for each in family.how_to_appeal)

    def _level_key(self) -> str:
        level = self.pages.levels[self.case.level]
        return level.key if level else ""


def _lowered(name: str) -> str:
    """A name as it stands within a sentence."""
    return f"{name[:1].lower()}{name[1:]}"


def _runs(block: Block) -> Iterable[str | Blank]:
    if isinstance(block, Address | Closing):
        return [run for line in block.lines for run in line]
    if isinstance(block, Rows):
        return [run for _, runs in block.rows for run in runs]
    if isinstance(block, Words):
        return block.runs
    return block.after if isinstance(block, Rule) else ()
