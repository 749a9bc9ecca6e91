"""The sections of a modifier's page, in the order of the content guide.

Each section is what its heading promises and nothing else; a section without statements is left
out, so the contents list and the headings cannot differ. ``id`` is the anchor: it never changes,
whatever the heading says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modifiers.catalogue import RelatedPair
from modifiers.documents import FamilyDocument, ModifierDocument, Statement
from modifiers.documents.claim_lines import show
from modifiers.documents.parts import Related

from .pair_asked import blank_form
from .prose import Badge, Named, Piece, Shown, Writer
from .words import HEADINGS, RELATIONS, ROADS, STANCES, denial_label


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of the page. ``template`` shows ``items``; ``extra`` is what else it needs;
    ``shared`` is what the modifier's ``family`` says in this part, for all its members."""

    id: str
    heading: str
    template: str
    items: tuple[Any, ...]
    extra: Any = None
    shared: tuple[Shown, ...] = ()
    family: Named | None = None

    @property
    def file(self) -> str:
        """The template that shows it."""
        return f"sections/{self.template}.html"


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """A case in which the modifier is wrong, and the badges of what is right."""

    line: Shown
    instead: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class DenialView:
    """A denial: its codes by name, the road out in words, and what to do."""

    line: Shown
    codes: tuple[Named, ...]
    road: str
    road_kind: str
    action: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PayerNoteView:
    """What one payer does, in words. ``modifier`` is set where the note stands outside its page."""

    line: Shown
    payer: Named
    stance: str
    modifier: Badge | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a rule at all, whose dates are worth telling."""
        return bool(self.line.part.stance != "unknown")


@dataclass(frozen=True, slots=True)
class RelatedView:
    """The other modifier of a pair and what tells the two apart."""

    line: Shown
    badge: Badge
    relation: str
    compare: Named | None = None


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A worked example with its finished claim lines as text."""

    line: Shown
    scene: tuple[Piece, ...]
    claim: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MisconceptionView:
    """Wrong advice, then what is true."""

    line: Shown
    claim: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SettingView:
    """Where the modifier is used, with typical procedure codes."""

    line: Shown
    setting: Named
    modifier: Badge | None = None


def sections_of(document: ModifierDocument, writer: Writer) -> tuple[Section, ...]:
    """All sections that have something to say, sources not included."""
    return tuple(section for section in _sections(document, writer) if section.items or section.shared)


def _sections(doc: ModifierDocument, writer: Writer) -> Iterator[Section]:
    shares = _Sharing(doc, writer)
    yield shares.section("use-when", "when_to_use", "use", writer.all_shown("use-when", doc.when_to_use))
    yield shares.section("do-not-use", "do_not_use", "do_not", _exclusions(doc, writer))
    yield shares.section("checklist", "checklist", "checklist", writer.all_shown("checklist", doc.checklist), doc.code)
    yield shares.section("meaning", "meaning", "paragraphs", writer.all_shown("meaning", doc.meaning))
    yield shares.section("claim", "on_the_claim", "bullets", writer.all_shown("claim", doc.on_the_claim))
    yield shares.section(
        "opens-edit", "opens_edit", "opens_edit", writer.all_shown("opens-edit", doc.opens_edit), blank_form()
    )
    yield shares.section("payment", "payment_effect", "bullets", writer.all_shown("payment", doc.payment_effect))
    yield Section("denials", HEADINGS["denials"], "denials", tuple(denial_view(writer, part) for part in doc.denials))
    yield shares.section("appeal", "how_to_appeal", "bullets", writer.all_shown("appeal", doc.how_to_appeal))
    yield Section(
        "payers",
        HEADINGS["payer_notes"],
        "payer_notes",
        tuple(payer_note_view(writer, part) for part in doc.payer_notes),
    )
    yield shares.section("audit", "audit_notes", "caution", writer.all_shown("audit", doc.audit_notes))
    yield Section("related", HEADINGS["related"], "related", _related(doc, writer))
    yield Section(
        "examples", HEADINGS["scenarios"], "examples", tuple(_scenario(writer, part) for part in doc.scenarios)
    )
    yield Section("you-may-have-read", HEADINGS["misconceptions"], "misconceptions", _misconceptions(doc, writer))
    yield Section(
        "where", HEADINGS["where_used"], "settings", tuple(setting_view(writer, part) for part in doc.where_used)
    )
    yield _family(doc, writer)


