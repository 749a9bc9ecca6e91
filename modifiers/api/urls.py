"""Every address of the API. What stands below ``/api/`` and is none of them is told so in its own form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, path, re_path
from django.utils.encoding import escape_uri_path

from .addresses import ROOT
from .answering import door
from .docs import docs
from .openapi import openapi
from .problems import Refusal
from .routers import api

_POSTS = {"route"}
"""Addresses that read a body."""


def nothing(request: HttpRequest) -> HttpResponse:
    """Any other address: without its final slash if that is one of ours, else 404."""
    bare = request.path.rstrip("/")
    if bare != request.path and any(pattern.resolve(bare.removeprefix("/")) for pattern in _ours()):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(escape_uri_path(bare) + (f"?{query}" if query else ""))
    raise Refusal(404, f"There is no such address. {ROOT}/docs lists all that there are.")


def _operations() -> list[URLPattern]:
    """django-ninja's patterns behind our door; its root, which says nothing, is left out."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    return [
        path(
            f"{ROOT[1:]}/{pattern.pattern}",
            door(pattern.callback, posts=pattern.name in _POSTS),
            name=f"api_{pattern.name}",
        )
        for pattern in patterns
    ]


def _ours() -> list[URLPattern]:
    return urlpatterns[:-1]


urlpatterns = [
    path("api/v1/docs", docs, name="api_docs"),
    path("api/v1/openapi.json", door(openapi), name="api_openapi"),
    *_operations(),
    re_path(r"^api(?:/[\s\S]*)?\Z", door(nothing), name="api_nothing"),
]
