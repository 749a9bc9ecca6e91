"""Who refers to an object: the database protects foreign keys, this protects lists too, and says who it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import PROTECT, Model

_SHOWN = 10


def references(objects: Iterable[Model]) -> list[str]:
    """Sentences naming what still refers to these objects (all of one model) and must not lose them."""
    doomed = list(objects)
    if not doomed:
        return []
    model = type(doomed[0])
    sentences = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not (relation.many_to_many or getattr(relation, "on_delete", None) is PROTECT):
            continue
        field: Any = relation.remote_field  # type: ignore[union-attr]
        users = field.model._default_manager.filter(**{f"{field.name}__in": doomed}).distinct()
        if field.model is model:
            users = users.exclude(pk__in=[one.pk for one in doomed])
        owner = getattr(field.model, "owner_field", None)
        if owner:
            users = users.exclude(**{f"{owner}__in": doomed}) if _owner_model(field.model) is model else users
            users = users.select_related(owner)
        found = list(users[: _SHOWN + 1])
        sentences += [_sentence(user, owner) for user in found[:_SHOWN]]
        if len(found) > _SHOWN:
            sentences.append(f"and more: {field.model._meta.verbose_name_plural}")
    return sentences


def protected(objects: Iterable[Model], stock: Iterable[Any]) -> list[Any]:
    """What to show: our sentences, or what Django found where we found nothing."""
    return references(objects) or list(stock)


def _owner_model(rows: Any) -> Any:
    return rows._meta.get_field(rows.owner_field).remote_field.model


def _sentence(user: Any, owner: str | None) -> str:
    if owner:
        return f"{getattr(user, owner)}: {user._meta.verbose_name} “{user.key}”"
    return f"{user._meta.verbose_name} “{user}”"
