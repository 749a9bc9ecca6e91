"""How often one address may ask for what costs much, as data. Reading pages is never limited.

A limit is a number of requests in a sliding window: those of the window under way, and of the one before it the share
that still counts. :mod:`d3site.limiting` counts; nothing here knows a clock, a cache or an address.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

ANY = frozenset({"GET", "HEAD", "POST"})
POST = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds for one address, over all routes of the limit together.

    Attributes:
        name: as in ``D3_LIMITS`` and in the metrics.
        most: requests in one window; 0: no limit.
        seconds: the window.
        routes: names of views, with their namespace.
        methods: what counts. A page that is only opened does not count where it is what is sent that costs.
        why: what it protects.
    """

    name: str
    most: int
    seconds: int
    routes: frozenset[str]
    methods: frozenset[str]
    why: str


LIMITS: tuple[Limit, ...] = (
    Limit("search", 120, 60, frozenset({"search", "api_search"}), ANY, "Searching costs more than a page."),
    Limit("suggest", 600, 60, frozenset({"suggest"}), ANY, "One request for each pause in typing."),
    Limit("ask", 60, 60, frozenset({"ask"}), POST, "A question reads many statements."),
    Limit("router", 60, 60, frozenset({"denial_list", "appeal"}), POST, "What is pasted is read whole."),
    Limit("api-post", 120, 60, frozenset({"api_route"}), POST, "The same, for software."),
    Limit("model", 10, 60, frozenset({"ask_summary", "appeal_argument"}), POST, "The operator pays for each call."),
    Limit("feedback", 30, 600, frozenset({"feedback"}), POST, "Each is read by a person."),
    Limit(
        "sign-in",
        30,
        300,
        frozenset(
            {
                "admin:login",
                "admin:second_factor",
                "admin:enrol",
                "admin:passkey_question",
                "admin:second_factor_page",
                "admin:passkey_new",
            }
        ),
        POST,
        "Passwords and codes that are tried; a name is paused much earlier (docs/accounts.md).",
    ),
)
"""Meant for an office of many people behind one address; a script that hurries meets them."""


def with_own(limits: Iterable[Limit], own: Mapping[str, int]) -> tuple[Limit, ...]:
    """The limits with the operator's numbers.

    Args:
        limits: the table.
        own: name of a limit → requests in its window; 0 lifts it.

    Raises:
        ValueError: for a name that is no limit's, or a number below 0.
    """
    limits = tuple(limits)
    known = {limit.name for limit in limits}
    for name, most in own.items():
        if name not in known or most < 0:
            raise ValueError(f"D3_LIMITS: {name}={most}; names are {', '.join(sorted(known))}, numbers 0 or more")
    return tuple(replace(limit, most=own.get(limit.name, limit.most)) for limit in limits)


def weighed(before: int, counted: int, elapsed: float, seconds: int) -> float:
    """How many requests count: those of this window, and of the one before the share of it that is not yet over."""
    return round(counted + before * (1 - elapsed / seconds), 9)


def wait(before: int, counted: int, elapsed: float, limit: Limit) -> int:
    """Whole seconds after which one more request passes, if none comes meanwhile.

    Args:
        before: how many passed in the window before.
        counted: how many have passed in this one.
        elapsed: seconds of this window that are over.
    """
    room = limit.most - 1
    if counted <= room and before:
        # In this window: when enough of the one before has gone.
        return max(1, math.ceil(limit.seconds * (1 - (room - counted) / before) - elapsed))
    # In the next: when enough of this one has gone.
    share = max(0.0, 1 - room / counted) if counted else 0.0
    return max(1, math.ceil(limit.seconds - elapsed + limit.seconds * share))
