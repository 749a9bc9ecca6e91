"""The working copy of a comparison, with its guide as ordered questions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from modifiers import documents
from modifiers.codes import CodeError
from modifiers.documents import answers, parts

from .code_fields import ModifierSetField
from .row import StatementRow, list_rules
from .subject import NamedSubject


class Comparison(NamedSubject):
    """Modifiers that are mistaken for each other, and the questions that tell them apart."""

    kind = "comparison"
    in_one_text: ClassVar[dict[str, str]] = {"codes": " "}

    codes = ModifierSetField(help_text="From two to six modifiers with spaces between, in the order of the columns.")


class ComparisonStatement(StatementRow):
    """A statement on a comparison: an introduction, or a case that looks like one modifier and is another."""

    class Part(models.TextChoices):
        INTRO = "intro", "Introduction"
        COUNTER_EXAMPLES = "counter_examples", "Looks like one, is another"

    owner_field = "comparison"
    fills = None
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="statements")
    part = models.CharField(max_length=16, choices=Part)

    class Meta:
        ordering = ("part", "position")
        constraints = list_rules("comparison", by_part=True)


def validate_answers(text: str) -> None:
    """Refuse answers that cannot be read, naming the line."""
    try:
        answers.parse(text)
    except CodeError as error:
        raise ValidationError(str(error)) from error


class ComparisonQuestion(StatementRow):
    """A question of the guide with its answers. Guides start with the first."""

    owner_field = "comparison"
    fills = "questions"
    typed_field = "answers"
    part_class: ClassVar[type[documents.Statement]] = parts.Question
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="questions")
    answers = models.TextField(
        validators=[validate_answers],
        help_text="One answer a line: “Yes -> key-of-a-question”, “Another site -> XS: why”, "
        "“No -> none: what to do instead”.",
    )

    class Meta:
        ordering = ("position",)
        constraints = list_rules("comparison")

    def part_values(self) -> dict[str, Any]:
        return {**super().part_values(), "answers": answers.parse(self.answers)}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "answers": answers.show_all(part.answers)}
