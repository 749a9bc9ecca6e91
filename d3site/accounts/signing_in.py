"""The one door: name and password, then the second factor; enrolling in it at the first sign-in."""

from __future__ import annotations

import time
from base64 import b32encode
from typing import Any
from urllib.parse import urlencode

from axes.helpers import get_cool_off
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from d3site.lapsed import FIELD, Typed

from . import factors, passkeys
from .events import Action, note
from .sessions import BEGAN


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
                "size": 14,
            }
        ),
    )


def is_half_in(request: HttpRequest) -> bool:
    """Whether whoever asks has given the right password, and no second factor yet."""
    user = request.user
    return user.is_authenticated and user.is_active and user.is_staff and not factors.is_passed(request)


def ask(request: HttpRequest, site: Any, typed: str) -> HttpResponse:
    """Lead on from the password to the second factor, with what was typed if anything is carried along."""
    name = "admin:second_factor" if factors.is_enrolled(request.user) else "admin:enrol"
    if Typed.unsign(typed) is None:
        return _onward(request, name)
    carried = QueryDict(mutable=True)
    carried[FIELD] = typed
    request.method, request.POST = "GET", carried  # type: ignore[assignment]  # shown on the page, not tried
    return (second_factor if name == "admin:second_factor" else enrol)(request, site=site)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest, site: Any) -> HttpResponse:
    """Ask for the second factor of whoever has given the right password."""
    if answer := _left(request) or _not_here(request):
        return answer
    if not factors.is_enrolled(request.user):
        return _onward(request, "admin:enrol")
    has_passkey = _has_passkey(request)
    answered = request.POST.get("passkey", "") if request.method == "POST" and has_passkey else ""
    form = CodeForm(request.POST if request.method == "POST" and not answered else None)
    told = ""
    if answered:
        passkey = passkeys.let_in(request, answered)
        if passkey is not None:
            note(request, Action.PASSKEY_USED, request.user, actor=request.user, text=passkey.name)
            return _is_in(request, site)
        note(request, Action.FACTOR_FAILED, request.user, actor=request.user, text="passkey")
        told = "The passkey did not let you in. Wait a moment and try it again, or type a code."
    elif request.method == "POST" and form.is_valid():
        kind = factors.verify(request, form.cleaned_data["code"])
        if kind is not None:
            if kind == "recovery":
                left = factors.codes_left(request.user)
                note(request, Action.RECOVERED, request.user, actor=request.user, text=f"{left} left")
            return _is_in(request, site)
        note(request, Action.FACTOR_FAILED, request.user, actor=request.user)
        form.add_error(
            "code",
            "This code is wrong, was used already, or came too soon after wrong ones. "
            "Wait for the next one and try again.",
        )
    response = _page(
        request,
        site,
        "admin/accounts/second_factor.html",
        "Second factor",
        form=form,
        has_passkey=has_passkey,
        told=told,
    )
    if has_passkey:
        passkeys.allow(response, passkeys.USE)
    return response


def _has_passkey(request: HttpRequest) -> bool:
    return passkeys.is_offered(request) and passkeys.of(request.user).exists()


def _is_in(request: HttpRequest, site: Any) -> HttpResponse:
    """Where whoever has passed the second factor is led: on with what was typed, or to where they were going."""
    note_sign_in(request)
    onward: HttpResponse | None = site.go_on(request)
    return onward or HttpResponseRedirect(_next(request))


@never_cache
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser asks the passkeys of whoever has given the right password, as JSON; 404 for who has none."""
    if answer := _not_here(request):
        return answer
    if not (factors.is_enrolled(request.user) and _has_passkey(request)):
        return HttpResponse(status=404)
    return JsonResponse(passkeys.question(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, site: Any) -> HttpResponse:
    """Set up an authenticator, at the first sign-in or after it was reset."""
    if answer := _left(request) or _not_here(request):
        return answer
    if factors.is_enrolled(request.user):
        return _onward(request, "admin:second_factor")
    device = factors.device_to_enrol(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes = factors.enrol(request, device, form.cleaned_data["code"])
        if codes is not None:
            note(request, Action.ENROLLED, request.user, actor=request.user)
            note_sign_in(request)
            return _page(
                request,
                site,
                "admin/accounts/recovery_codes.html",
                "Keep these codes",
                codes=codes,
                onward=_next(request),
            )
        note(request, Action.FACTOR_FAILED, request.user, actor=request.user)
        form.add_error("code", "This is not the code that the authenticator shows now. Wait for the next one.")
    text = b32encode(device.bin_key).decode().rstrip("=")
    return _page(
        request,
        site,
        "admin/accounts/enrol.html",
        "Set up the second factor",
        form=form,
        key=" ".join(text[i : i + 4] for i in range(0, len(text), 4)),
    )


@never_cache
@require_safe
def enrol_picture(request: HttpRequest) -> HttpResponse:
    """The square code of the authenticator that is being set up. It is a secret: nothing keeps it."""
    if answer := _not_here(request):
        return answer
    if factors.is_enrolled(request.user):
        return HttpResponse(status=404)
    return HttpResponse(factors.picture(factors.device_to_enrol(request.user)), content_type="image/svg+xml")


def paused(request: HttpRequest, *_: Any) -> HttpResponse:
    """What is answered after too many failures: the same for every name, with how long to wait."""
    pause = get_cool_off(request)
    seconds = int(pause.total_seconds()) if pause else 900
    context = {"title": "Wait a little", "minutes": -(-seconds // 60), "site_title": "D3rx Modifiers"}
    response = TemplateResponse(request, "admin/accounts/paused.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.render()
    return response


def _left(request: HttpRequest) -> HttpResponse | None:
    """Whoever is somebody else begins again."""
    if request.method != "POST" or "leave" not in request.POST:
        return None
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def _not_here(request: HttpRequest) -> HttpResponse | None:
    """Where those are led who have not given a password, or have passed already."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return _onward(request, "admin:login")
    return HttpResponseRedirect(_next(request)) if factors.is_passed(request) else None


def note_sign_in(request: HttpRequest) -> None:
    """Begin the session anew, so that one that was fixed before is worth nothing, and keep that somebody is in.

    Sessions that have ended are swept away here: they come by signing in, so that is when there may be more of them.
    """
    request.session.cycle_key()
    request.session.clear_expired()
    request.session[BEGAN] = int(time.time())
    note(request, Action.SIGN_IN, request.user, actor=request.user)


def _next(request: HttpRequest) -> str:
    """Where to go on to: never to another site."""
    target = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if is_ours and target.startswith("/") else reverse("admin:index")


def _onward(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: _next(request)})}")


def _page(request: HttpRequest, site: Any, template: str, title: str, **more: Any) -> HttpResponse:
    carried = request.POST.get(FIELD, "")
    typed = Typed.unsign(carried)
    context = {
        **site.each_context(request),
        "title": title,
        "next": _next(request),
        "has_permission": False,
        "typed": carried if typed else "",
        "typed_fields": typed,
        **more,
    }
    return TemplateResponse(request, template, context)
