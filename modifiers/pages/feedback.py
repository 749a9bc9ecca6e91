"""“Was this right?” at ``/feedback/``: yes and no are counted, after no a form asks what is wrong (docs/adr/0032).

No cookie, no name, no address of the reader. What is written is kept only if nothing in it looks like a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from modifiers.catalogue import Catalogue
from modifiers.feedback import asked, keeping
from modifiers.feedback.asked import About, Report
from modifiers.gaps.noticing import lexicon_of
from modifiers.models.feedback import LONGEST, FeedbackReport
from modifiers.search.index import index_for

from .addresses import link_to
from .answering import current, page, public
from .denial_code import NoFile
from .words import KINDS, denial_label

ELSEWHERE = "This came from another site, so nothing was sent. If it was you, press the button again."
UNREADABLE = "That was too much to read at once. Write less of it."
FULL = "So many reports wait to be read that we take no more at the moment. Please come back in a few days."
AWAY = "It could not be kept just now. Your words are still in the form: please try again in a few minutes."


# There is no session to misuse. Pages of other sites are kept from making their readers send something by the headers
# that every browser adds: see _is_ours.
@csrf_exempt
def feedback(request: HttpRequest) -> HttpResponseBase:
    """GET: the form for what is wrong, with the page that the address names. POST: an answer, or what was written."""
    return _sent(request) if request.method == "POST" else _form(request)


@public
def feedback_sent(request: HttpRequest) -> HttpResponseBase:
    """What is said after something has been sent, with the way back to the page."""
    snapshot = current()
    about = asked.about(_texts(request.GET), snapshot)
    context = {**_named(about, snapshot), "title": "Thank you", "description": "", "crumbs": [("Thank you", None)]}
    return page(request, "feedback/sent.html", context, is_indexed=False)


@public
def _form(request: HttpRequest) -> HttpResponseBase:
    given = _texts(request.GET)
    return _page(request, asked.about(given, current()), Report("", ""), is_no=given.get("answer") == "no")


def _sent(request: HttpRequest) -> HttpResponseBase:
    request.upload_handlers = [NoFile(request)]
    snapshot = current()
    try:
        given = _texts(request.POST)
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return _page(request, About(), Report("", "", {"form": UNREADABLE}), status=413)
    about = asked.about(given, snapshot)
    if not _is_ours(request):
        report = Report(given.get("choice", ""), given.get("text", ""), {"form": ELSEWHERE})
        return _page(request, about, report, status=403)
    if given.get(asked.TRAP):
        return _to("feedback_sent", about)
    if given.get("answer") in ("yes", "no"):
        return _counted(request, about, is_right=given["answer"] == "yes")
    lexicon = lexicon_of(index_for(snapshot))
    report = asked.read(given, names=lexicon.names, words=lexicon.words)
    return _page(request, about, report, status=422) if report.problems else _kept(request, about, report)


def _counted(request: HttpRequest, about: About, *, is_right: bool) -> HttpResponseBase:
    """Count, and go on. Where the database is away the count is lost, and a reader who said no can still write."""
    with suppress(DatabaseError):
        keeping.count(about, is_right=is_right)
    return _to("feedback_sent", about) if is_right else _to("feedback", about, answer="no")


def _kept(request: HttpRequest, about: About, report: Report) -> HttpResponseBase:
    try:
        keeping.keep(about, report)
    except keeping.NoRoom:
        told = FULL
    except DatabaseError:
        told = AWAY
    else:
        return _to("feedback_sent", about)
    response = _page(request, about, Report(report.choice, report.text, {"form": told}), status=503)
    response.headers["Retry-After"] = "600"
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether one of our own pages sent the form, as far as the browser says; a request without a browser may come."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _page(
    request: HttpRequest, about: About, report: Report, *, status: int = 200, is_no: bool = False
) -> HttpResponse:
    """The form, with what was typed and what is wrong with it."""
    snapshot = current()
    context = {
        **_named(about, snapshot),
        "about": tuple(about.query().items()),
        "statement": about.statement,
        "is_no": is_no,
        "report": report,
        "problems": tuple(report.problems.items()),
        "choices": tuple((value, words, value == report.choice) for value, words in FeedbackReport.Choice.choices),
        "longest": LONGEST,
        "trap": asked.TRAP,
        "title": "Tell us what is wrong",
        "description": "Say what is wrong on a page of this reference. Nothing about you is asked or kept.",
        "canonical": reverse("feedback"),
        "crumbs": [("Tell us what is wrong", None)],
    }
    response = page(request, "feedback/page.html", context, status=status, is_indexed=False)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _named(about: About, snapshot: Catalogue) -> dict[str, Any]:
    """The page that is meant, by name and address; both empty for the site as a whole."""
    entry = snapshot.get(about.kind, about.key)
    if entry is None:
        return {"name": "", "url": ""}
    label = {"modifier": f"Modifier {entry.key}", "denial_code": denial_label(entry.key)}.get(about.kind)
    url = link_to(snapshot, about.kind, about.key)
    return {"name": f"{label or KINDS[about.kind]}: {entry.document.title}", "url": url}


def _to(name: str, about: About, **more: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"{reverse(name)}?{urlencode({**about.query(), **more})}".rstrip("?"))
    response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    return response


def _texts(given: QueryDict) -> Mapping[str, str]:
    """Parameter → its last value."""
    return {name: value for name, value in given.items() if isinstance(value, str)}
