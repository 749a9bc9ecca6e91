"""The pictures beside links to our pages: ``/pictures/modifier-59-<hash>.png``. Made beforehand, only read here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from modifiers.pictures.keeping import read

from .answering import public


@public
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One picture, for ever the same under its name.

    Raises:
        Http404: if there is none by that name, or not yet.
    """
    content = read(name)
    if content is None:
        raise Http404("There is no such picture.")
    return HttpResponse(
        content, content_type="image/png", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
