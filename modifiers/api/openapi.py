"""``/api/v1/openapi.json``: the description of the API, the same bytes whenever the code is the same."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from .addresses import ROOT
from .answering import CACHE_CONTROL
from .examples import ASKED, EXAMPLES, ORIGIN
from .problems import CONTENT_TYPE, KINDS, Problem, Wrong
from .routers import api

_DETAILS = {
    400: "familly: There is no such parameter here. Known here: limit, after.",
    404: "There is no modifier “ZZ”.",
    405: "Ask with GET, HEAD, OPTIONS. Nothing here can be changed.",
    410: "The modifier “XS” was withdrawn on 2026-11-23: The dates were wrong.",
    413: "At most 1,000,000 bytes are read. Post fewer lines.",
    412: "The answer has another ETag or is newer. Ask again without the condition.",
    422: "limit: Input should be less than or equal to 100.",
    429: "Too many requests from your address. Wait 12 seconds, then try again.",
    503: "The database cannot be reached. Try again in half a minute.",
}
_WRONG = {
    400: Wrong(parameter="familly", detail="There is no such parameter here.", allowed="limit, after"),
    422: Wrong(
        parameter="limit",
        detail="Input should be less than or equal to 100.",
        allowed="How many items at most: 1 to 100.",
    ),
}
_HEADERS = {
    "ETag": {"description": "Of these bytes. Send it back as If-None-Match to get 304.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "Since when it is so.", "schema": {"type": "string"}},
    "Cache-Control": {"schema": {"type": "string"}, "example": CACHE_CONTROL},
}


def openapi(request: HttpRequest) -> HttpResponse:
    """The description, OpenAPI 3.1."""
    return HttpResponse(text(), content_type="application/json")


@cache
def text() -> str:
    """The description as JSON."""
    return json.dumps(description(), ensure_ascii=False, separators=(",", ":"))


@cache
def description() -> dict[str, Any]:
    """What django-ninja knows of the operations, with an example of each answer and every refusal."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    found["servers"] = [{"url": "/", "description": "This host. HEAD answers wherever GET does."}]
    schemas = found["components"]["schemas"]
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**shape.pop("$defs"), "Problem": shape}
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    found["components"]["responses"] = {KINDS[status].slug: _refusal(status) for status in KINDS}
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _complete(operation, reads_body=method == "post")
    return found


def _complete(operation: dict[str, Any], *, reads_body: bool) -> None:
    answers: dict[Any, Any] = {str(status): answer for status, answer in operation["responses"].items()}
    if reads_body:
        operation["requestBody"]["content"]["application/json"]["example"] = ASKED[operation["operationId"]]
    else:
        answers["200"]["headers"] = _HEADERS
        answers["304"] = {"description": "Not modified: what you have is what there is."}
    if example := EXAMPLES.get(operation["operationId"]):
        answers["200"]["content"]["application/json"]["example"] = example
    for status in (400, 405, 413, 422, 429, 503) if reads_body else _refusals(operation):
        answers[str(status)] = {"$ref": f"#/components/responses/{KINDS[status].slug}"}
    if _is_one(operation):
        answers["301"] = {"description": "Merged into another subject, which is at Location."}
    operation["responses"] = dict(sorted(answers.items()))


def _is_one(operation: dict[str, Any]) -> bool:
    return any(parameter["in"] == "path" for parameter in operation["parameters"])


def _refusals(operation: dict[str, Any]) -> list[int]:
    asks = any(parameter["in"] == "query" for parameter in operation["parameters"])
    limited = [429] if operation["operationId"] == "search" else []
    return [400, 405, 412, 503, *([404, 410] if _is_one(operation) else []), *([422] if asks else []), *limited]


def _refusal(status: int) -> dict[str, Any]:
    kind = KINDS[status]
    wrong = [_WRONG[status].model_dump()] if status in _WRONG else []
    example = {
        "type": f"{ORIGIN}{ROOT}/docs#{kind.slug}",
        "title": kind.title,
        "status": status,
        "detail": _DETAILS[status],
        "instance": f"{ROOT}/modifiers",
        **({"errors": wrong} if wrong else {}),
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": kind.meaning, "content": {CONTENT_TYPE: content}}
