"""Where drafts stand between writer and reviewer: found from what is stored, never stored itself."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models

from modifiers.models import Edition, Event, Review, Subject

from .publish import latest_editions


class Stage(StrEnum):
    """Where a draft stands between its writer and its reviewer."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a working copy stands.

    Attributes:
        stage: of the draft as it is now.
        review: the open round, also if an edit has made it void; None if there is none.
        is_void: the round was about other words than the draft has now.
        last_editor: primary key of the user who made the last edit; None for no person.
        seen: what a button for this state carries.
        unconfirmed: numbers of editions published in an emergency that no second person has confirmed.
    """

    stage: Stage
    review: Review | None
    is_void: bool
    last_editor: int | None
    seen: str
    unconfirmed: tuple[int, ...]


def stage_of(review: Review | None, sha256: str) -> Stage:
    """The stage of a draft with this hash, whose open round is ``review``."""
    if review is None:
        return Stage.DRAFT
    if review.decision == Review.Decision.SENT_BACK:
        return Stage.SENT_BACK
    if review.sha256 != sha256:
        return Stage.DRAFT
    return Stage.APPROVED if review.decision == Review.Decision.APPROVED else Stage.IN_REVIEW


def standing(subject: Subject) -> Standing:
    """Where one saved subject stands."""
    return standings_of(type(subject)._default_manager.filter(pk=subject.pk))[subject.key]


def standings_of(queryset: models.QuerySet[Any]) -> dict[str, Standing]:
    """Where subjects of one kind stand, by key, in four queries whatever their number."""
    model: type[Subject] = queryset.model
    rows = {
        key: (sha, editor)
        for key, sha, editor in queryset.values_list(model.key_field, "composed_sha256", "changed_by")
    }
    reviews = {
        review.key: review
        for review in Review.objects.open()
        .filter(kind=model.kind, key__in=list(rows))
        .select_related("reviewer", "submitted_by", "decided_by")
    }
    latest = latest_editions([(model.kind, key) for key in rows])
    marked = unconfirmed(model.kind, list(rows))
    found = {}
    for key, (sha256, editor) in rows.items():
        review, last = reviews.get(key), latest.get((model.kind, key))
        told = (sha256, review and (review.pk, review.decision), last and (last.number, last.withdrawal), editor)
        found[key] = Standing(
            stage=stage_of(review, sha256),
            review=review,
            is_void=review is not None and review.sha256 != sha256,
            last_editor=editor,
            seen=hashlib.sha256(repr(told).encode()).hexdigest()[:32],
            unconfirmed=tuple(marked.get(key, ())),
        )
    return found


def unconfirmed(kind: str | None = None, keys: list[str] | None = None) -> dict[str, list[int]]:
    """Key → numbers of editions that were published in an emergency and that nobody else has confirmed.

    Args:
        kind: of one kind; of all by default, and then the keys are ``kind/key``.
        keys: of these subjects only.
    """
    editions = Edition.objects.exclude(emergency_reason="")
    confirmed = Event.objects.filter(
        action=Event.Action.CONFIRM,
        kind=models.OuterRef("kind"),
        key=models.OuterRef("key"),
        edition_number=models.OuterRef("number"),
    )
    if kind is not None:
        editions = editions.filter(kind=kind)
    if keys is not None:
        editions = editions.filter(key__in=keys)
    found: dict[str, list[int]] = defaultdict(list)
    for of, key, number in editions.exclude(models.Exists(confirmed)).values_list("kind", "key", "number"):
        found[key if kind is not None else f"{of}/{key}"].append(number)
    return found


def reviewers(subject: Subject) -> models.QuerySet[Any]:
    """Who may approve a subject's draft: everybody who may publish its kind, but for the last editor."""
    users: Any = get_user_model()._default_manager
    codename = f"publish_{type(subject)._meta.model_name}"
    permission = Permission.objects.filter(codename=codename, content_type__app_label="modifiers")
    may = (
        models.Q(is_superuser=True)
        | models.Q(user_permissions__in=permission)
        | models.Q(groups__permissions__in=permission)
    )
    editor = type(subject)._default_manager.values_list("changed_by", flat=True).get(pk=subject.pk)
    return users.filter(may, is_active=True, is_staff=True).exclude(pk=editor).distinct().order_by("username")
