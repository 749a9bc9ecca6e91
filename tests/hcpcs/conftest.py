"""Running the command."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from .files import write_text


@pytest.fixture
def give(tmp_path):
    """Write rows as the file of a quarter."""

    def write(*rows, quarter="2026_OCT", **how):
        return write_text(tmp_path / f"HCPC{quarter}_ANWEB.txt", rows, **how)

    return write


@pytest.fixture
def run(db):
    """Run the command and return what it says."""

    def command(path, *options):
        out = StringIO()
        call_command("import_hcpcs", str(path), *options, stdout=out)
        return out.getvalue()

    return command


def everything():
    """Every row of every table of ours."""
    tables = [*apps.get_app_config("modifiers").get_models(include_auto_created=True)]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in tables}
