"""The tables that can be written out and read in: their columns, one class each.

The columns are those of the document without its lists, and without the review: only a review moves its dates.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from import_export import fields, resources, widgets
from import_export.formats import base_formats

from modifiers.cells import neutral, shown
from modifiers.models import DenialCode, Payer, Source

from .plan import SOURCE


class _Cell(widgets.Widget):
    """A value as a cell shows it, safe to open."""

    def __init__(self, **_: Any) -> None:
        super().__init__()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The text of the cell; lists as keys with spaces between."""
        if hasattr(value, "all"):
            value = sorted(one.key for one in value.all())
        return neutral(shown(value))


class _Table(resources.ModelResource):
    """A resource whose cells are safe and whose columns are called as the document's fields."""

    @classmethod
    def widget_from_django_field(cls, f: Any, default: Any = widgets.Widget) -> Any:
        """One way to write cells for all columns."""
        return _Cell

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The names of the columns in order, the key first."""
        return tuple(cls._meta.fields)


class SourceTable(_Table):
    """All of a source."""

    class Meta:
        model = Source
        fields = ("key", "title", "publisher", "kind", "url", "section", "document_date", "checked_on", "note")


class PayerTable(_Table):
    """A payer without its statements and time limits."""

    identity_sources = fields.Field(attribute="identity_sources", column_name="identity_sources", widget=_Cell())

    class Meta:
        model = Payer
        fields = ("slug", "name", "summary", "payer_kind", "is_general", "identity_sources")


class DenialCodeTable(_Table):
    """A denial code without its statements."""

    identity_sources = fields.Field(attribute="identity_sources", column_name="identity_sources", widget=_Cell())
    often_with = fields.Field(attribute="often_with", column_name="often_with", widget=_Cell())

    class Meta:
        model = DenialCode
        fields = (
            "code",
            "name",
            "can_appeal",
            "road",
            "road_elsewhere",
            "weight",
            "rests_on_edit",
            "often_with",
            "official_url",
            "identity_sources",
        )


TABLES: dict[str, type[_Table]] = {SOURCE: SourceTable, Payer.kind: PayerTable, DenialCode.kind: DenialCodeTable}
"""Kind → its table."""

NOT_IN_THE_TABLE = {
    Payer.kind: "Statements and time limits are lists that a flat table cannot hold: they stay as they are.",
    DenialCode.kind: "The statements are lists that a flat table cannot hold: they stay as they are.",
}
"""What a table of a kind leaves out, as a sentence."""

FORMATS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX}


def export(kind: str, queryset: QuerySet[Any], form: str) -> tuple[bytes, str]:
    """Write a table.

    Args:
        kind: a key of :data:`TABLES`.
        queryset: its rows.
        form: ``csv`` or ``xlsx``.

    Returns:
        The file, and its content type. CSV begins with the mark by which spreadsheets know UTF-8.
    """
    table = TABLES[kind]
    lists = [field.attribute for field in table().get_export_fields() if _is_list(table, field.attribute)]
    dataset = table().export(queryset.prefetch_related(*lists))
    dataset.title = kind.replace("_", " ")
    written = FORMATS[form]()
    data = written.export_data(dataset)
    content = data if isinstance(data, bytes) else f"\ufeff{data}".encode()
    return content, f"{written.CONTENT_TYPE}; charset=utf-8" if form == "csv" else written.CONTENT_TYPE


def _is_list(table: type[_Table], name: str) -> bool:
    return bool(table._meta.model._meta.get_field(name).many_to_many)
