"""The key file of IndexNow, ``/<key>.txt``: by it a search engine knows that what is told of this host is from it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from .answering import public


@public
def index_now_key(request: HttpRequest, key: str) -> HttpResponseBase:
    """The key, where it is the one that this site was given.

    Raises:
        Http404: if it is not.
    """
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404("There is no such file.")
    return HttpResponse(key, content_type="text/plain; charset=utf-8", headers={"X-Robots-Tag": "noindex"})
