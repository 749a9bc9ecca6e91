"""Refusals as problem details (RFC 9457): what went wrong, in a sentence, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from pydantic import BaseModel, ConfigDict, Field

from modifiers.pages.addresses import absolute

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal. ``slug`` is its anchor on the page of the API; ``meaning`` tells when it is given."""

    slug: str
    title: str
    meaning: str


KINDS: dict[int, Kind] = {
    400: Kind(
        "bad-query",
        "The query string or the body cannot be used",
        "A parameter that this address does not know, or one that is given twice. The answer names those it knows. "
        "Or a body that is no JSON object.",
    ),
    404: Kind(
        "not-found", "There is nothing at this address", "An address or a code that we do not have, or not on that day."
    ),
    405: Kind(
        "read-only",
        "The API is to read only",
        "Any method but GET, HEAD and OPTIONS; at the one address that reads a body, any but POST and OPTIONS.",
    ),
    410: Kind("withdrawn", "This was withdrawn", "A subject that was published once and has been taken back."),
    412: Kind(
        "precondition-failed", "The answer is not the one that was asked for", "If-Match or If-Unmodified-Since failed."
    ),
    413: Kind("too-long", "The body is too long", "More than 1,000,000 bytes were posted."),
    422: Kind(
        "bad-value",
        "A parameter has a value that is not allowed",
        "The answer lists each such parameter with what is wrong and what is allowed.",
    ),
    429: Kind(
        "too-many",
        "Too many requests",
        "Search and the router are limited for each address; the rest is not. Retry-After says how long to wait.",
    ),
    503: Kind(
        "unavailable", "The reference cannot be read now", "The database is away. Retry-After says when to try again."
    ),
}


class Wrong(BaseModel):
    """One parameter that cannot be used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameter: str
    detail: str = Field(description="What is wrong with it.")
    allowed: str = Field(description="What is allowed.")


class Problem(BaseModel):
    """Why there is no answer (RFC 9457). ``errors`` is given for parameters only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="The address at which this kind of problem is explained.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for, without its query.")
    errors: tuple[Wrong, ...] = ()


class Refusal(Exception):
    """Raised by an operation that cannot answer; the door turns it into a response."""

    def __init__(self, status: int, detail: str, *wrong: Wrong) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.wrong = wrong


class Moved(Exception):
    """Raised where a subject was merged into another; ``path`` is where that one answers."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def problem_type(status: int) -> str:
    """The address that names and explains a kind of problem."""
    return absolute(f"/api/v1/docs#{KINDS[status].slug}")


def problem(instance: str, status: int, detail: str, wrong: tuple[Wrong, ...] = ()) -> Problem:
    """The problem itself, for an answer or for an example."""
    kind = KINDS[status]
    return Problem(
        type=problem_type(status), title=kind.title, status=status, detail=detail, instance=instance, errors=wrong
    )


def refused(request: HttpRequest, status: int, detail: str, wrong: tuple[Wrong, ...] = ()) -> HttpResponse:
    """The response that tells a problem. Its ``instance`` leaves out the query, which may hold anything."""
    told = problem(escape_uri_path(request.path), status, detail, wrong)
    headers: dict[str, Any] = {"X-Robots-Tag": "noindex"}
    if status == 503:
        headers |= {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
    body = told.model_dump_json(exclude_defaults=True)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)
