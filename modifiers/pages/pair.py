"""The pair desk: ``/pairs/`` and what it answers for one, two or several codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from modifiers.catalogue import Catalogue
from modifiers.codes import ClaimCodes
from modifiers.ncci.releases import Releases, releases_for

from .answering import current, page, public
from .claim import claim_context
from .code_edits import code_edits_context
from .pair_asked import Asked, pair_path
from .pair_remarks import remarks
from .pair_verdict import verdict_context
from .structured_data import About
from .words import counted

_EXAMPLES = ("97140 97530", "20610 99213", "11042 97597 11720")


@public
def pair_list(request: HttpRequest) -> HttpResponseBase:
    """``/pairs/``: the form. Codes that can be read lead to the address of their answer."""
    snapshot = current()
    releases = releases_for(snapshot)
    asked = Asked.read(request.GET)
    if asked.codes and not asked.problems:
        return HttpResponseRedirect(asked.own_path)
    context = {
        "title": "NCCI code pairs: is there an edit?",
        "description": "Two procedure codes and a date of service: whether an NCCI edit joins them, and what opens it.",
        "canonical": "/pairs/",
        "about": About("Two codes, a date: is there an edit?"),
        "crumbs": [("Code pairs", None)],
        "examples": [(text, pair_path("-".join(text.split()))) for text in _EXAMPLES],
        "loaded": [_told(each) for each in releases.of_kind("ptp")],
        "form": asked.form(releases),
    }
    return _answered(request, "pair_list", context, is_indexed=not request.GET)


@public
def pair(request: HttpRequest, slug: str) -> HttpResponseBase:
    """``/pairs/97140-97530/``: the verdict on two codes, the matrix of several, or the edits of one."""
    snapshot = current()
    releases = releases_for(snapshot)
    asked = Asked.read(request.GET, slug)
    if asked.codes is None:
        return _unread(request, releases, asked)
    if asked.codes.slug != slug:
        return HttpResponsePermanentRedirect(_one_address(request, asked, asked.codes))
    template, context = _context(request, snapshot, releases, asked, asked.codes)
    own = {
        "form": asked.form(releases),
        "canonical": pair_path(asked.codes.slug),
        "asked": asked,
        "remarks": remarks(snapshot, asked),
    }
    return _answered(request, template, {**own, **context}, is_indexed=False)


@public
def pair_variant(request: HttpRequest, typed: str) -> HttpResponseBase:
    """``/pairs/97140+97530``, without its slash or with other signs between: to the one address."""
    asked = Asked.read(request.GET, typed)
    if asked.codes is None:
        return _unread(request, releases_for(current()), asked)
    return HttpResponsePermanentRedirect(_one_address(request, asked, asked.codes))


def _unread(request: HttpRequest, releases: Releases, asked: Asked) -> HttpResponse:
    """The form with what was typed and what is wrong with it."""
    context = {"title": "Code pairs", "description": "", "canonical": "", "form": asked.form(releases)}
    return page(request, "pair_list/page.html", context, status=404, is_indexed=False)


def _one_address(request: HttpRequest, asked: Asked, codes: ClaimCodes) -> str:
    """The one address of the codes, with the query as it came and with what they alone do not tell."""
    query = request.GET.copy()
    query.setlist("modifier", asked.modifiers)
    query.setlist("repeated", asked.repeated)
    told = query.urlencode()
    return f"{pair_path(codes.slug)}?{told}" if told else pair_path(codes.slug)


def _context(
    request: HttpRequest, snapshot: Catalogue, releases: Releases, asked: Asked, codes: ClaimCodes
) -> tuple[str, dict[str, Any]]:
    """The template and its context, by the number of codes."""
    if len(codes.values) == 1:
        return "code_edits", code_edits_context(snapshot, releases, asked, codes.values[0], request.GET)
    if len(codes.values) == 2:
        return "pair", verdict_context(snapshot, releases, asked, codes.values)
    return "claim", claim_context(snapshot, releases, asked, codes.values)


def _answered(request: HttpRequest, area: str, context: dict[str, Any], *, is_indexed: bool) -> HttpResponse:
    """The whole page, or for htmx the part of it that the form replaces, with its own address.

    When Back leads to a page that htmx no longer holds, it asks for the whole one.
    """
    asks_for_whole = request.headers.get("HX-History-Restore-Request") == "true"
    is_fragment = request.headers.get("HX-Request") == "true" and not asks_for_whole
    name = "answer" if is_fragment else "page"
    response = page(request, f"{area}/{name}.html", {**context, "is_fragment": is_fragment}, is_indexed=is_indexed)
    if is_fragment:
        response.headers["HX-Push-Url"] = request.get_full_path()
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _told(each: Any) -> dict[str, str]:
    return {"name": each.name, "lines": counted(each.pair_count, "pair"), "is_sample": "yes" if each.is_sample else ""}
