"""Where a request led, in words of ours: the name of a route, and its path only where it can hold nothing typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

KEY = "d3.route"
"""Where the name of the route stands in the WSGI environment, once it is known."""

NONE = "none"
"""The route of what is no address of ours."""

STATIC = "static"

PATHS_TOLD = frozenset(
    {
        STATIC,
        "home",
        "modifier",
        "modifier_list",
        "modifier_history",
        "modifier_edition",
        "modifier_changes",
        "comparison_list",
        "family",
        "family_list",
        "topic",
        "topic_list",
        "payer",
        "payer_list",
        "question",
        "question_list",
        "setting",
        "setting_list",
        "source",
        "source_list",
        "denial_code",
        "page",
        "updates",
        "updates_feed",
        "sitemap",
        "robots",
        "opensearch",
        "livez",
        "readyz",
        "api_docs",
        "api_openapi",
        "api_modifier",
        "api_denial_code",
    }
)
"""Routes whose path is told in the access log where they answered with a page: then every piece of it is a key of ours.
Of all others the name of the route is told alone. A path that leads nowhere is what somebody typed."""

_ANSWERED = (200, 304)


def route_of(request: HttpRequest) -> str:
    """The name of the address that a request was led to, with its namespace; "none" if it was led nowhere.

    What has no name is Django's: it leads on to the sign-in, or to the address with a slash at its end.
    """
    match = request.resolver_match
    return str(match.view_name) if match and match.url_name else NONE


def keep(request: HttpRequest, static_url: str) -> str:
    """Find the route of an answered request, and put it where the server's log finds it."""
    route = STATIC if request.path_info.startswith(static_url) else route_of(request)
    request.META[KEY] = route
    return route


def told_path(environ: Mapping[str, Any], route: str, status: int) -> str | None:
    """The path for a log, or None where it may hold what somebody typed."""
    if route not in PATHS_TOLD or status not in _ANSWERED:
        return None
    return str(environ.get("PATH_INFO", ""))
