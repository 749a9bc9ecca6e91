"""``/api/v1/docs``: the API for people, written from its own description in the site's layout.

The pages that django-ninja brings (Swagger UI, Redoc) are applications of a megabyte and more. They write styles and
``data:`` images that our content-security policy refuses, show nothing without JavaScript, and are not ours to make
accessible. This page needs none of that, and says the same.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from modifiers.pages.answering import page, public

from .addresses import ROOT
from .openapi import description
from .problems import KINDS


@public
def docs(request: HttpRequest) -> HttpResponseBase:
    """Every operation with its parameters and an example, and every kind of problem."""
    context = {
        "title": "The JSON API",
        "description": "Modifiers, denial codes and payers as JSON, to read only: addresses, parameters, examples.",
        "groups": _groups(),
        "problems": sorted(KINDS.items()),
        "root": ROOT,
        "crumbs": [("JSON API", None)],
    }
    return page(request, "api_docs/page.html", context, is_indexed=False)


@cache
def _groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """(tag, its operations) in the order of the description."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_shown(method.upper(), path, operation))
    return list(groups.items())


def _shown(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = sorted(operation["parameters"], key=lambda parameter: parameter["in"])  # path before query
    posted = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = operation["responses"]["200"]["content"]["application/json"].get("example")
    return {
        "id": f"op-{operation['operationId'].replace('_', '-')}",
        "method": method,
        "path": path,
        "description": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in (*parameters, *_members(posted))],
        "posted": json.dumps(posted["example"], indent=2) if posted else "",
        "example": json.dumps(example, indent=2, ensure_ascii=False) if example else "",
    }


def _members(posted: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of a body as parameters are told."""
    if not posted:
        return []
    name = posted["schema"]["$ref"].rpartition("/")[2]
    members = description()["components"]["schemas"][name]["properties"]
    return [{"name": key, "description": each.get("description", ""), "schema": each} for key, each in members.items()]


def _parameter(parameter: dict[str, Any]) -> dict[str, str]:
    default = parameter["schema"].get("default")
    return {
        "name": parameter["name"],
        "description": parameter.get("description", "").replace("`", ""),
        "default": "" if default is None else str(default),
    }
