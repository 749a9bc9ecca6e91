"""The ways into bulk work, from the lists that editors know."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from modifiers.bulk.resources import FORMATS, TABLES

from . import bulk


class BulkTools(admin.ModelAdmin[Any]):
    """A list that leads to the bulk work that its rows take part in."""

    change_list_template = "admin/bulk/list_tools.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with links beside its heading."""
        return super().changelist_view(request, {**(extra_context or {}), "bulk_tools": self.bulk_tools(request)})

    def bulk_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Label → address, for those who may."""
        tools = [("Documents", "bulk_documents")] if bulk.may_import_documents(request) else []
        tools += [("Batches", "bulk_batches")] if request.user.has_perm("modifiers.view_event") else []
        return [(label, reverse(name)) for label, name in tools]


class TableTools(BulkTools):
    """A list that also leads to its table: to download, and to import for those who may."""

    def bulk_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """As for every list, and the table."""
        kind = next(kind for kind, table in TABLES.items() if table._meta.model is self.model)
        tools = [(form.upper(), reverse("bulk_table_export", args=[kind, form])) for form in FORMATS]
        if bulk.may_write(request, kind):
            tools.append(("Import…", reverse("bulk_table_import", args=[kind])))
        return [*tools, *super().bulk_tools(request)]


class Downloads(BulkTools):
    """A list whose selection can be downloaded as document files."""

    @admin.action(description="Download working copies", permissions=["view"])
    def download_drafts(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """A zip of what the working copies say."""
        return bulk.zipped(request, "drafts", {queryset.model.kind: queryset})

    @admin.action(description="Download live documents", permissions=["view"])
    def download_live(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """A zip of what readers see."""
        return bulk.zipped(request, "live", {queryset.model.kind: queryset})
