"""Ask D3, the letter: the questions at ``/appeal/``, the letter at ``/appeal/sheet/``, as text and as a Word file.

The addresses hold codes, ticks and slugs. What names a patient is typed on the sheet alone, whose policy lets nothing
out (docs/adr/0019); the policies of these addresses are data in ``d3site/policy.py``. A letter is also answered to a
POST, whose body holds a worded argument and nothing else (:mod:`.appeal_worded`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from modifiers.appeals.argument import with_argument
from modifiers.appeals.collecting import Consulted
from modifiers.appeals.letter import Letter
from modifiers.appeals.text import as_text

from .answering import current, page
from .appeal_form import form_context
from .appeal_path import consulted_at, path_to
from .appeal_sheet import sheet_context
from .appeal_worded import unsealed

_letter = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A case, its letter if there is one to write, and whether a worded argument was posted that cannot be in it."""

    consulted: Consulted
    letter: Letter | None
    is_plain_instead: bool = False


@require_safe
def appeal(request: HttpRequest) -> HttpResponseBase:
    """The four steps, and above them whether a letter can win."""
    snapshot = current()
    context = form_context(consulted_at(request), snapshot)
    return page(request, "appeal/page.html", context, is_indexed=not request.GET)


# A letter is a function of its address and of words that we signed: a POST changes nothing, so nothing can be forged.
@csrf_exempt
@_letter
def appeal_sheet(request: HttpRequest) -> HttpResponseBase:
    """The letter as a sheet of paper; where there is none to write, back to the questions, which say why."""
    asked = _asked(request)
    if asked.letter is None:
        return _back(asked.consulted)
    context = sheet_context(asked.consulted, asked.letter, current(), is_plain_instead=asked.is_plain_instead)
    return page(request, "appeal/sheet.html", context, is_indexed=False)


@csrf_exempt
@_letter
def appeal_text(request: HttpRequest) -> HttpResponseBase:
    """The letter as plain text with marked blanks."""
    asked = _asked(request)
    if asked.letter is None:
        return _back(asked.consulted)
    return _file(as_text(asked.letter).encode(), "text/plain; charset=utf-8", _name(asked.consulted, "txt"))


@csrf_exempt
@_letter
def appeal_document(request: HttpRequest) -> HttpResponseBase:
    """The letter as a Word file with marked blanks."""
    asked = _asked(request)
    if asked.letter is None:
        return _back(asked.consulted)
    # Not before somebody wants one: the library is seven MiB of each process.
    from modifiers.appeals.word import CONTENT_TYPE, as_word

    return _file(as_word(asked.letter, timezone.localdate()), CONTENT_TYPE, _name(asked.consulted, "docx"))


def _asked(request: HttpRequest) -> Asked:
    """The letter that is asked for, with the argument that was posted, if it holds."""
    consulted = consulted_at(request)
    letter = consulted.letter()
    if letter is None or request.method != "POST":
        return Asked(consulted, letter)
    sentences = unsealed(_token(request), consulted.case, letter)
    return Asked(consulted, with_argument(letter, sentences), is_plain_instead=not sentences)


def _token(request: HttpRequest) -> str:
    """What was posted as a worded argument; no uploaded file is ever written to disk."""
    request.upload_handlers = []  # type: ignore[assignment]
    try:
        return str(request.POST.get("argument", ""))
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return ""


def _back(consulted: Consulted) -> HttpResponse:
    return HttpResponseRedirect(path_to("appeal", consulted.case))


def _name(consulted: Consulted, ending: str) -> str:
    """``appeal-97530-59.docx``: codes alone."""
    case = consulted.case
    return f"appeal-{case.procedures[0]}-{case.modifier}.{ending}".lower()


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
