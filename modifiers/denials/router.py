"""Facts and published documents → the way out of a denial.

The router knows no single code. It asks the documents how much each code of the line says (``weight``), which way it
shows (``road``), whether an edit may be its ground, and which denial reasons of the modifiers on the line fit; the
strongest voice has the road, and the others are told as ``also`` (docs/adr/0018).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from modifiers.codes import CodeError, DenialCode
from modifiers.documents import DenialCodeDocument, ModifierDocument, PayerDocument
from modifiers.documents.parts import Denial, Resolution

from .contradictions import clashes, warnings
from .deadlines import deadlines
from .facts import Adjustment, Facts
from .matching import Codes, Fit, fits, of_another_group
from .route import Cited, Other, Published, Route, Rule, Said

_STRENGTH = ("informs", "unknown", "refers", "weighs", "decides", "settles")
_ANEW = frozenset({"corrected_claim", "new_claim"})
_CHANGES = frozenset({"appeal", "reopening"})
"""Roads that ask for another decision on the same claim."""

_NAMED_BY = {"corrected_claim": "correct", "new_claim": "new claim", "reopening": "reopen", "no_appeal": "appeal"}
"""Road → a word by which a statement names it; for the rest the name itself."""

_MOST_EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class _Voice:
    """One rule that speaks for a road, with what it spoke of and the statements it rests on."""

    rule: Rule
    road: Resolution
    subject: str
    because: tuple[Cited, ...]


def route(facts: Facts, published: Published, today: date) -> Route:
    """The way out of one line.

    Args:
        facts: codes, kind of payer, dates, and the edit if somebody has looked it up.
        published: the documents that readers see.
        today: the day against which deadlines are told to have passed.

    Returns:
        The road with everything that it rests on; a road of None where no code of the line is known to show one.
    """
    return _Case(facts, published, today).answer()


class _Case:
    """One line under the documents."""

    def __init__(self, facts: Facts, published: Published, today: date) -> None:
        self.facts, self.published, self.today = facts, published, today
        self.line = facts.line
        self.modifiers: list[ModifierDocument] = [
            published.modifiers[code] for code in self.line.modifiers if code in published.modifiers
        ]
        self.remarks = tuple(_slug("rarc", code) for code in self.line.remarks)
        self.adjustment = max(self.line.adjustments or (Adjustment(),), key=self._says)
        group = f"group-{self.adjustment.group.lower()}" if self.adjustment.group else ""
        reason = _slug("carc", self.adjustment.reason) if self.adjustment.reason else ""
        self.codes = Codes(group, reason, self.remarks, self.line.procedures, published.denial_codes)
        self.fits = fits(published, self.line.modifiers, self.codes, facts.edit)
        self.elsewhere = of_another_group(published, self.line.modifiers, self.codes, facts.edit)
        self.usable = [fit for fit in self.fits if not fit.is_left_off and not fit.is_conditional]

    def answer(self) -> Route:
        """All voices in the order of their strength; the first has the road."""
        voices = [self._as_paid(voice) for voice in self._voices()]
        first = voices[0] if voices else None
        road = first.road if first else None
        return Route(
            road=road,
            rule=first.rule if first else "unknown",
            subject=first.subject if first else "",
            adjustment=self.adjustment,
            because=first.because if first else self._asking(),
            also=self._also(first, voices[1:]),
            said=tuple(self._said()),
            happens=tuple(self._happens(first)),
            evidence=self._evidence(road),
            modifiers=self._badges(),
            deadlines=deadlines(road, self.facts, self._payers(), self.today),
            warnings=tuple(
                warnings(self.facts, self.codes, published=self.published, elsewhere=self.elsewhere, today=self.today)
            ),
            clashes=tuple(clashes(self.modifiers)),
        )

    def _says(self, adjustment: Adjustment) -> int:
        document = self.published.denial_codes.get(_slug("carc", adjustment.reason)) if adjustment.reason else None
        return _STRENGTH.index(document.weight if document else "unknown")

    def _documents(self, *weights: str) -> list[DenialCodeDocument]:
        """Published codes of these weights on the line: remarks first, because they say more closely what it is."""
        slugs = (*self.remarks, self.codes.reason)
        found = (self.published.denial_codes.get(slug) for slug in slugs)
        return [document for document in found if document and document.weight in weights]

    # The voices, strongest first.

    def _voices(self) -> Iterator[_Voice]:
        yield from self._settled()
        yield from self._ended()
        if edit := self._edit():
            yield edit
        yield from self._by_codes("decides", "decides")
        added = self._nothing_to_add()
        if added and self._is_left_off_closest():
            yield added
        reasons = [fit for fit in self.usable if fit.names_group or fit.reason.modifier_was == "on_line"]
        yield from (self._by_reason(fit) for fit in reasons if fit.is_exact)
        if group := self._by_group():
            # Nobody is billed where the modifier is known to leave the amount with the provider.
            yield from (self._by_reason(fit) for fit in self.elsewhere if group.road == "bill_patient")
            yield group
        if added:
            yield added
        yield from (self._by_reason(fit) for fit in self.usable)
        yield from self._by_codes("weighs", "weighs")
        if self.codes.weight(self.codes.reason) == "refers":
            yield from (voice for voice in self._by_codes("informs", "informs") if voice.subject in self.remarks)
        yield from self._by_codes("refers", "refers")
        yield from self._by_codes("informs", "informs")

    def _settled(self) -> Iterator[_Voice]:
        """A code that settles it. One that only shuts out appeals leaves the others a claim to send anew."""
        for document in self._documents("settles"):
            road = self._road(document)
            if road is None:
                continue
            if road == "no_appeal" and (fault := self._fault()):
                yield _Voice("settled_no_appeal", "new_claim", document.code, (*_actions(document), *_actions(fault)))
            else:
                yield _Voice("settles", road, document.code, (*_actions(document), *_appeal(document)))

    def _fault(self) -> DenialCodeDocument | None:
        return next((d for d in self._documents("decides", "refers") if self._road(d) in _ANEW), None)

    def _ended(self) -> Iterator[_Voice]:
        """A modifier that was not in force on the date of service cannot be defended: another goes on the claim."""
        on = self.facts.service_on
        for document in self.modifiers:
            if on and not _is_in_force(document, on):
                yield _Voice("ended", "corrected_claim", document.code, self._of_its_dates(document))

    def _of_its_dates(self, document: ModifierDocument) -> tuple[Cited, ...]:
        fitting = [fit.cited for fit in self.usable if fit.modifier == document.code]
        pair = [Cited("modifier", document.code, "related", r) for r in document.related if r.kind == "successor"]
        first = [Cited("modifier", document.code, "meaning", statement) for statement in document.meaning[:1]]
        return (*pair, *fitting[:1]) or tuple(first)

    def _edit(self) -> _Voice | None:
        """What the pair's edit says, where a code of the line may rest on one and none tells of another ground."""
        grounds = self._documents("weighs", "refers")
        edited = [document for document in grounds if document.rests_on_edit]
        others = [d for d in grounds if not d.rests_on_edit and d.code in self.remarks]
        edit = self.facts.edit
        if not edited or others or edit.status == "not_loaded":
            return None
        because = (*self._of_the_indicator(edit.indicator), *_appeal(edited[-1]), *_actions(edited[-1]))
        subject = edited[-1].code
        if edit.status != "live" or edit.indicator == "9":
            return _Voice("edit_absent", "appeal", subject, because)
        if edit.indicator == "0":
            return _Voice("edit_closed", "no_appeal", subject, because)
        return _Voice("edit_open", "appeal" if self._opener() else "reopening", subject, because)

    def _of_the_indicator(self, indicator: str | None) -> tuple[Cited, ...]:
        """A published denial reason that presupposes the indicator: of the line's modifiers first, else of any."""
        pages = (*self.modifiers, *self.published.modifiers.values()) if indicator == "0" else self.modifiers
        for document in pages:
            for reason in document.denials:
                if reason.edit_indicator and reason.edit_indicator == indicator:
                    return (Cited("modifier", document.code, "denials", reason),)
        return ()

    def _opener(self) -> str:
        """A modifier on the line that can open an edit."""
        return next((document.code for document in self.modifiers if document.is_ncci_associated), "")

    def _by_codes(self, weight: str, rule: Rule) -> Iterator[_Voice]:
        for document in self._documents(weight):
            if (road := self._road(document)) is not None:
                said = _naming(road, (*_actions(document), *_appeal(document)))
                yield _Voice(rule, road, document.code, said)

    def _by_reason(self, fit: Fit) -> _Voice:
        return _Voice("reason", fit.reason.resolution, fit.modifier, (fit.cited,))

    def _by_group(self) -> _Voice | None:
        """A group that says who pays, but not where the ground is an edit: that never falls to the patient."""
        document = self.published.denial_codes.get(self.codes.group)
        reason = self.published.denial_codes.get(self.codes.reason)
        if document and document.weight == "decides" and document.road and not (reason and reason.rests_on_edit):
            return _Voice("group", document.road, document.code, (*_actions(document), *_appeal(document)))
        return None

    def _nothing_to_add(self) -> _Voice | None:
        """The codes ask for a modifier to be added, and the line has it: then the payer's judgment is in dispute."""
        asking = [d for d in self._documents("weighs") if self._road(d) == "reopening"]
        if not asking:
            return None
        left_off = next((fit.modifier for fit in self.fits if fit.is_left_off), "")
        opener = self._opener() if any(document.rests_on_edit for document in asking) else ""
        document = asking[-1]
        if not (left_off or opener) or document.can_appeal == "no":
            return None
        fitting = tuple(fit.cited for fit in self.usable if fit.reason.resolution == "appeal")[:1]
        return _Voice("nothing_to_add", "appeal", left_off or opener, (*fitting, *_appeal(document)))

    def _is_left_off_closest(self) -> bool:
        """Whether the denial that fits best is that of a line without the modifier, which this line has."""
        best = max((fit.score for fit in self.usable), default=())
        return bool(self.fits) and self.fits[0].is_left_off and self.fits[0].score > best

    def _road(self, document: DenialCodeDocument) -> Resolution | None:
        """The road of a code for this kind of payer."""
        elsewhere = self.facts.payer_kind not in ("medicare", "unknown")
        return document.road_elsewhere or document.road if elsewhere else document.road

    def _as_paid(self, voice: _Voice) -> _Voice:
        """A reopening is asked of payers that have it; the others take a corrected claim."""
        if voice.road != "reopening" or self.facts.payer_kind in ("medicare", "unknown"):
            return voice
        if any(limit.road == "reopening" for payer in self._payers() for limit in payer.time_limits):
            return voice
        return _Voice(voice.rule, "corrected_claim", voice.subject, (*voice.because, *self._of_corrected_claims()))

    def _of_reopenings(self) -> list[Cited]:
        """How payers of this kind mend a clerical error on a line that they have decided."""
        if self.facts.payer_kind == "unknown":
            return []
        limits = [(payer, limit) for payer in self._payers() for limit in payer.time_limits]
        return [Cited("payer", p.slug, "time_limits", limit) for p, limit in limits if limit.road == "reopening"][:1]

    def _of_corrected_claims(self) -> tuple[Cited, ...]:
        known = self.published.payers if self.facts.payer_kind == "unknown" else self._payers()
        general = (payer for payer in known if payer.is_general)
        return tuple(
            Cited("payer", payer.slug, "time_limits", limit)
            for payer in general
            for limit in payer.time_limits
            if limit.road == "corrected_claim"
        )

    def _asking(self) -> tuple[Cited, ...]:
        """What the pages of the codes say to do where none of them shows a way."""
        return tuple(cited for document in self._documents("refers", "informs") for cited in _actions(document))

    # What goes with the road.

    def _also(self, first: _Voice | None, rest: list[_Voice]) -> tuple[Other, ...]:
        """Other roads by weaker voices and by what the codes say of appeals; each road once."""
        if first is None or first.rule in ("settles", "settled_no_appeal"):
            return ()
        offered = [(voice.road, _when(voice)) for voice in self._told(first, rest)]
        offered += [(self._paid(fit.reason.resolution), fit.cited) for fit in self.fits if fit.is_conditional]
        offered += self._appeals(first)
        offered += self._settling()
        if first.road == "reopening" and self.facts.payer_kind == "unknown":
            offered += [("corrected_claim", cited) for cited in self._of_corrected_claims()]
        if first.road == "corrected_claim" and first.rule == "decides":
            offered += [("reopening", cited) for cited in self._of_reopenings()]
        found: dict[Resolution, Other] = {}
        for road, when in offered:
            if not (first.rule == "edit_closed" and road in _CHANGES):
                found.setdefault(road, Other(road, when))
        found.pop(first.road, None)
        return tuple(found.values())

    def _told(self, first: _Voice, rest: list[_Voice]) -> list[_Voice]:
        """The weaker voices that are worth telling; where a fault is named, those that speak of that fault."""
        told = [voice for voice in rest if voice.because and voice.rule not in ("refers", "informs")]
        if first.rule != "decides":
            return told
        return [voice for voice in told if voice.rule == "reason" and first.subject in _codes_of(voice.because[0])]

    def _paid(self, road: Resolution) -> Resolution:
        return self._as_paid(_Voice("reason", road, "", ())).road

    def _appeals(self, first: _Voice) -> list[tuple[Resolution, Cited]]:
        """When the codes of the line can be appealed, as their pages say."""
        weights = ("decides",) if first.rule == "decides" else ("weighs", "decides")
        documents = [
            document
            for document in self._documents(*weights)
            if (document.weight == "weighs" or document.code not in self.remarks)
            and not (first.road == "no_appeal" and first.subject == document.code)
        ]
        return [("appeal", note) for d in documents if d.can_appeal in ("yes", "depends") for note in _appeal(d)[:1]]

    def _settling(self) -> list[tuple[Resolution, Cited]]:
        """Codes that often stand beside these and would settle it; they may have been overlooked."""
        found: list[tuple[Resolution, Cited]] = []
        for document in self._documents("decides", "refers"):
            for slug in document.often_with:
                other = self.published.denial_codes.get(slug)
                if other and other.weight == "settles" and other.road and slug not in self.remarks:
                    found += [(other.road, cited) for cited in _actions(other)[:1]]
        return found

    def _said(self) -> Iterator[Said]:
        slugs = [slug for each in self.line.adjustments for slug in _slugs(each)]
        for slug in dict.fromkeys((*slugs, *self.remarks)):
            document = self.published.denial_codes.get(slug)
            if document is None:
                yield Said(slug)
            else:
                meaning = tuple(Cited("denial_code", slug, "meaning", each) for each in document.meaning[:1])
                yield Said(slug, document.name, meaning)

    def _happens(self, first: _Voice | None) -> Iterator[Cited]:
        """Why it happens with the modifiers on the line: the reasons that fit, the one that has the road first."""
        cited = [each for each in (first.because if first else ()) if each.part == "denials"]
        named = first.subject if first else ""
        cited += [fit.cited for fit in sorted(self.usable, key=lambda fit: named not in fit.reason.codes)]
        yield from list({each.name: each for each in cited}.values())[:3]

    def _evidence(self, road: str | None) -> tuple[Cited, ...]:
        if road is None or road in ("bill_patient", "write_off", "no_appeal"):
            return ()
        found: dict[str, Cited] = {}
        for document in self.modifiers:
            own = [Cited("modifier", document.code, "checklist", item) for item in document.checklist]
            family = self.published.families.get(document.family or "")
            shared = [Cited("family", family.slug, "checklist", item) for item in family.checklist] if family else []
            found |= {cited.name: cited for cited in (*own, *shared)}
        return tuple(found.values())[:_MOST_EVIDENCE]

    def _badges(self) -> tuple[str, ...]:
        successors = [document.successor for document in self.modifiers if document.successor]
        return tuple(dict.fromkeys((*self.line.modifiers, *successors)))

    def _payers(self) -> list[PayerDocument]:
        kind = "medicare" if self.facts.payer_kind == "unknown" else self.facts.payer_kind
        found = [payer for payer in self.published.payers if payer.payer_kind == kind]
        if kind == "medicare":
            found = [payer for payer in found if payer.is_general]
        return sorted(found, key=lambda payer: not payer.is_general)


