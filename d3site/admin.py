"""The admin site of the project: our name, our words, and the counts on its home page.

It stands here and not in :mod:`modifiers.admin`, because it is created before models are registered on it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse

from .lapsed import KeepsTyped


class ReferenceAdminConfig(AdminConfig):
    """Django's admin with :class:`ReferenceAdminSite`."""

    default_site = "d3site.admin.ReferenceAdminSite"


class ReferenceAdminSite(KeepsTyped):
    """Django's admin with a panel on its home page that says what waits to be done."""

    site_title = "D3rx Modifiers"
    site_header = "D3rx Modifiers"
    index_title = "Editing desk"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page, with the counts of :func:`modifiers.admin.states.desk` and what readers did not find."""
        from modifiers.admin.search_gap import waiting
        from modifiers.admin.states import desk

        told = {"desk": desk(request, self), "search_gaps": waiting(request, self)}
        return super().index(request, {**told, **(extra_context or {})})
