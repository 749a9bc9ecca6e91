"""The row of a related modifier: a pair may be written once only, from either side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from modifiers.models import RelatedModifier

from .rows import RowForm


class RelatedForm(RowForm):
    """Refuses a pair that the other modifier's form holds already."""

    def clean_other(self) -> Any:
        """The other modifier."""
        other, own = self.cleaned_data["other"], self.instance.modifier_id
        if own and other.pk == own:
            raise ValidationError("A modifier is not related to itself.")
        pair = Q(modifier=own, other=other) | Q(modifier=other, other=own)
        written = (
            RelatedModifier.objects.filter(pair).exclude(pk=self.instance.pk).select_related("modifier").first()
            if own
            else None
        )
        if written:
            raise ValidationError(
                f"The pair with {other.code} is written already, on the form of {written.modifier.code}."
            )
        return other
