"""``/ask/summary/``: an answer in short, worded by the operator's language model, sentence by sentence.

What is posted are the ids of published statements and the kind of the question; no word that a reader typed. The
answer is one JSON object a line: a sentence with the numbers of the statements it rests on, an empty object as a sign
of life, and last how it ended. Anything but ``done`` at the end tells the page to take back what came before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseRedirect,
    StreamingHttpResponse,
    UnreadablePostError,
)
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from modifiers import asking, wording
from modifiers.asking.statements import Quotable
from modifiers.catalogue import Catalogue
from modifiers.documents.links import LinkError, plain

from .answering import current
from .words import STANCES

OWN = ("same-origin", "none", "")
"""What a browser says of a request that one of our own pages makes, or a person; older ones say nothing."""


# It changes nothing and knows nobody, so there is nothing to forge; but it costs the operator a call, so pages of
# other sites may not ask.
@csrf_exempt
def ask_summary(request: HttpRequest) -> HttpResponseBase:
    """Sentences as they come; who opens the address is led to the question."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("ask"))
    if request.headers.get("Sec-Fetch-Site", "") not in OWN:
        return HttpResponseForbidden("Only the page /ask/ may ask for this.", content_type="text/plain")
    request.upload_handlers = []  # type: ignore[assignment]
    try:
        ids = [id_[:200] for id_ in request.POST.getlist("statement")[: wording.MOST_GIVEN]]
        wants = request.POST.getlist("want")[:3]
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        ids, wants = [], []
    response = StreamingHttpResponse(_lines(given(current(), ids), wants), content_type="application/x-ndjson")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def given(snapshot: Catalogue, ids: list[str]) -> list[wording.Given]:
    """The statements that the ids name, each with its place among them as its key; unknown ones are left out."""
    found = []
    for number, id_ in enumerate(ids, start=1):
        if (named := asking.statement(snapshot, id_)) is not None:
            quotable, subject = named
            found.append(wording.Given(f"s{number}", _told(snapshot, quotable), subject.codes))
    return found


def _told(snapshot: Catalogue, quotable: Quotable) -> str:
    """A statement with what stands in front of it, but for wrong advice: a model might repeat it."""
    before = quotable.before if quotable.part != "misconceptions" else ""
    if quotable.payer and (entry := snapshot.get("payer", quotable.payer)):
        before = f"{entry.document.title}: {STANCES[quotable.stance]}"
    try:
        text = plain(quotable.text)
    except LinkError:
        text = quotable.text
    return f"{before}. {text}" if before else text


def _lines(told: list[wording.Given], wants: list[str]) -> Iterator[bytes]:
    with closing(wording.sentences(told, "answer", wants)) as coming:
        for each in coming:
            if isinstance(each, wording.Sentence):
                line: dict[str, object] = {"text": each.text, "numbers": [int(key[1:]) for key in each.keys]}
            else:
                line = {"end": each} if each else {}
            yield json.dumps(line).encode() + b"\n"
