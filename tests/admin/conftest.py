"""A written and published world, and people with less than all permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse

from modifiers import publishing
from modifiers.models import Modifier
from tests.factories import write_world
from tests.logged import every_change_is_logged

__all__ = ["every_change_is_logged"]


@pytest.fixture(scope="module")
def _written_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[type[Any], int]]]:
    """The world as working copies, in a transaction around the module's tests: writing it takes longer than most."""
    with django_db_blocker.unblock(), transaction.atomic():
        subjects = write_world().values()
        for subject in subjects:
            type(subject)._default_manager.filter(pk=subject.pk).update(
                reviewed_on=date(2029, 1, 1), review_due_on=date(2030, 1, 1)
            )
            subject.refresh_from_db()
            publishing.refresh_hash(subject)
        yield [(type(subject), subject.pk) for subject in subjects]
        transaction.set_rollback(True)


@pytest.fixture
def written(_written_once: list[tuple[type[Any], int]], db: None) -> dict[tuple[str, str], Any]:
    """The world as working copies, never published, each with the review date that publishing asks for."""
    found = [model._default_manager.get(pk=pk) for model, pk in _written_once]
    return {(subject.kind, subject.key): subject for subject in found}


@pytest.fixture
def live(written: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    """The world as working copies, all published as edition 1."""
    publishing.publish_batch(list(written.values()), actor=None, is_major=True, change_note="First edition.")
    for subject in written.values():
        subject.refresh_from_db()
    return written


@pytest.fixture
def m59(live: dict[tuple[str, str], Any]) -> Modifier:
    """Modifier 59, live."""
    return live["modifier", "59"]


@pytest.fixture
def client_with(db: None) -> Callable[..., Client]:
    """Make a client whose staff user has these permissions (``change_modifier`` …) and no others."""

    def make(*codenames: str) -> Client:
        user = get_user_model().objects.create_user(f"user{get_user_model().objects.count()}", is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="modifiers", codename__in=codenames)
        )
        assert user.user_permissions.count() == len(codenames)
        client = Client()
        client.force_login(user)
        return client

    return make


def act(client: Client, subject: Any, name: str, **given: Any) -> Any:
    """Open the page of review and publication, fill it in and press one of its buttons; what is answered."""
    page = address(subject, "publish")
    seen = client.get(page).context["seen"]
    sent = {"seen": seen, "weight": "minor", "when": "now", "checked": ["sources", "dates", "examples"], "act": name}
    return client.post(page, {**sent, **given}, follow=True)


def address(subject: Any, page: str = "change", *arguments: Any) -> str:
    """The admin address of one of a subject's pages."""
    return reverse(f"admin:modifiers_{subject._meta.model_name}_{page}", args=[subject.pk, *arguments])
