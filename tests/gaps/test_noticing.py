"""What pages tell of: lists shown, searches without result, and pages opened from a list."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modifiers.catalogue import store
from modifiers.gaps import keeping
from modifiers.gaps.tally import Counts

HERE = "http://testserver"


@pytest.fixture(autouse=True)
def _nothing_counted():
    keeping.tally.take()
    yield
    keeping.tally.take()


def counted() -> dict[str, Counts]:
    return {words: counts for (words, _), counts in keeping.tally.take().counts.items()}


def open_from(client: Client, query: str, path: str = "/modifiers/59/", **headers: str) -> dict[str, Counts]:
    client.get(path, headers={"referer": f"{HERE}/search/{query}", **headers})
    return counted()


def test_a_list_is_shown(client, world):
    client.get("/search/", {"q": "Another site"})
    assert counted() == {"another site": Counts(shown=1)}


def test_a_search_finds_nothing(client, world):
    client.get("/search/", {"q": "botox migraine Jane Roe 555-12-3456"})
    assert counted() == {"botox migraine …": Counts(without_result=1)}


@pytest.mark.parametrize("typed", ["59", "mod xs", "CO-97", "", "   "])
def test_what_leads_straight_to_a_page_or_asks_nothing_is_not_counted(client, world, typed):
    client.get("/search/", {"q": typed})
    assert counted() == {}


def test_suggestions_are_not_counted(client, world):
    client.get("/search/suggest/", {"q": "another site"})
    assert counted() == {}


def test_somebody_goes_on_from_a_list(client, world):
    assert open_from(client, "?q=another+site") == {"another site": Counts(followed=1)}
    assert open_from(client, "?q=another+site", "/families/distinct-service/") == {"another site": Counts(followed=1)}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/modifiers/59/", {"referer": "https://elsewhere.example/search/?q=another+site"}),
        ("/modifiers/59/", {"referer": f"{HERE}/modifiers/?q=another+site"}),
        ("/modifiers/59/", {"referer": "http://[::1/search/?q=another"}),
        ("/modifiers/59/", {"referer": f"{HERE}/search/?{'&'.join('q' + str(n) + '=1' for n in range(50))}"}),
        ("/modifiers/59/", {"referer": f"{HERE}/search/"}),
        ("/modifiers/59/", {"referer": f"{HERE}/search/?q=another+site", "sec-fetch-dest": "empty"}),
        ("/modifiers/59/", {"referer": f"{HERE}/search/?q=another+site", "sec-purpose": "prefetch"}),
        ("/search/?q=zzyzx", {"referer": f"{HERE}/search/?q=another+site"}),
        ("/search/suggest/?q=an", {"referer": f"{HERE}/search/?q=another+site"}),
        ("/no-such-page/", {"referer": f"{HERE}/search/?q=another+site"}),
    ],
)
def test_what_is_no_click_on_a_result(client, world, path, headers):
    client.get(path, headers=headers)
    assert not any(counts.followed for counts in counted().values())


def test_a_head_request_is_no_click(client, world):
    client.head("/modifiers/59/", headers={"referer": f"{HERE}/search/?q=another+site"})
    assert counted() == {}


def test_counting_asks_the_database_for_nothing(client, world, django_assert_num_queries):
    client.get("/search/?q=another+site")
    store.invalidate()
    with django_assert_num_queries(1):
        client.get("/search/?q=another+site")
        client.get("/modifiers/59/", headers={"referer": f"{HERE}/search/?q=another+site"})


def test_readers_get_no_cookie_for_it(client, world):
    assert not client.get("/search/?q=another+site").cookies
    assert not client.get("/modifiers/59/", headers={"referer": f"{HERE}/search/?q=another+site"}).cookies


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_referer_is_read(world, text):
    answer = Client().get("/modifiers/59/", headers={"referer": f"{HERE}/search/?q={text}"})
    assert answer.status_code == 200
