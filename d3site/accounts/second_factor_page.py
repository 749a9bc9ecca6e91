"""“Your second factor”: where somebody at the desk sees their passkeys, adds one and takes one away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from . import factors, passkeys
from .events import Action, note


class PasskeyForm(forms.Form):
    """A name, and what the browser has made; the script of the page puts that in."""

    name = forms.CharField(
        label="Name",
        max_length=64,
        help_text="By which you know it again: “Work laptop”, “Key on my ring”.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 30}),
    )
    passkey = forms.CharField(max_length=passkeys.LONGEST, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest, site: Any) -> HttpResponse:
    """Show what lets somebody in after the password, and keep a new passkey."""
    is_offered = passkeys.is_offered(request)
    is_sent = request.method == "POST" and is_offered
    form = PasskeyForm(request.POST if is_sent else None)
    told = ""
    if is_sent and form.is_valid():
        with transaction.atomic():
            passkey = passkeys.add(request, form.cleaned_data["passkey"], form.cleaned_data["name"])
            if passkey is not None:
                note(request, Action.PASSKEY_ADDED, request.user, actor=request.user, text=passkey.name)
        if passkey is not None:
            messages.success(request, f"“{passkey.name}” is one of your passkeys now.")
            return HttpResponseRedirect(reverse("admin:second_factor_page"))
        told = "The passkey was not added: it is one of yours already, or it took too long. You can try again."
    context = {
        **site.each_context(request),
        "title": "Your second factor",
        "form": form,
        "told": told,
        "passkeys": passkeys.of(request.user),
        "is_offered": is_offered,
        "is_enrolled": factors.is_enrolled(request.user),
        "codes_left": factors.codes_left(request.user),
    }
    response = TemplateResponse(request, "admin/accounts/your_second_factor.html", context)
    if is_offered:
        passkeys.allow(response, passkeys.ADD)
    return response


@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    """What the browser makes a new passkey of, as JSON; 404 where none is offered."""
    if not passkeys.is_offered(request):
        return HttpResponse(status=404)
    return JsonResponse(passkeys.invitation(request))


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_take_away(request: HttpRequest, pk: int, site: Any) -> HttpResponse:
    """Ask whether a passkey of one's own is to be taken away, and do it."""
    passkey = get_object_or_404(passkeys.of(request.user), pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            note(request, Action.PASSKEY_TAKEN_AWAY, request.user, actor=request.user, text=passkey.name)
            passkey.delete()
        messages.success(request, f"“{passkey.name}” is taken away.")
        return HttpResponseRedirect(reverse("admin:second_factor_page"))
    context = {
        **site.each_context(request),
        "title": "Take a passkey away?",
        "passkey": passkey,
        "is_this_session": getattr(request.user, "otp_device", None) == passkey,
    }
    return TemplateResponse(request, "admin/accounts/passkey_take_away.html", context)
