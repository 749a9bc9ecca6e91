"""Addresses: health, the admin, the JSON API, and everything that readers see."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from modifiers.admin.sharing import shared_preview

from . import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/bulk/", include("modifiers.admin.bulk_urls")),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", shared_preview, name="shared_preview"),
    path("", include("modifiers.api.urls")),
    path("", include("modifiers.pages.urls")),
]

handler404 = "modifiers.pages.errors.not_found"
handler500 = "d3site.away.server_error"
