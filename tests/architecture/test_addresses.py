"""Every named public address answers, with the headers of the policy, no cookie and no query of its own."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from d3site import policy
from modifiers.catalogue import store
from modifiers.models.edition import CatalogueVersion
from modifiers.pictures import keeping as pictures
from tests.factories import modifier_document, publish_document, publish_modifiers

# The arguments under which the factories' world answers; an address that is not listed takes none.
ARGUMENTS: dict[str, dict[str, object]] = {
    "modifier": {"code": "59"},
    "modifier_history": {"code": "59"},
    "modifier_edition": {"code": "59", "number": 1},
    "modifier_as_of_form": {"code": "59"},
    "modifier_as_of": {"code": "59", "on": timezone.localdate().isoformat()},
    "modifier_changes": {"code": "59", "old": 1, "new": 2},
    "family": {"key": "distinct-service"},
    "topic": {"key": "which-side"},
    "payer": {"key": "example-payer"},
    "setting": {"key": "dermatology"},
    "question": {"key": "which-side"},
    "source": {"key": "cms-one"},
    "comparison": {"key": "59-vs-xs"},
    "denial_code": {"key": "carc-97"},
    "page": {"key": "about"},
    "modifier_desk_card": {"code": "59"},
    "comparison_desk_card": {"key": "59-vs-xs"},
    "download": {"form": "json"},
    "api_modifier": {"code": "59"},
    "api_editions": {"code": "59"},
    "api_family": {"key": "distinct-service"},
    "api_topic": {"key": "which-side"},
    "api_payer": {"key": "example-payer"},
    "api_setting": {"key": "dermatology"},
    "api_question": {"key": "which-side"},
    "api_comparison": {"key": "59-vs-xs"},
    "api_source": {"key": "cms-one"},
    "api_denial_code": {"key": "carc-97"},
    "pair": {"slug": "20610-99213"},
    "procedure": {"code": "20610"},
    "api_pair": {"pair": "20610-99213"},
    "twin": {"path": "modifiers/59/"},
    "picture": {"name": "modifier-59-0123456789abcdef.png"},
    "index_now_key": {"key": settings.INDEXNOW_KEY},
}
# Addresses that lead elsewhere, as somebody types them.
TYPED = {
    "modifier_variant": "/Modifier-XS",
    "modifier_list_variant": "/m",
    "modifier_as_of_form": f"/modifiers/59/as-of/?on={timezone.localdate()}",
    "page_variant": "/about",
    "api_nothing": "/api/v1/modifiers/",
    "comparison_variant": "/compare/XS,59",
    "pair_variant": "/pairs/20610+99213",
    "ask_summary": "/ask/summary/",
    "appeal_argument": "/appeal/argument/",
}
# A letter that the factories' world can write.
LETTER = (
    "modifier=59&procedure=17110&denial=carc-97&payer=example-payer"
    "&shown=site-named&shown=time-named&shown=all.apart&anyway=yes"
)
# Addresses that answer to a question only.
ASKED = {
    "api_search": "/api/v1/search?q=59",
    "api_changes": "/api/v1/changes?since=2026-01-01",
    "appeal_sheet": f"/appeal/sheet/?{LETTER}",
    "appeal_text": f"/appeal/letter.txt?{LETTER}",
    "appeal_document": f"/appeal/letter.docx?{LETTER}",
}

# Addresses that read a body and answer POST alone: tests/api/test_route.py.
POSTED = {"api_route"}


def named() -> list[str]:
    from modifiers.api import urls as api
    from modifiers.pages import urls as pages

    found = (pattern.name for pattern in (*pages.urlpatterns, *api.urlpatterns) if pattern.name)
    return sorted(name for name in found if name not in POSTED)


def address(name: str) -> str:
    return TYPED.get(name) or ASKED.get(name) or reverse(name, kwargs=ARGUMENTS.get(name))


@pytest.fixture
def full_world(world):
    publish_document(modifier_document(summary="A second edition."))
    pictures.folder().mkdir(exist_ok=True)
    (pictures.folder() / "modifier-59-0123456789abcdef.png").write_bytes(b"A picture.")


@pytest.mark.parametrize("room", ["pages", "api"])
def test_every_address_has_a_name(room):
    assert all(pattern.name for pattern in get_resolver(f"modifiers.{room}.urls").url_patterns)


@pytest.mark.parametrize("name", named())
def test_answers(client, full_world, name):
    response = client.get(address(name))
    assert response.status_code in ((301, 302) if name in TYPED else (200,)), response.status_code
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    for header, value in policy.ISOLATION_HEADERS.items():
        assert response[header] == value
    sent = response["Content-Security-Policy"]
    expected = policy.CONTENT_SECURITY_POLICY["DIRECTIVES"] | policy.PRIVATE_PAGES.get(name, {})
    for directive, sources in expected.items():
        assert f"{directive} {' '.join(sources)}" in sent
    assert "unsafe" not in sent
    if name in policy.PRIVATE_PAGES:
        assert {header: response[header] for header in policy.PRIVATE_HEADERS} == policy.PRIVATE_HEADERS
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in response


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("name", named())
def test_no_query_but_the_version(client, full_world, django_assert_max_num_queries, name, count):
    publish_modifiers([f"A{n}" if n < 10 else f"B{n - 10}" for n in range(count)])
    client.get(address(name))
    store.invalidate()
    with django_assert_max_num_queries(1):
        client.get(address(name))


def test_every_private_page_has_an_address():
    assert policy.PRIVATE_PAGES.keys() <= set(named())


# Lookups in official tables, one for each table that an answer asks: edits, fee schedule, unit limits, add-on codes.
LOOKUPS = {
    "/pairs/": 0,
    "/pairs/20610-99213/?on=2026-08-01": 3,
    "/pairs/20610-99213-20611-45385-45378-97140-97530-36415-93000-11042-97597-11720/?on=2026-08-01": 3,
    "/pairs/99213/?on=2026-08-01": 2,  # counted by indicator, and a page of them
    "/codes/20610/": 8,  # fee schedule, add-on codes, limits and edits of two settings
    "/api/v1/pairs/20610-99213": 2,
    "/api/v1/search?q=20610+99213": 2,
    "/search/?q=20610+99213": 2,
    "/modifiers/59/": 0,
}


@pytest.mark.parametrize("path", LOOKUPS)
def test_a_table_is_asked_once_whatever_the_number_of_codes(client, tables, django_assert_max_num_queries, path):
    """Beside SQLite a release is a file of its own; on PostgreSQL each lookup is a query of the database."""
    client.get(path)
    store.invalidate()
    with django_assert_max_num_queries(1 + (LOOKUPS[path] if connection.vendor == "postgresql" else 0)):
        assert client.get(path).status_code == 200


def test_releases_are_asked_for_once_after_the_stamp_has_moved(client, tables):
    client.get("/pairs/")
    CatalogueVersion.move()
    store.invalidate()
    with CaptureQueriesContext(connection) as asked:
        client.get("/pairs/")
        client.get("/codes/20610/")
    assert sum('FROM "ncci_release"' in query["sql"] for query in asked) == 1


def test_gallery_is_for_development_and_tests():
    assert settings.GALLERY
    from d3site import settings as site

    assert site.env.bool("D3_GALLERY") is True
