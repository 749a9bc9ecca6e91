"""Every template compiles; the ones for the worst moments need no template at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", ["400.html", "413.html", "429.html", "500.html", "503.html"])
def test_last_resort_is_a_plain_file(name):
    text = (TEMPLATES / name).read_text()
    assert "{%" not in text and "{{" not in text
    assert "<title>" in text and 'lang="en"' in text


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_nothing_inline(name):
    """The content-security policy would drop it in silence."""
    text = (TEMPLATES / name).read_text()
    for forbidden in (" style=", "<style", " onclick=", " onchange=", "javascript:", "hx-on"):
        assert forbidden not in text, f"{name}: {forbidden}"
