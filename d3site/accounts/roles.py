"""The roles, as data. After every migration the groups of the database are made to say the same.

Permissions of models that are added later come to the roles by themselves: a role is said in verbs, not in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WRITER, EDITOR, ADMINISTRATOR, AUDITOR = "Writer", "Editor", "Administrator", "Auditor"


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do.

    Attributes:
        does: what it may do, in a sentence for the form on which roles are given.
        subjects: verbs on everything that is published (``add``, ``change``, ``view``, ``publish`` …).
        sources: verbs on sources.
        everything: verbs on every other table of the reference, such as editions, events and imports.
        people: verbs on people and on the log of accounts.
        rank: whoever gives roles gives none above their own.
    """

    does: str
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    everything: tuple[str, ...] = ("view",)
    people: tuple[str, ...] = ()
    rank: int = 0


ROLES: Mapping[str, Role] = {
    AUDITOR: Role("Reads everything, also the logs; changes nothing.", ("view",), ("view",), people=("view",)),
    WRITER: Role(
        "Writes drafts and sends them for review.", ("view", "add", "change"), ("view", "add", "change"), rank=1
    ),
    EDITOR: Role(
        "Writes, reviews, publishes and withdraws.",
        ("view", "add", "change", "delete", "publish"),
        ("view", "add", "change", "delete"),
        ("view", "change"),
        rank=2,
    ),
    ADMINISTRATOR: Role(
        "What an editor does, and gives people their accounts and roles.",
        ("view", "add", "change", "delete", "publish"),
        ("view", "add", "change", "delete"),
        ("view", "change"),
        ("view", "add", "change"),
        rank=3,
    ),
}


def rank_of(user: Any) -> int:
    """The highest rank among a user's roles; above all of them for a superuser, below all for no role."""
    if user.is_superuser:
        return 1 + max(role.rank for role in ROLES.values())
    names = set(user.groups.values_list("name", flat=True))
    return max((role.rank for name, role in ROLES.items() if name in names), default=-1)


def sync(**signal: Any) -> None:
    """Make the groups say what :data:`ROLES` says. Groups of other names stay as they are.

    It runs after the migrations of each app, since only then its permissions exist.
    """
    from django.apps import apps
    from django.contrib.auth.models import Group, Permission

    using = signal.get("using", "default")
    subjects, others = _tables(apps)
    for name, role in ROLES.items():
        wanted = _codenames(role, subjects, others)
        group, _ = Group.objects.using(using).get_or_create(name=name)
        found = Permission.objects.using(using).filter(content_type__app_label__in={app for app, _ in wanted})
        chosen = [
            each.pk
            for each in found.select_related("content_type")
            if (each.content_type.app_label, each.codename) in wanted
        ]
        if set(group.permissions.values_list("pk", flat=True)) != set(chosen):
            group.permissions.set(chosen)


def _tables(apps: Any) -> tuple[set[str], set[str]]:
    """Names of the models that are published, and of the other tables of the reference."""
    from modifiers.models import SUBJECTS

    subjects = {str(model._meta.model_name) for model in SUBJECTS.values()}
    return subjects, {model._meta.model_name for model in apps.get_app_config("modifiers").get_models()} - subjects


def _codenames(role: Role, subjects: set[str], others: set[str]) -> set[tuple[str, str]]:
    found = {("modifiers", f"{verb}_{model}") for verb in role.subjects for model in subjects}
    found |= {("modifiers", f"{verb}_source") for verb in role.sources}
    found |= {("modifiers", f"{verb}_{model}") for verb in role.everything for model in others - {"source"}}
    found |= {("auth", f"{verb}_user") for verb in role.people}
    found |= {("accounts", "view_accountevent")} if role.people else set()
    return found
