"""What happened to accounts: signing in, failing to, roles, second factors. Append-only, by the database itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class AccountEvent(models.Model):
    """One thing that happened to an account. No password, no code and no name that was only typed is ever kept."""

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", "signed in"
        SIGN_OUT = "sign_out", "signed out"
        FAILED = "failed", "failed to sign in"
        PAUSED = "paused", "paused after failures"
        FACTOR_FAILED = "factor_failed", "gave a wrong second factor"
        RECOVERED = "recovered", "used a recovery code"
        ENROLLED = "enrolled", "set up a second factor"
        PASSKEY_USED = "passkey_used", "used a passkey"
        PASSKEY_ADDED = "passkey_added", "passkey added"
        PASSKEY_TAKEN_AWAY = "passkey_taken_away", "passkey taken away"
        RESET = "reset", "second factor taken away"
        PASSWORD = "password", "password changed"
        CREATED = "created", "account made"
        ROLES = "roles", "roles changed"
        DISABLED = "disabled", "disabled"
        ENABLED = "enabled", "enabled"

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=20, choices=Action)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose account. Empty if the name that was typed is nobody's.",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did it. Empty for somebody who had not signed in.",
    )
    address = models.GenericIPAddressField(null=True, help_text="Where the request came from.")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("account", "-at"), name="account_event_of_account")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.account or 'nobody'} {self.get_action_display()}"
