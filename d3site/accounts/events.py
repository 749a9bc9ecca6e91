"""Keeps the log of accounts: by signals where Django sends them, by :func:`note` everywhere else."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from .addresses import client_address
from .models import AccountEvent

Action = AccountEvent.Action


def note(request: HttpRequest | None, action: str, account: Any, *, actor: Any = None, text: str = "") -> None:
    """Keep that something happened to an account.

    Args:
        request: where it came from; None for a command.
        action: one of :class:`.models.AccountEvent.Action`.
        account: the user whose account it is; None if nobody's.
        actor: who did it.
        text: more about it, never a secret.
    """
    AccountEvent.objects.create(
        action=action,
        account=account,
        actor=actor,
        address=client_address(request) if request else None,
        note=text[:200],
    )


def _named(credentials: Any) -> Any:
    """The account of a name that was typed; None if it is nobody's: it may be a password in the wrong field."""
    typed = (credentials or {}).get("username")
    return get_user_model()._default_manager.filter(username=typed).first() if typed else None


@receiver(user_login_failed, dispatch_uid="accounts.failed")
def _failed(credentials: Any = None, request: HttpRequest | None = None, **_: Any) -> None:
    note(request, Action.FAILED, _named(credentials))


@receiver(user_locked_out, dispatch_uid="accounts.paused")
def _paused(request: HttpRequest | None = None, username: str = "", **_: Any) -> None:
    note(request, Action.PAUSED, _named({"username": username}))


@receiver(user_logged_out, dispatch_uid="accounts.signed-out")
def _signed_out(request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
    if user is not None:
        note(request, Action.SIGN_OUT, user, actor=user)
