"""Events: who did what when. Append-only; the database refuses anything else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One act on one subject. ``note`` is for editors and never shown to readers."""

    class Action(models.TextChoices):
        SUBMIT = "submit", "submitted for review"
        APPROVE = "approve", "approved"
        SEND_BACK = "send_back", "sent back"
        PUBLISH = "publish", "published"
        SCHEDULE = "schedule", "scheduled"
        WITHDRAW = "withdraw", "withdrew"
        RESTORE = "restore", "restored to the working copy"
        IMPORT = "import", "imported"
        EDIT = "edit", "edited"
        DELETE = "delete", "deleted the working copy"
        TAKE_BACK = "take_back", "took back from review"
        EMERGENCY = "emergency", "published in an emergency"
        CONFIRM = "confirm", "confirmed an emergency edition"
        REVIEWED = "reviewed", "reviewed, still right"
        SHARE = "share", "shared a preview"
        UNSHARE = "unshare", "ended a shared preview"
        TAKE = "take", "took on a reader's report"
        ANSWER = "answer", "answered a reader's report"

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=10, choices=Action)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    edition_number = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    # Without a default, SQLite adds the column in place; a rebuilt table would lose its append-only triggers.
    batch = models.CharField(
        max_length=64, null=True, blank=True, help_text="The same for all events of one act, such as one import."
    )

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("kind", "key", "-at"), name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()} {self.kind} {self.key}"
