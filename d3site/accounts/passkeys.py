"""Passkeys: a second factor beside the authenticator, kept by a device or a password manager.

A passkey answers a challenge of this site for this site alone, so nobody can be talked out of it. It counts only after
the password. django-otp-webauthn keeps the keys and checks the answers; its own addresses are not used, because the
answer travels in the form of the second factor, with all that goes through it (:mod:`.signing_in`).
"""

from __future__ import annotations

import json
import time
from typing import Any

import django_otp
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from django_permissions_policy import PermissionsPolicyMiddleware

from .relying import relying_party

USE, ADD = "publickey-credentials-get", "publickey-credentials-create"
"""What a page may do with passkeys, in the words of the permissions policy."""

LONGEST = 20_000
"""Characters of an answer; real ones have about a thousand."""

_SIGN_IN, _NEW = "passkey_sign_in", "passkey_new"


def is_offered(request: HttpRequest) -> bool:
    """Whether the browser of whoever asks can use passkeys here: at the public address of the site, over HTTPS.

    Under another name of the same machine no passkey would answer, so none is asked for.
    """
    party = relying_party(settings.SITE_ORIGIN)
    return bool(settings.SECOND_FACTOR and party and party.host == request.get_host().lower())


def of(user: Any) -> QuerySet[Any]:
    """The passkeys of a user, in the order in which they came."""
    found: QuerySet[Any] = WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk")
    return found


def allow(response: HttpResponseBase, feature: str) -> None:
    """Let the page of a response ask for passkeys (:data:`USE`) or make them (:data:`ADD`); no other page may."""
    policy: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY, feature: ["self"]}
    value = PermissionsPolicyMiddleware.compute_header_value(policy, name=feature)
    response._permissions_policy_override = value  # type: ignore[attr-defined]


def question(request: HttpRequest) -> dict[str, Any]:
    """What the browser is to ask the passkeys of whoever has given a password. It can be answered once."""
    options, state = WebAuthnHelper(request).authenticate_begin(user=request.user, require_user_verification=False)
    # To have the passkey is the second factor; that it also asks for a finger or a PIN is welcome.
    options["userVerification"] = "preferred"
    _keep(request, _SIGN_IN, state)
    return dict(options)


@transaction.atomic
def let_in(request: HttpRequest, answer: str) -> Any:
    """Let the session pass if a passkey of the user has answered the question.

    Wrong answers step on the brake of the authenticator, so that answers and codes together are slowed down.

    Returns:
        The passkey; None if the answer is wrong, late, or came too soon after wrong ones.
    """
    state = _taken(request, _SIGN_IN)
    brake = TOTPDevice.objects.select_for_update().filter(user=request.user, confirmed=True).first()
    if brake is None or not brake.verify_is_allowed()[0]:
        return None
    passkey = _answered(request, state, answer) if state and len(answer) <= LONGEST else None
    if passkey is None:
        brake.throttle_increment()
        return None
    brake.throttle_reset()
    django_otp.login(request, passkey)
    return passkey


def _answered(request: HttpRequest, state: dict[str, Any], answer: str) -> Any:
    try:
        found = WebAuthnHelper(request).authenticate_complete(user=request.user, state=state, data=json.loads(answer))
    except DatabaseError:
        raise
    except Exception:  # whatever the library makes of what somebody sent: it is no right answer
        return None
    return found if found.confirmed else None


def invitation(request: HttpRequest) -> dict[str, Any]:
    """What the browser is to make a new passkey of. It can be answered once."""
    options, state = WebAuthnHelper(request).register_begin(user=request.user)
    _keep(request, _NEW, state)
    return dict(options)


def add(request: HttpRequest, answer: str, name: str) -> Any:
    """Keep a new passkey of the user, whose session has passed the second factor.

    Returns:
        The passkey; None if the answer is wrong or late, or the passkey is known already.
    """
    state = _taken(request, _NEW)
    if state is None:
        return None
    try:
        with transaction.atomic():
            passkey = WebAuthnHelper(request).register_complete(user=request.user, state=state, data=json.loads(answer))
            passkey.name = name
            passkey.save(update_fields=["name"])
    except IntegrityError:
        return None
    except DatabaseError:
        raise
    except Exception:  # as above
        return None
    return passkey


def _keep(request: HttpRequest, key: str, state: dict[str, Any]) -> None:
    request.session[key] = {**state, "at": int(time.time())}


def _taken(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """What was asked, which is forgotten at once; None if nothing was, or too long ago."""
    state: dict[str, Any] | None = request.session.pop(key, None)
    if state is None or time.time() - state["at"] > settings.OTP_WEBAUTHN_TIMEOUT_SECONDS:
        return None
    return state
