"""The addresses of bulk work, below ``/admin/bulk/``; every one of them behind the admin's door."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import path

from . import bulk, bulk_batches, bulk_links, bulk_sources


def _page(route: str, view: Any, name: str) -> Any:
    return path(route, admin.site.admin_view(view), name=name)


urlpatterns = [
    _page("tables/<slug:kind>/", bulk.table_import, "bulk_table_import"),
    _page("tables/<slug:kind>/export.<slug:form>", bulk.table_export, "bulk_table_export"),
    _page("documents/", bulk.documents_import, "bulk_documents"),
    _page("documents/<slug:state>.zip", bulk.documents_export, "bulk_documents_export"),
    _page("batches/", bulk_batches.batch_list, "bulk_batches"),
    _page("batches/<path:name>/", bulk_batches.batch, "bulk_batch"),
    _page("links/", bulk_links.broken_links, "bulk_links"),
    _page("sources/duplicates/", bulk_sources.source_duplicates, "bulk_source_duplicates"),
    _page("sources/<int:pk>/replace/", bulk_sources.source_replace, "bulk_source_replace"),
]