class _Sharing:
    """Adds to the parts of a page what the modifier's family says there for all members."""

    def __init__(self, doc: ModifierDocument, writer: Writer) -> None:
        entry = writer.catalogue.get("family", doc.family) if doc.family else None
        self._writer = writer
        self._opens_edits = doc.is_ncci_associated
        self._family: Any = entry.document if entry else None
        self._named = writer.named("family", doc.family) if entry and doc.family else None

    def section(self, id_: str, part: str, template: str, items: tuple[Any, ...], extra: Any = None) -> Section:
        shared: tuple[Shown, ...] = ()
        if self._family:
            self._writer.citations.know(self._family.sources)
            shared = self._writer.all_shown(f"{id_}-all", self._shared(part))
        return Section(id_, HEADINGS[part], template, items, extra, shared, self._named if shared else None)

    def _shared(self, part: str) -> tuple[Statement, ...]:
        if part == "opens_edit" and not self._opens_edits:
            return ()
        said: tuple[Statement, ...] = self._family.shared(part)
        return said


def _exclusions(doc: ModifierDocument, writer: Writer) -> tuple[ExclusionView, ...]:
    return tuple(
        ExclusionView(writer.shown("do-not-use", part), writer.badges(part.instead)) for part in doc.do_not_use
    )


def _misconceptions(doc: ModifierDocument, writer: Writer) -> tuple[MisconceptionView, ...]:
    return tuple(
        MisconceptionView(writer.shown("you-may-have-read", part), writer.pieces(part.claim))
        for part in doc.misconceptions
    )


def denial_view(writer: Writer, part: Any, section: str = "denials") -> DenialView:
    """A :class:`~modifiers.documents.parts.Denial` ready to show."""
    return DenialView(
        line=writer.shown(section, part),
        codes=tuple(Named(denial_label(code), writer.named("denial_code", code).url) for code in part.codes),
        road=ROADS[part.resolution],
        road_kind=part.resolution.replace("_", "-"),
        action=writer.pieces(part.action),
    )


def payer_note_view(writer: Writer, part: Any, section: str = "payers", modifier: str = "") -> PayerNoteView:
    """A :class:`~modifiers.documents.parts.PayerNote` ready to show."""
    badge = writer.badge(modifier) if modifier else None
    return PayerNoteView(writer.shown(section, part), writer.named("payer", part.payer), STANCES[part.stance], badge)


def setting_view(writer: Writer, part: Any, section: str = "where", modifier: str = "") -> SettingView:
    """A :class:`~modifiers.documents.parts.SettingUse` ready to show."""
    badge = writer.badge(modifier) if modifier else None
    return SettingView(writer.shown(section, part), writer.named("setting", part.setting), badge)


def _scenario(writer: Writer, part: Any) -> ScenarioView:
    return ScenarioView(
        line=writer.shown("examples", part),
        scene=writer.pieces(part.scene),
        claim="\n".join(show(line.model_copy(update={"note": ""})) for line in part.lines),
        notes=tuple(f"{show(line).split(' ')[0]}: {line.note}" for line in part.lines if line.note),
    )


def _related(doc: ModifierDocument, writer: Writer) -> tuple[RelatedView, ...]:
    """Pairs written here as the document says them; pairs written on the other page as the catalogue knows them."""
    here = [(relation.code, relation, True) for relation in doc.related]
    written = {(code, relation.kind) for code, relation, _ in here}
    for pair in _pairs_from_elsewhere(doc, writer):
        if (pair.code, pair.relation.kind) not in written and pair.entry:
            writer.citations.know(pair.entry.document.sources)
            here.append((pair.code, pair.relation, False))
    taken: set[str] = set()
    return tuple(_related_view(writer, doc.code, *row, taken) for row in here)


def _pairs_from_elsewhere(doc: ModifierDocument, writer: Writer) -> Iterator[RelatedPair]:
    return (pair for pair in writer.catalogue.related.get(doc.code, ()) if not pair.is_first)


def _related_view(
    writer: Writer, own: str, code: str, relation: Related, is_first: bool, taken: set[str]
) -> RelatedView:
    shown = writer.shown("related", relation)
    anchor = f"related-{code.lower()}"
    if anchor in taken:
        anchor = f"{anchor}-{relation.kind.replace('_', '-')}"
    taken.add(anchor)
    word = RELATIONS[relation.kind][0 if is_first else 1]
    return RelatedView(
        Shown(anchor, shown.pieces, shown.marks, relation), writer.badge(code), word, writer.compared((own, code))
    )


def _family(doc: ModifierDocument, writer: Writer) -> Section:
    entry = writer.catalogue.get("family", doc.family) if doc.family else None
    if entry is None:
        return Section("family", "Its family", "family", ())
    family: Any = entry.document
    assert isinstance(family, FamilyDocument)
    writer.citations.know(family.sources)
    others = tuple(
        writer.badge(member.key) for member in writer.catalogue.by_family.get(family.slug, ()) if member.key != doc.code
    )
    return Section(
        "family",
        f"The family: {family.name[:1].lower()}{family.name[1:]}",
        "family",
        writer.all_shown("family", family.guidance) or others,
        {"family": writer.named("family", family.slug), "others": others, "has_guidance": bool(family.guidance)},
    )
