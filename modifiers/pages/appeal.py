"""Ask D3, the letter: the questions at ``/appeal/``, the letter at ``/appeal/sheet/``, as text and as a Word file.

The addresses hold codes, ticks and slugs. What names a patient is typed on the sheet alone, whose policy lets nothing
out (docs/adr/0019); the policies of these addresses are data in ``d3site/policy.py``.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from modifiers.appeals import questions
from modifiers.appeals.collecting import Consulted, consult
from modifiers.appeals.letter import Letter
from modifiers.appeals.text import as_text
from modifiers.appeals.word import CONTENT_TYPE, as_word

from .answering import current, page
from .appeal_form import form_context
from .appeal_path import path_to
from .appeal_sheet import sheet_context


@require_safe
def appeal(request: HttpRequest) -> HttpResponseBase:
    """The four steps, and above them whether a letter can win."""
    snapshot = current()
    context = form_context(_consulted(request), snapshot)
    return page(request, "appeal/page.html", context, is_indexed=not request.GET)


@require_safe
def appeal_sheet(request: HttpRequest) -> HttpResponseBase:
    """The letter as a sheet of paper; where there is none to write, back to the questions, which say why."""
    consulted = _consulted(request)
    letter = consulted.letter()
    if letter is None:
        return _back(consulted)
    return page(request, "appeal/sheet.html", sheet_context(consulted, letter, current()), is_indexed=False)


@require_safe
def appeal_text(request: HttpRequest) -> HttpResponseBase:
    """The letter as plain text with marked blanks."""
    consulted = _consulted(request)
    letter = consulted.letter()
    if letter is None:
        return _back(consulted)
    return _file(as_text(letter).encode(), "text/plain; charset=utf-8", _name(consulted, letter, "txt"))


@require_safe
def appeal_document(request: HttpRequest) -> HttpResponseBase:
    """The letter as a Word file with marked blanks."""
    consulted = _consulted(request)
    letter = consulted.letter()
    if letter is None:
        return _back(consulted)
    return _file(as_word(letter, timezone.localdate()), CONTENT_TYPE, _name(consulted, letter, "docx"))


def _consulted(request: HttpRequest) -> Consulted:
    given = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    return consult(questions.read(given), current(), timezone.localdate())


def _back(consulted: Consulted) -> HttpResponse:
    return HttpResponseRedirect(path_to("appeal", consulted.case))


def _name(consulted: Consulted, letter: Letter, ending: str) -> str:
    """``appeal-97530-59.docx``: codes alone."""
    case = consulted.case
    return f"appeal-{case.procedures[0]}-{case.modifier}.{ending}".lower()


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
