"""``/appeal/argument/``: the argument of a letter, worded by the operator's language model because a reader asked.

The address holds what every address of the letter holds, codes and ticks, and the model gets the published statements
of that letter and nothing else. A script gets the sentences as they come, one JSON object a line, as on
``/ask/summary/``; the last line says how it ended and bears the signed argument. Without a script the answer is a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.views.decorators.csrf import csrf_exempt

from modifiers import wording
from modifiers.appeals.collecting import Consulted
from modifiers.appeals.letter import Letter

from .answering import current, page
from .appeal_path import consulted_at, path_to
from .appeal_worded import given, numbers, sealed, worded_view
from .ask_summary import OWN

_STREAM = "application/x-ndjson"


# It changes nothing and knows nobody, so there is nothing to forge; but it costs the operator a call, so pages of
# other sites may not ask.
@csrf_exempt
def appeal_argument(request: HttpRequest) -> HttpResponseBase:
    """The worded argument; whoever only opens the address, or has no letter to write, is led to the questions."""
    consulted = consulted_at(request).anyway()
    letter = consulted.letter()
    if request.method != "POST" or letter is None or not wording.is_configured():
        return HttpResponseRedirect(path_to("appeal", consulted.case))
    if request.headers.get("Sec-Fetch-Site", "") not in OWN:
        return HttpResponseForbidden("Only the page /appeal/ may ask for this.", content_type="text/plain")
    if _STREAM not in request.headers.get("Accept", ""):
        return _page(request, consulted, letter)
    response = StreamingHttpResponse(_lines(consulted, letter), content_type=_STREAM)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, consulted: Consulted, letter: Letter) -> HttpResponse:
    """The whole answer at once: a browser without our script waits for it, as long as a model may take."""
    found = wording.summarise(given(letter), "letter")
    context = {
        "title": "Ask D3: the argument of the letter",
        "description": "",
        "canonical": "",
        "crumbs": [("Ask D3: the letter", path_to("appeal", consulted.case)), ("The argument", None)],
        "worded": worded_view(consulted, letter, current(), found, is_asked=True),
        "questions": path_to("appeal", consulted.case),
        "headline": consulted.advice.headline,
    }
    return page(request, "appeal/argument.html", context, is_indexed=False)


def _lines(consulted: Consulted, letter: Letter) -> Iterator[bytes]:
    found: list[wording.Sentence] = []
    with closing(wording.sentences(given(letter), "letter")) as coming:
        for each in coming:
            line: dict[str, object] = {"end": each} if each else {}
            if isinstance(each, wording.Sentence):
                found.append(each)
                line = {"text": each.text, "numbers": numbers(each)}
            elif each == "done":
                line["token"] = sealed(consulted.case, letter, found)
            yield json.dumps(line).encode() + b"\n"
