"""All operations. A group of addresses is a router in a module of its own, named here once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationErrorContext

from . import changes, modifiers, pairs, questions, route, search, sources, subjects
from .parameters import bad_values, known_only

VERSION = "1.0.0"


class ReadingAPI(NinjaAPI):
    """Leaves every refusal to the door (:mod:`.answering`)."""

    def validation_error_from_error_contexts(self, error_contexts: Iterable[ValidationErrorContext[Any]]) -> NoReturn:
        """Refuse with what is wrong and what is allowed."""
        raise bad_values(error_contexts)


def _raised(request: HttpRequest, error: Exception | type[Exception]) -> NoReturn:
    raise error


def build() -> ReadingAPI:
    """The API with all its routers."""
    api = ReadingAPI(
        title="D3rx Modifiers",
        version=VERSION,
        description="CPT and HCPCS Level II modifiers: sourced statements as immutable editions, to read only.",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for kind in (Exception, HttpError):  # django-ninja answers the second itself unless it is told not to
        api.add_exception_handler(kind, _raised)
    api.add_decorator(known_only)
    for router in (
        modifiers.router,
        *subjects.routers(),
        questions.router,
        pairs.router,
        sources.router,
        changes.router,
        search.router,
        route.router,
    ):
        api.add_router("", router)
    return api


api = build()
