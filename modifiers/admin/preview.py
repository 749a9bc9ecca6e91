"""The preview: the working copy in the template of the public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from modifiers import publishing
from modifiers.pages.preview import render_preview

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


def preview(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page as readers would see it if the working copy were published now."""
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, subject):
        raise PermissionDenied
    if subject is None:
        return model_admin.missing(request, str(pk))
    try:
        document = publishing.compose(subject)
    except publishing.ComposeError as error:
        for problem in error.problems:
            messages.error(request, f"No preview yet: {problem.message}")
        return HttpResponseRedirect(reverse(model_admin.url_name("change"), args=[subject.pk]))
    response = render_preview(request, document)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
