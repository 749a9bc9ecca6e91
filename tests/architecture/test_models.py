"""Every model says what it is, is found by its own name, and has a place in the admin."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from modifiers.models import SUBJECTS, Announcement, CatalogueVersion, Presence, Source
from modifiers.models.row import Row

ALL = list(apps.get_app_config("modifiers").get_models())
CONTENT = [Source, *SUBJECTS.values()]


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_has_a_sentence_and_a_text(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}("), (
        "Django's own docstring is no explanation"
    )
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model.__name__)
@pytest.mark.django_db
def test_content_is_found_by_its_natural_key(model):
    from tests.architecture.test_constraints import make_subject
    from tests.factories import make_source

    stored = make_source() if model is Source else make_subject(model)
    assert model.objects.get_by_natural_key(*stored.natural_key()) == stored


# A counter, what is forgotten after two minutes, and what machines were told.
UNSEEN = (CatalogueVersion, Presence, Announcement)


@pytest.mark.parametrize("model", [m for m in ALL if m not in UNSEEN], ids=lambda model: model.__name__)
def test_is_in_the_admin(model):
    inlines = {inline.model for registered in admin.site._registry.values() for inline in registered.inlines}
    if issubclass(model, Row):
        assert model in inlines
    else:
        assert model in admin.site._registry


def test_kinds_are_the_documents_kinds():
    from modifiers.documents import DOCUMENTS

    assert set(SUBJECTS) == set(DOCUMENTS)
    for kind, model in SUBJECTS.items():
        assert model.key_field == DOCUMENTS[kind].key_field
        filled = {field for rows in model.row_models() for field in rows.fields_filled()}
        assert filled <= set(DOCUMENTS[kind].model_fields)
