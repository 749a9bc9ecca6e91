"""The second factor: an authenticator's six digits, or one of ten codes for when it is lost.

Passkeys stand beside them (:mod:`.passkeys`): whoever has one also has an authenticator.

django-otp keeps the devices, refuses a code that was used before and slows down guessing. Recovery codes are stored
as keyed digests, so that a copy of the database opens no account.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Any

import django_otp
import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_CODES = 10
_KEPT = 16  # what django-otp's column holds: 64 bits of the digest


def is_passed(request: HttpRequest) -> bool:
    """Whether this session has passed the second factor, or none is asked for (``SECOND_FACTOR``)."""
    return not settings.SECOND_FACTOR or bool(getattr(request.user, "is_verified", bool)())


def is_enrolled(user: Any) -> bool:
    """Whether the user has an authenticator that was tried once."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def device_to_enrol(user: Any) -> TOTPDevice:
    """The authenticator that the user is setting up; the same one until it is confirmed."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})[0]


def picture(device: TOTPDevice) -> bytes:
    """The square code that an authenticator reads, as an SVG file without styles."""
    out = BytesIO()
    segno.make(device.config_url, error="m").save(out, kind="svg", scale=5, border=4, xmldecl=True, light="#fff")
    return out.getvalue()


@transaction.atomic
def enrol(request: HttpRequest, device: TOTPDevice, code: str) -> list[str] | None:
    """Confirm an authenticator with a code that it shows, and let the session pass.

    Returns:
        Ten recovery codes, to be shown this once; None if the code is wrong.
    """
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    if not device.verify_token(_digits(code)):
        return None
    device.confirmed = True
    device.save()
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(_CODES)]
    StaticDevice.objects.filter(user=request.user).delete()  # type: ignore[misc]
    spare = StaticDevice.objects.create(user=request.user, name="recovery codes")  # type: ignore[misc]
    spare.token_set.bulk_create(spare.token_set.model(device=spare, token=_digest(one)) for one in codes)
    django_otp.login(request, device)
    return codes


@transaction.atomic
def verify(request: HttpRequest, code: str) -> str | None:
    """Let the session pass if the code is right.

    Returns:
        ``authenticator`` or ``recovery`` for the kind of code, None if it is wrong or too many were wrong just now.
    """
    kinds = (("authenticator", TOTPDevice, _digits(code)), ("recovery", StaticDevice, _digest(code)))
    for kind, model, token in kinds:
        # A code of six digits is never tried as a recovery code, nor the other way round: each has its own brake.
        if (kind == "authenticator") != _digits(code).isdigit():
            continue
        for device in model.objects.select_for_update().filter(user=request.user, confirmed=True):
            if device.verify_token(token):
                django_otp.login(request, device)
                return kind
    return None


def codes_left(user: Any) -> int:
    """How many recovery codes the user has not used."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


@transaction.atomic
def reset(user: Any) -> None:
    """Take a user's second factor away, passkeys too; they set up a new one when they sign in next."""
    for model in (TOTPDevice, StaticDevice, WebAuthnCredential):
        model.objects.filter(user=user).delete()


def _digits(code: str) -> str:
    return "".join(code.split()).replace("-", "")


def _digest(code: str) -> str:
    return salted_hmac("d3site.accounts.recovery", _digits(code).lower(), algorithm="sha256").hexdigest()[:_KEPT]
