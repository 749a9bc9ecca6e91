"""The quarterly HCPCS update as editors find it: the files, the official rows, and what each file changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from modifiers.models import Event, HcpcsFile, HcpcsRecord, Modifier

from .edition import ReadOnly

_REWORDED = "reworded"
_FILES_SHOWN = 8


class HcpcsFilter(admin.SimpleListFilter):
    """Narrows the modifiers to those that one file changed, or whose official wording was changed since our review."""

    title = "HCPCS update"
    parameter_name = "hcpcs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The wording, and the last files; an older one stays if it was asked for."""
        files = list(HcpcsFile.objects.order_by("-imported_at").values_list("batch", "quarter", "name"))
        shown = [(batch, f"{quarter}: {name}") for batch, quarter, name in files]
        kept = [pair for n, pair in enumerate(shown) if n < _FILES_SHOWN or pair[0] == self.value()]
        return ((_REWORDED, "Wording changed since our review"), *kept) if kept else ()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Modifiers of the chosen batch."""
        value = self.value()
        if value is None:
            return queryset
        if value == _REWORDED:
            # A review on the day of the change may have come before it.
            changed = HcpcsRecord.objects.filter(code=OuterRef("code"), reworded_on__isnull=False)
            return queryset.filter(
                Exists(changed.filter(reworded_on__gte=OuterRef("reviewed_on")))
                | Q(Exists(changed), reviewed_on__isnull=True)
            )
        keys = Event.objects.filter(kind=Modifier.kind, batch=value).values("key")
        return queryset.filter(code__in=keys)


@admin.register(HcpcsFile)
class HcpcsFileAdmin(ReadOnly):
    """The files that were imported, each with the way to what it changed."""

    list_display = ("quarter", "name", "told", "modifier_count", "imported_at", "imported_by", "changed", "events")
    list_display_links = ("quarter", "name")
    list_select_related = ("imported_by",)
    search_fields = ("name", "member", "sha256", "note")

    @admin.display(description="changed")
    def changed(self, file: HcpcsFile) -> str:
        """To the modifiers that this file changed."""
        url = reverse(f"{self.admin_site.name}:modifiers_modifier_changelist")
        return format_html('<a href="{}?{}">Modifiers</a>', url, urlencode({"hcpcs": file.batch}))

    @admin.display(description="what was done")
    def events(self, file: HcpcsFile) -> str:
        """To everything that this import touched, with its differences and the way on to publishing."""
        return format_html('<a href="{}">Batch</a>', reverse("bulk_batch", args=[file.batch]))


@admin.register(HcpcsRecord)
class HcpcsRecordAdmin(ReadOnly):
    """The official rows as last imported, with the wording before the last change."""

    list_display = ("code", "short_descriptor", "added_on", "ended_on", "reworded_on", "file")
    list_select_related = ("file",)
    list_filter = ("reworded_on", "ended_on")
    search_fields = ("code", "short_descriptor", "long_descriptor")
