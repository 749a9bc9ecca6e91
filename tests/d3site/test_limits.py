"""The limits as data: the wait that is told is enough and not much more, and the operator's numbers are checked."""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from d3site.limits import LIMITS, POST, Limit, wait, weighed, with_own

LATER = {"feedback"}
"""Routes of a limit that are added with their page."""


def passes(before: int, counted: int, at: float, limit: Limit) -> bool:
    """Whether one more request passes ``at`` seconds after the window began."""
    windows, elapsed = divmod(at, limit.seconds)
    if windows == 1:
        before, counted = counted, 0
    elif windows > 1:
        before = counted = 0
    return weighed(before, counted + 1, elapsed, limit.seconds) <= limit.most


@given(
    most=st.integers(1, 500),
    seconds=st.integers(1, 600),
    before=st.integers(0, 500),
    counted=st.integers(0, 500),
    share=st.floats(0, 0.999),
)
def test_who_waits_as_long_as_told_passes_and_not_much_earlier(most, seconds, before, counted, share):
    limit = Limit("x", most, seconds, frozenset(), POST, "")
    before, counted, elapsed = min(before, most), min(counted, most), share * seconds
    if passes(before, counted, elapsed, limit):
        return
    told = wait(before, counted, elapsed, limit)
    assert 1 <= told <= 2 * seconds
    assert passes(before, counted, elapsed + told, limit)
    assert told == 1 or not passes(before, counted, elapsed + told - 1 - 1e-6, limit)


def test_own_numbers_are_taken_or_refused_with_the_names():
    own = {limit.name: limit.most for limit in with_own(LIMITS, {"search": 7, "ask": 0})}
    assert (own["search"], own["ask"], own["suggest"]) == (7, 0, 600)
    for wrong in ({"serach": 7}, {"search": -1}):
        with pytest.raises(ValueError, match="names are api-post, ask"):
            with_own(LIMITS, wrong)


def test_every_limited_route_exists_once_and_no_page_is_among_them():
    routes = [route for limit in LIMITS for route in limit.routes]
    assert len(routes) == len(set(routes))
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    names |= {f"admin:{name}" for name in resolver.namespace_dict["admin"][1].reverse_dict if isinstance(name, str)}
    assert set(routes) - LATER <= names
    assert not {"home", "modifier", "modifier_list", "page", "pair", "static", "api_modifier"} & set(routes)
