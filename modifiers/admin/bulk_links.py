"""Cross-links that lead nowhere, in drafts and in what is live: each with the way to the form that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers.bulk import link_watch
from modifiers.models import SUBJECTS


@dataclass(frozen=True, slots=True)
class Broken:
    """One dead reference and where it is mended."""

    reference: link_watch.DeadReference
    url: str


def broken(request: HttpRequest) -> list[Broken]:
    """The dead references of the kinds that the user may see."""
    found = []
    shown = {kind for kind, model in SUBJECTS.items() if admin.site._registry[model].has_view_permission(request)}
    references = [one for one in link_watch.broken_references() if one.kind in shown]
    pks: dict[tuple[str, str], int] = {}
    for kind in {one.kind for one in references}:
        model = SUBJECTS[kind]
        pks |= {(kind, key): pk for key, pk in model._default_manager.values_list(model.key_field, "pk")}
    for one in references:
        name = SUBJECTS[one.kind]._meta.model_name
        pk = pks.get((one.kind, one.key))
        found.append(Broken(one, reverse(f"admin:modifiers_{name}_change", args=[pk]) if pk else ""))
    return found


def broken_links(request: HttpRequest) -> HttpResponse:
    """``/admin/bulk/links/``: the list."""
    if not any(admin.site._registry[model].has_view_permission(request) for model in SUBJECTS.values()):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Broken cross-links", "found": broken(request)}
    return TemplateResponse(request, "admin/bulk/links.html", context)
