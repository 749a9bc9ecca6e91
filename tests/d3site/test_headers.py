"""Every answer bears the policy, whatever its status and whoever makes it."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from d3site import policy
from d3site.limits import LIMITS, with_own
from modifiers.catalogue import CatalogueUnavailable
from modifiers.models import PreviewLink
from tests.architecture.test_constraints import preview_link

STATUSES = {
    "page": ("get", "/modifiers/59/", 200),
    "head": ("head", "/modifiers/59/", 200),
    "preflight": ("options", "/api/v1/modifiers/59", 204),
    "merged spelling": ("get", "/Modifier-XS", 301),
    "sign-in": ("get", "/admin/", 302),
    "not modified": ("get", "/modifiers/59/", 304),
    "foreign host": ("get", "/modifiers/59/", 400),
    "foreign host of a file": ("get", "/static/css/site.css", 400),
    "forged": ("post", "/admin/login/", 403),
    "nowhere": ("get", "/nowhere/at/all/", 404),
    "nowhere in the api": ("get", "/api/v1/nowhere", 404),
    "metrics without a token": ("get", "/metrics", 404),
    "a file that is not there": ("get", "/static/css/none.css", 404),
    "read only": ("post", "/livez", 405),
    "read only page": ("put", "/modifiers/59/", 405),
    "withdrawn": ("get", "/preview/ended/", 410),
    "precondition": ("get", "/api/v1/modifiers/59", 412),
    "too much": ("post", "/admin/login/", 413),
    "too often": ("get", "/search/?q=bilateral", 429),
    "our error": ("get", "/", 500),
    "our error in the api": ("get", "/api/v1/modifiers", 500),
    "no database": ("get", "/modifiers/59/", 503),
    "file": ("get", "/static/css/site.css", 200),
    "alive": ("get", "/livez", 200),
    "admin": ("get", "/admin/login/", 200),
}


@pytest.fixture
def https(settings) -> None:
    settings.SECURE_HSTS_SECONDS = policy.HSTS_SECONDS
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def ask(name: str, settings):
    """The answer of one row, with what makes it so."""
    method, path, _ = STATUSES[name]
    client = Client(raise_request_exception=False, enforce_csrf_checks=name == "forged")
    sent, headers, patches = {}, {}, []
    match name:
        case "not modified":
            headers["if-none-match"] = client.get(path, secure=True)["ETag"]
        case "foreign host" | "foreign host of a file":
            headers["host"] = "evil.example"
        case "withdrawn":
            long_ago = timezone.now() - timedelta(days=9)
            link = preview_link(kind="modifier", key="59")
            PreviewLink.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=1))
            path = f"/preview/{link.token}/"
        case "precondition":
            headers["if-match"] = '"other"'
        case "too much":
            settings.DATA_UPLOAD_MAX_MEMORY_SIZE, sent = 10, {"username": "x" * 50}
        case "too often":
            settings.LIMITS = with_own(LIMITS, {"search": 1})
            client.get(path, secure=True)
        case "our error":
            patches = [mock.patch("modifiers.pages.home.current", side_effect=ZeroDivisionError)]
        case "our error in the api":
            patches = [mock.patch("modifiers.api.modifiers.current", side_effect=ZeroDivisionError)]
        case "no database":
            patches = [mock.patch("modifiers.catalogue.Store.snapshot", side_effect=CatalogueUnavailable)]
    for each in patches:
        each.start()
    try:
        return getattr(client, method)(path, sent, headers=headers, secure=True)
    finally:
        for each in patches:
            each.stop()


def test_every_status_bears_the_policy(world, https, settings):
    cache.clear()
    for name, (_, path, status) in STATUSES.items():
        response = ask(name, settings)
        if response.streaming:
            response.getvalue()  # a file, which is closed when it has been read
        assert response.status_code == status, name
        for header, value in policy.HEADERS.items():
            assert response.get(header) == value, f"{header} of {name}"
        assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", name
        assert response["Referrer-Policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer"), name
        sent = response["Content-Security-Policy"]
        assert "default-src 'none'" in sent and "frame-ancestors 'none'" in sent and "unsafe" not in sent, name
        assert "geolocation=()" in response["Permissions-Policy"], name
        assert response["X-Request-ID"], name
        if not path.startswith("/admin/"):
            assert not response.cookies, name
    cache.clear()


def test_no_promise_of_https_where_there_is_none(client, world):
    assert "Strict-Transport-Security" not in client.get("/modifiers/59/")
