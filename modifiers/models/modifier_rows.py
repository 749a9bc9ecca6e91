"""The ordered statements of a modifier, one class for each list of its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from modifiers import documents
from modifiers.codes import CodeError, ProcedureCode
from modifiers.documents import claim_lines, parts

from .denial_code import DenialCode
from .modifier import Modifier
from .payer import Payer
from .row import StatementRow, list_rules
from .vocabulary import Setting


class ModifierRow(StatementRow):
    """A statement on a modifier."""

    owner_field = "modifier"

    class Meta(StatementRow.Meta):
        abstract = True
        ordering = ("position",)
        constraints = list_rules("modifier")


class Paragraph(StatementRow):
    """A paragraph or item of one of the parts that need nothing beyond text and sources."""

    class Part(models.TextChoices):
        MEANING = "meaning", "What it means"
        ON_THE_CLAIM = "on_the_claim", "On the claim"
        OPENS_EDIT = "opens_edit", "Opens an edit when"
        PAYMENT_EFFECT = "payment_effect", "What it does to payment"
        HOW_TO_APPEAL = "how_to_appeal", "How to appeal"
        AUDIT_NOTES = "audit_notes", "Audit notes"

    owner_field = "modifier"
    fills = None

    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="paragraphs")
    part = models.CharField(max_length=16, choices=Part)

    class Meta:
        ordering = ("part", "position")
        constraints = list_rules("modifier", by_part=True)


class UseCase(ModifierRow):
    """A situation in which the modifier is right."""

    fills = "when_to_use"
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="use_cases")

    class Meta(ModifierRow.Meta):
        verbose_name = "use when"
        verbose_name_plural = "use when"


class ChecklistItem(ModifierRow):
    """Something that the record must show."""

    fills = "checklist"
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="checklist_items")


class Exclusion(ModifierRow):
    """A situation in which the modifier is wrong, and what to use instead."""

    fills = "do_not_use"
    part_class: ClassVar[type[documents.Statement]] = parts.Exclusion
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="exclusions")
    instead = models.ManyToManyField(Modifier, blank=True, related_name="+", help_text="The modifier to use instead.")

    class Meta(ModifierRow.Meta):
        verbose_name = "do not use when"
        verbose_name_plural = "do not use when"

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources", "instead")

    def part_values(self) -> dict[str, Any]:
        return {**super().part_values(), "instead": tuple(modifier.code for modifier in self.instead.all())}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {**super().links_of(part), "instead": (Modifier, part.instead)}


class DenialReason(ModifierRow):
    """A denial seen with the modifier, and the way out."""

    Resolution = DenialCode.Road

    class ModifierWas(models.TextChoices):
        ON_LINE = "on_line", "on the denied line"
        LEFT_OFF = "left_off", "left off the line"
        EITHER = "either", "either"

    class Indicator(models.TextChoices):
        ZERO = "0", "0: nothing opens the pair"
        ONE = "1", "1: a modifier can open it"

    fills = "denials"
    part_class: ClassVar[type[documents.Statement]] = parts.Denial
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="denial_reasons")
    says = models.CharField(max_length=200, help_text="What the payer says, in our own words.")
    codes = models.ManyToManyField(DenialCode, blank=True, related_name="+")
    modifier_was = models.CharField("the modifier was", max_length=8, choices=ModifierWas, default=ModifierWas.EITHER)
    edit_indicator = models.CharField(
        "indicator of the code pair",
        max_length=1,
        choices=Indicator,
        null=True,
        blank=True,
        help_text="Where the denial happens with one NCCI indicator only.",
    )
    resolution = models.CharField(max_length=15, choices=Resolution)
    action = models.TextField(max_length=1200, help_text="What to do now.")

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources", "codes")

    def part_values(self) -> dict[str, Any]:
        return {
            **super().part_values(),
            "says": self.says,
            "codes": tuple(code.code for code in self.codes.all()),
            "modifier_was": self.modifier_was,
            "edit_indicator": self.edit_indicator,
            "resolution": self.resolution,
            "action": self.action,
        }

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        names = ("says", "modifier_was", "edit_indicator", "resolution", "action")
        own = {name: getattr(part, name) for name in names}
        return {**super().values_of(part, field), **own}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {**super().links_of(part), "codes": (DenialCode, part.codes)}


class PayerNote(ModifierRow):
    """What one payer does with the modifier."""

    class Stance(models.TextChoices):
        FOLLOWS_MEDICARE = "follows_medicare", "follows Medicare"
        ACCEPTS = "accepts", "accepts it"
        REQUIRES = "requires", "requires it"
        PREFERS = "prefers", "prefers it"
        PREFERS_ANOTHER = "prefers_another", "prefers another one"
        REFUSES = "refuses", "does not accept it"
        REDUCES = "reduces", "pays less"
        REVIEWS = "reviews", "reviews claims with it"
        DIFFERS = "differs", "has a rule of its own"
        UNKNOWN = "unknown", "no current policy found"

    fills = "payer_notes"
    part_class: ClassVar[type[documents.Statement]] = parts.PayerNote
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="payer_notes")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="modifier_notes")
    stance = models.CharField(max_length=16, choices=Stance)
    topic = models.SlugField(
        max_length=64, blank=True, help_text="The question that it answers across payers, such as 59-or-x."
    )
    differs = models.BooleanField("differs from Medicare", default=False)
    effective_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(ModifierRow.Meta):
        constraints = [
            *list_rules("modifier"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(effective_on__isnull=True) | Q(ended_on__gte=F("effective_on")),
                name="payer_note_dates_in_order",
            ),
        ]

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources", "payer")

    def part_values(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("stance", "differs", "effective_on", "ended_on")}
        return {**super().part_values(), **own, "payer": self.payer.slug, "topic": self.topic or None}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        own = {name: getattr(part, name) for name in ("stance", "differs", "effective_on", "ended_on")}
        return {**super().values_of(part, field), **own, "topic": part.topic or ""}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {**super().links_of(part), "payer": (Payer, (part.payer,))}


def validate_procedures(text: str) -> None:
    """Refuse what is no list of procedure codes, naming the piece that is wrong."""
    try:
        for piece in text.split():
            ProcedureCode.parse(piece)
    except CodeError as error:
        raise ValidationError(str(error)) from error


def validate_claim_lines(text: str) -> None:
    """Refuse claim lines that cannot be read, naming the line."""
    try:
        claim_lines.parse(text)
    except CodeError as error:
        raise ValidationError(str(error)) from error


class SettingUse(ModifierRow):
    """A setting or specialty in which the modifier is used."""

    fills = "where_used"
    part_class: ClassVar[type[documents.Statement]] = parts.SettingUse
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="setting_uses")
    setting = models.ForeignKey(Setting, on_delete=models.PROTECT, related_name="uses")
    procedures = models.CharField(
        max_length=200,
        blank=True,
        validators=[validate_procedures],
        help_text="Typical procedure codes, with spaces between.",
    )

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources", "setting")

    def part_values(self) -> dict[str, Any]:
        return {
            **super().part_values(),
            "setting": self.setting.slug,
            "procedures": tuple(self.procedures.upper().split()),
        }

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "procedures": " ".join(part.procedures)}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {**super().links_of(part), "setting": (Setting, (part.setting,))}


class Scenario(ModifierRow):
    """A worked example, right or wrong, with finished claim lines."""

    fills = "scenarios"
    part_class: ClassVar[type[documents.Statement]] = parts.Scenario
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="scenarios")
    title = models.CharField(max_length=200)
    scene = models.TextField(max_length=1200, help_text="What happened. Invented; no names, nothing of a real patient.")
    is_right = models.BooleanField("billed right", default=True)
    lines = models.TextField(
        blank=True, validators=[validate_claim_lines], help_text="One claim line a row: 97140-59 x1 | note."
    )

    def part_values(self) -> dict[str, Any]:
        own = {"title": self.title, "scene": self.scene, "is_right": self.is_right}
        return {**super().part_values(), **own, "lines": claim_lines.parse(self.lines)}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        own = {"title": part.title, "scene": part.scene, "is_right": part.is_right}
        return {**super().values_of(part, field), **own, "lines": claim_lines.show_all(part.lines)}


class Misconception(ModifierRow):
    """Wrong advice in circulation, and what is true."""

    fills = "misconceptions"
    part_class: ClassVar[type[documents.Statement]] = parts.Misconception
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="misconceptions")
    claim = models.TextField(max_length=1200, help_text="What is wrongly said.")
    since = models.DateField(null=True, blank=True, help_text="Since when the truth holds, if a rule changed.")

    def part_values(self) -> dict[str, Any]:
        return {**super().part_values(), "claim": self.claim, "since": self.since}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "claim": part.claim, "since": part.since}


class RelatedModifier(ModifierRow):
    """Two modifiers that a reader may confuse or combine. One row stands for both directions."""

    class Kind(models.TextChoices):
        MORE_SPECIFIC = "more_specific", "the other is more specific"
        CONFUSED = "commonly_confused", "commonly confused"
        TOGETHER = "used_together", "used together"
        EXCLUSIVE = "mutually_exclusive", "never together"
        SUCCESSOR = "successor", "the other replaces this one"

    fills = "related"
    part_class: ClassVar[type[documents.Statement]] = parts.Related
    modifier = models.ForeignKey(Modifier, on_delete=models.CASCADE, related_name="related_modifiers")
    other = models.ForeignKey(Modifier, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(max_length=18, choices=Kind)

    class Meta(ModifierRow.Meta):
        constraints = [
            *list_rules("modifier"),
            models.CheckConstraint(condition=~Q(modifier=F("other")), name="related_modifier_is_another"),
            models.UniqueConstraint(
                Least("modifier", "other"), Greatest("modifier", "other"), name="related_pair_is_written_once"
            ),
        ]

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources", "other")

    def part_values(self) -> dict[str, Any]:
        return {**super().part_values(), "code": self.other.code, "kind": self.kind}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "kind": part.kind}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {**super().links_of(part), "other": (Modifier, (part.code,))}
