"""Other spellings of an address: each reaches the page in one permanent redirect."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import resolve, reverse

from modifiers.codes import CodeError, ModifierCode

from .addresses import path_of
from .answering import absent, current, public


@public
def modifier_variant(request: HttpRequest, typed: str) -> HttpResponseBase:
    """``/modifiers/XS``, ``/modifier-59``, ``/m/59``, ``/MODIFIERS/-59/``: 301 to the modifier's page.

    Raises:
        Http404: if no modifier can be read, or there is no such modifier.
    """
    try:
        code = ModifierCode.parse(typed).value
    except CodeError as error:
        raise Http404(str(error)) from error
    snapshot = current()
    if snapshot.get("modifier", code) is None:
        return absent(request, snapshot, "modifier", code)
    return HttpResponsePermanentRedirect(path_of("modifier", code))


@public
def listing_variant(request: HttpRequest) -> HttpResponseBase:
    """``/Modifiers``, ``/modifier/``: 301 to the list."""
    return HttpResponsePermanentRedirect(reverse("modifier_list"))


@public
def page_variant(request: HttpRequest, key: str) -> HttpResponseBase:
    """``/about``, ``/About``, ``/pairs?codes=…``: 301 to what has its address there; 404 at once when nothing has."""
    path = f"/{key.lower()}/"
    snapshot = current()
    if resolve(path).url_name == "page" and snapshot.get("page", key.lower()) is None:
        return absent(request, snapshot, "page", key.lower())
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
