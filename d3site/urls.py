"""Addresses: health, metrics, the admin, the JSON API, and everything that readers see."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from modifiers.admin.sharing import shared_preview

from . import health, security_txt
from .watching import scrape

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", scrape.metrics, name="metrics"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("admin/bulk/", include("modifiers.admin.bulk_urls")),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", shared_preview, name="shared_preview"),
    path("", include("modifiers.api.urls")),
    path("", include("modifiers.pages.urls")),
]

handler400 = "d3site.errors.bad_request"
handler404 = "modifiers.pages.errors.not_found"
handler500 = "d3site.away.server_error"