def _is_in_force(document: ModifierDocument, on: date) -> bool:
    """Whether a modifier could be used on a day; dates that are not known exclude nothing."""
    return (document.effective_on or on) <= on <= (document.ended_on or on)


def _codes_of(cited: Cited) -> tuple[str, ...]:
    return cited.statement.codes if isinstance(cited.statement, Denial) else ()


def _when(voice: _Voice) -> Cited:
    """The statement that says when a weaker voice's road is right: for an appeal, what its page says of appeals."""
    notes = (cited for cited in voice.because if cited.part == "appeal_note")
    return next(notes, voice.because[0]) if voice.road == "appeal" else voice.because[0]


def _naming(road: str, cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Statements with those first that name the road in a word."""
    word = _NAMED_BY.get(road, road)
    return tuple(sorted(cited, key=lambda each: word not in each.statement.text.lower()))


def _actions(document: DenialCodeDocument) -> tuple[Cited, ...]:
    return tuple(Cited("denial_code", document.code, "first_action", each) for each in document.first_action)


def _appeal(document: DenialCodeDocument) -> tuple[Cited, ...]:
    return tuple(Cited("denial_code", document.code, "appeal_note", each) for each in document.appeal_note)


def _slugs(adjustment: Adjustment) -> list[str]:
    group = [f"group-{adjustment.group.lower()}"] if adjustment.group else []
    return [*group, *([_slug("carc", adjustment.reason)] if adjustment.reason else [])]


def _slug(system: str, code: str) -> str:
    """The slug of a code, in the one spelling of :mod:`modifiers.codes`."""
    try:
        return DenialCode.parse(f"{system} {code}").slug
    except CodeError:
        return f"{system}-{code.lower()}"
