"""One source in place of another, and the sources that are one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers.bulk import batches, duplicates
from modifiers.bulk.sources import replace, uses
from modifiers.bulk.writing import WriteRefused
from modifiers.models import SUBJECTS, Source

from . import uses as references


class ReplaceForm(forms.Form):
    """The source to cite instead, and what becomes of the old one."""

    by = forms.CharField(
        label="Cite instead",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "source-keys", "autocomplete": "off", "spellcheck": "false"}),
        help_text="The key of the source, such as cms-59.",
        error_messages={"required": "Name the source that is cited instead."},
    )
    delete = forms.BooleanField(label="Delete the old source if nothing cites it any more", required=False)

    def __init__(self, *args: Any, old: Source, may_delete: bool, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.old = old
        if not may_delete:
            del self.fields["delete"]

    def clean_by(self) -> Source:
        """The source with this key, which is another one."""
        key = self.cleaned_data["by"].strip().lower()
        source = Source.objects.filter(key=key).first()
        if source is None:
            raise forms.ValidationError(f"There is no source “{key[:64]}”. Choose from the list, or add it first.")
        if source.pk == self.old.pk:
            raise forms.ValidationError("This is the source that is to be replaced. Name another one.")
        return source


def source_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Every statement that cites a source, to choose from, and the source to cite instead."""
    if not _may_replace(request):
        raise PermissionDenied
    old = get_object_or_404(Source, pk=pk)
    may_delete = request.user.has_perm("modifiers.delete_source")
    sent = request.POST if request.method == "POST" else None
    form = ReplaceForm(sent, old=old, may_delete=may_delete, initial=_asked(request))
    found = uses(old)
    stale: tuple[str, ...] = ()
    if sent is not None and form.is_valid():
        try:
            batch = _replace(request, old, form)
        except WriteRefused as refusal:
            form.add_error(None, str(refusal))
            stale = refusal.changed
            found = uses(old)
        else:
            return HttpResponseRedirect(reverse("bulk_batch", args=[batch]))
    chosen = set(sent.getlist("use")) if sent is not None else {use.name for use in found}
    context = {
        **admin.site.each_context(request),
        "title": f"Replace the source {old.key}",
        "old": old,
        "form": form,
        "stale": stale,
        "groups": [(subject, list(group)) for subject, group in groupby(found, lambda use: use.subject)],
        "chosen": chosen,
        "count": len(found),
        "others": Source.objects.exclude(pk=old.pk).values_list("key", "title"),
    }
    return TemplateResponse(request, "admin/bulk/replace.html", context)


def _may_replace(request: HttpRequest) -> bool:
    """Whether the person may change every kind whose statements may be among those that cite the source."""
    return all(request.user.has_perm(f"modifiers.change_{model._meta.model_name}") for model in SUBJECTS.values())


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.GET.get("by", "")[:64], "delete": "delete" in request.GET}


def _replace(request: HttpRequest, old: Source, form: ReplaceForm) -> str:
    """Replace, and delete the old source if that was wished and can be."""
    new = form.cleaned_data["by"]
    with transaction.atomic():
        batch = replace(
            old, new, chosen=request.POST.getlist("use"), seen=request.POST.getlist("seen"), actor=request.user
        )
        left = len(uses(old))
        told = f"{new.key} is cited instead of {old.key}."
        if form.cleaned_data.get("delete"):
            if users := references.references([old]):
                told += f" {old.key} stays, because it is still in use: {'; '.join(users[:3])}."
            else:
                batches.put_down_sources(
                    [old], batch=batch, actor=request.user, note=f"Deleted: merged into {new.key}."
                )
                old.delete()
                told += " The old source is deleted."
        elif left:
            told += f" {left} statements still cite {old.key}."
    messages.success(request, f"{told} Readers see nothing of it yet.")
    return batch


def source_duplicates(request: HttpRequest) -> HttpResponse:
    """Sources with the same address and section, with the way to make one of them."""
    if not request.user.has_perm("modifiers.view_source"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": "Sources that may be one",
        "groups": duplicates.groups(Source.objects.all()),
        "may_replace": _may_replace(request),
    }
    return TemplateResponse(request, "admin/bulk/duplicates.html", context)
