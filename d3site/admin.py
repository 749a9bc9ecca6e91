"""The admin site of the project: our name, our words, and the counts on its home page.

It stands here and not in :mod:`modifiers.admin`, because it is created before models are registered on it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from .lapsed import FIELD, KeepsTyped


def _factors() -> Any:
    """The second factor; its tables can be imported only once all apps are there."""
    from .accounts import factors

    return factors


class ReferenceAdminConfig(AdminConfig):
    """Django's admin with :class:`ReferenceAdminSite`."""

    default_site = "d3site.admin.ReferenceAdminSite"


class ReferenceAdminSite(KeepsTyped):
    """Django's admin with a panel on its home page that says what waits to be done."""

    site_title = "D3rx Modifiers"
    site_header = "D3rx Modifiers"
    index_title = "Editing desk"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever works here, is not disabled, and has passed the second factor in this very session."""
        return super().has_permission(request) and _factors().is_passed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Name and password; then on to the second factor, which :mod:`d3site.accounts.signing_in` asks for."""
        from .accounts import signing_in

        if request.method != "POST" and signing_in.is_half_in(request):
            return signing_in.ask(request, self, (extra_context or {}).get("typed", ""))
        is_new = not self.has_permission(request)
        response = super().login(request, extra_context)
        if request.method == "POST" and signing_in.is_half_in(request):
            return signing_in.ask(request, self, request.POST.get(FIELD, ""))
        if request.method == "POST" and is_new and self.has_permission(request):
            signing_in.note_sign_in(request)
        return response

    def get_urls(self) -> list[Any]:
        """Django's, the steps of the sign-in, and everybody's own second factor."""
        from .accounts import second_factor_page as own
        from .accounts import signing_in

        return [
            path("second-factor/", partial(signing_in.second_factor, site=self), name="second_factor"),
            path("second-factor/set-up/", partial(signing_in.enrol, site=self), name="enrol"),
            path("second-factor/picture.svg", signing_in.enrol_picture, name="enrol_picture"),
            path("second-factor/question/", signing_in.passkey_question, name="passkey_question"),
            path(
                "second-factor/yours/",
                self.admin_view(partial(own.second_factor_page, site=self)),
                name="second_factor_page",
            ),
            path("second-factor/yours/new/", self.admin_view(own.passkey_new), name="passkey_new"),
            path(
                "second-factor/yours/<int:pk>/take-away/",
                self.admin_view(partial(own.passkey_take_away, site=self)),
                name="passkey_take_away",
            ),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's, and whether passkeys are offered here: then the page about them is in the menu of the account."""
        from .accounts import passkeys

        return {**super().each_context(request), "passkeys_offered": passkeys.is_offered(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page, with what waits (:func:`modifiers.admin.queue.queue`)."""
        from modifiers.admin.queue import emergencies, queue

        told = {"queue": queue(request, self), "emergencies": emergencies(timezone.localdate())}
        return super().index(request, {**told, **(extra_context or {})})
