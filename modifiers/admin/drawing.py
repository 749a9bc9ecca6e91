"""What stands on a change form beside its inputs: problems, conflicts, who else is there; and its lists in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import InlineAdminForm, InlineAdminFormSet
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from . import checking, comparing, presence
from .reading import LOCK, drawn, sign, typed

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


class RowsDrawn(InlineAdminFormSet):
    """The rows of a list in the order of their numbers, also where what was sent is drawn again.

    Django pairs what was sent with what is stored by counting. Here each row is drawn for itself, so that one
    whose stored row has gone, or stands elsewhere now, is drawn like the others.
    """

    @classmethod
    def of(cls, stock: InlineAdminFormSet, model_admin: Any) -> RowsDrawn:
        """The same list as Django's."""
        rights = {name: getattr(stock, name) for name in vars(stock) if name.startswith("has_")}
        return cls(
            stock.opts,
            stock.formset,
            stock.fieldsets,
            stock.prepopulated_fields,
            stock.readonly_fields,
            model_admin=model_admin,
            **rights,
        )

    def __iter__(self) -> Iterator[InlineAdminForm]:
        return iter(self._rows)

    @cached_property
    def media(self) -> Any:
        """What one row needs, all need; Django would ask each of them."""
        return self.opts.media + self.formset.empty_form.media

    @cached_property
    def _rows(self) -> list[InlineAdminForm]:
        forms = sorted(self.formset.forms, key=lambda form: form.where_drawn())
        rows = [self._row(form) for form in forms]
        return [*rows, self._row(self.formset.empty_form)] if self.has_add_permission else rows

    def _row(self, form: Any) -> InlineAdminForm:
        original = None if form.instance._state.adding else form.instance
        fixed = (*self.readonly_fields, *(() if self.has_change_permission else flatten_fieldsets(self.fieldsets)))
        return InlineAdminForm(self.formset, form, self.fieldsets, self.prepopulated_fields, original, fixed, self.opts)


def beside(model_admin: SubjectAdmin, request: HttpRequest, context: Any, subject: Any) -> dict[str, Any]:
    """What the template needs more than Django gives it.

    Args:
        context: Django's own, with the form and its lists.
        subject: as stored; None for a new one.
    """
    form = context["adminform"].form
    formsets = [one.formset for one in context["inline_admin_formsets"]]
    held = getattr(request, "held", None)
    told: dict[str, Any] = {"held": held}
    if held is not None and held.comparison is not None:
        told["groups"] = comparing.groups(held.comparison, form, formsets)
    if held is not None and held.conflicts:
        told["conflicts"] = list(_mark_conflicts(held.conflicts, form, formsets))
    if subject is None:
        return {**told, "keep_as": f"{model_admin.model.kind}:new"}
    if not model_admin.has_change_permission(request, subject):
        return told
    snapshot = typed(form, formsets, request.POST) if form.is_bound else drawn(form, formsets)
    if not form.is_bound:
        form.initial[LOCK] = sign(subject, snapshot)
    problems = checking.problems_of(subject, snapshot, formsets)
    _mark_problems(problems, form, formsets)
    return {
        **told,
        "problems": problems,
        "others": presence.in_words(presence.others(request, subject)),
        "check_url": reverse(model_admin.url_name("check"), args=[subject.pk]),
        "presence_url": reverse(model_admin.url_name("presence"), args=[subject.pk]),
        "keep_as": f"{subject.kind}:{subject.pk}",
    }


def _inputs(form: Any, formsets: Iterable[Any]) -> dict[str, Any]:
    """Prefix of a row → its form; the subject's own form under the empty prefix."""
    return {"": form, **{row.prefix: row for formset in formsets for row in formset.forms}}


def _bound(forms: dict[str, Any], name: str) -> Any:
    """The input with this name, the row with this prefix, or None."""
    if name in forms:
        return forms[name]
    prefix, _, field = name.rpartition("-")
    owner = forms.get(prefix)
    return owner[field] if owner is not None and field in owner.fields else None


def _mark_problems(problems: Iterable[checking.Told], form: Any, formsets: Iterable[Any]) -> None:
    forms = _inputs(form, formsets)
    lists = {f"{formset.prefix}-group": formset for formset in formsets}
    for id_, found in checking.by_input(problems):
        place = lists.get(id_) or (_bound(forms, id_.removeprefix("id_")) if id_ else None)
        if place is not None:
            place.told = found


def _mark_conflicts(conflicts: Any, form: Any, formsets: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Put each conflict beside its input. Yields (address in the form, what it is) for the list at the top."""
    forms = _inputs(form, formsets)
    headings = {formset.prefix: formset.heading for formset in formsets}
    for name, conflict in conflicts.items():
        place = _bound(forms, name)
        if place is None:
            continue
        place.conflict = comparing.conflicting(place, conflict)
        where = headings.get(conflict.list_name, "")
        number = f", number {conflict.index + 1}" if where else ""
        label = str(getattr(place, "label", "")) if conflict.name else "row"
        yield f"#id_{name}" if conflict.name else f"#{name}", f"{where}{number} {label}".strip().capitalize()
