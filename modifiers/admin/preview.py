"""The preview: the working copy in the template of the public page, bare and at the widths of readers' screens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers import documents, publishing
from modifiers.models import PreviewLink
from modifiers.pages.preview import render_preview

from .differences import live_edition
from .sharing import ShareForm

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

WIDTHS = {"phone": "Phone, 360 px", "tablet": "Tablet, 768 px", "desktop": "Desktop, 1280 px"}


def preview(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page as readers would see it if the working copy were published now; ``?of=live``: the live edition."""
    subject = _looked_at(model_admin, request, pk)
    if subject is None:
        return model_admin.missing(request, str(pk))
    is_framed = "framed" in request.GET
    if request.GET.get("of") == "live":
        edition = live_edition(subject)
        if edition is None:
            raise Http404(f"{subject} has no live edition.")
        document = documents.parse(json.loads(edition.document))
        banner = {"title": "Live.", "text": f"Edition {edition.number}, as readers see it now."}
    else:
        try:
            document = publishing.compose(subject)
        except publishing.ComposeError as error:
            if is_framed:
                return render_refusal(request, error)
            for problem in error.problems:
                messages.error(request, f"No preview yet: {problem.message}")
            return HttpResponseRedirect(reverse(model_admin.url_name("change"), args=[subject.pk]))
        banner = {"title": "Preview.", "text": "Readers see this only after it is published."}
        if not is_framed:
            banner |= {"url": reverse(model_admin.url_name("look"), args=[pk]), "link": "Other widths, and sharing"}
    return framable(render_preview(request, document, banner=banner, is_framed=is_framed))


def look(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The preview at the width of a phone, a tablet or a desk, alone or beside the live page; and its links."""
    subject = _looked_at(model_admin, request, pk)
    if subject is None:
        return model_admin.missing(request, str(pk))
    width = request.GET.get("width", "")
    is_live = live_edition(subject) is not None
    response = TemplateResponse(
        request,
        "admin/modifiers/look.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Preview of {subject}",
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            "widths": WIDTHS,
            "width": width if width in WIDTHS else "phone",
            "is_live": is_live,
            "is_beside": is_live and "beside" in request.GET,
            "may_share": model_admin.has_change_permission(request, subject),
            "form": ShareForm(),
            "links": PreviewLink.objects.filter(kind=subject.kind, key=subject.key).select_related(
                "created_by", "ended_by"
            )[:20],
            "origin": request.build_absolute_uri("/").rstrip("/"),
        },
    )
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


def framable(response: HttpResponse) -> HttpResponse:
    """Let our own admin, and nobody else, show this answer in a frame."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response


def render_refusal(request: HttpRequest, error: publishing.ComposeError) -> HttpResponse:
    """What stands in a frame while the working copy does not fit together."""
    return framable(TemplateResponse(request, "admin/modifiers/no_preview.html", {"problems": error.problems}))


def _looked_at(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> Any:
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, subject):
        raise PermissionDenied
    return subject
