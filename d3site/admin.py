"""Names the admin site that the project uses."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class ReferenceAdminConfig(AdminConfig):
    """Django's admin with :class:`modifiers.admin.site.ReferenceAdminSite`."""

    default_site = "modifiers.admin.site.ReferenceAdminSite"
