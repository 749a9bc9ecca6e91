"""A form that was sent after its session had ended, or with a token of an earlier one: what was typed goes on with it.

The fields travel in the page and nowhere else: in one hidden input of the sign-in page, compressed, and signed so
that it can only bring back what was sent to us. They are never stored on the server and never in an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

FIELD = "_typed"
_SALT = "d3site.lapsed"
_FORM = re.compile(r"modifiers_[a-z]+_(add|change)")
_TECHNICAL = re.compile(r"opened|kept_as|.*-(id|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)")
_OURS = ("", "same-origin", "none")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, and the path that it was sent to."""

    path: str
    pairs: Pairs

    def sign(self) -> str:
        """The value of the hidden input."""
        return signing.dumps({"path": self.path, "pairs": self.pairs}, salt=_SALT, compress=True)

    def telling(self) -> Pairs:
        """The fields that hold something a person has written or chosen."""
        return [(name, value) for name, value in self.pairs if value.strip() and not _TECHNICAL.fullmatch(name)]

    @classmethod
    def of(cls, request: HttpRequest) -> Typed:
        """What a request has sent, without its token."""
        pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
        return cls(request.path, [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"])

    @classmethod
    def unsign(cls, text: str) -> Typed | None:
        """What the hidden input holds; None if it is empty or not ours."""
        try:
            found = signing.loads(text, salt=_SALT)
            return cls(str(found["path"]), [(str(name), str(value)) for name, value in found["pairs"]])
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            return None


class KeepsTyped(AdminSite):
    """An admin site that leads a change form through the sign-in with everything that was typed."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's, but a change form that was sent by nobody meets the sign-in page that carries it along."""
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if _is_form(request) and not self.has_permission(request):
                return self._carry(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(answer, guarded)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's, with what is carried along on the page; once signed in, the page that goes on with it."""
        carried = request.POST.get(FIELD, "") if request.method == "POST" else ""
        context = {"typed": carried} if Typed.unsign(carried) else {}
        response = super().login(request, {**context, **(extra_context or {})})
        return self.go_on(request) or response

    def go_on(self, request: HttpRequest) -> HttpResponse | None:
        """The page that sends what was typed to where it was going, for somebody who is now signed in.

        Every step of the sign-in calls this when it has succeeded, in place of leading to the home page.

        Returns:
            None if nothing is carried along, or the person is not signed in yet.
        """
        if request.method != "POST" or not self.has_permission(request):
            return None
        typed = Typed.unsign(request.POST.get(FIELD, ""))
        if typed is None:
            return None
        context = {**self.each_context(request), "title": "You are signed in again", "typed": typed}
        response = TemplateResponse(request, "admin/go_on.html", context)
        add_never_cache_headers(response)
        return response

    def _carry(self, request: HttpRequest) -> HttpResponse:
        typed = Typed.of(request)
        sign_in = reverse(f"{self.name}:login")
        request.method = "GET"  # the sign-in page is shown, not tried
        request.POST = QueryDict()  # type: ignore[assignment]
        response = self.login(request, {"typed": typed.sign(), "app_path": sign_in, "next": typed.path})
        add_never_cache_headers(response)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form bears no token of this session. What was typed is shown, and can be sent again after a look.

    What comes from another site is not offered to be sent.
    """
    typed = None
    if _is_form(request) and request.headers.get("Sec-Fetch-Site", "") in _OURS and "Origin" not in reason:
        typed = Typed.of(request)
    page = render_to_string("admin/csrf.html", {"typed": typed, "title": "Not saved yet"}, request)
    response = HttpResponseForbidden(page)
    add_never_cache_headers(response)
    return response


def _is_form(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and bool(match and _FORM.fullmatch(match.url_name or ""))
