"""Imports run one way, and the page on the architecture knows every room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
ROOMS = [path for path in (BASE / "modifiers").iterdir() if path.suffix == ".py" or any(path.glob("*.py"))]


def test_import_contracts_hold():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    result = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_architecture_page_names_every_room():
    page = (BASE / "docs" / "architecture.md").read_text()
    unnamed = {"__init__.py", "apps.py", "migrations", "templatetags"}
    missing = [room.name for room in ROOMS if room.name not in unnamed and f"modifiers/{room.name}" not in page]
    assert not missing, f"docs/architecture.md does not name {missing}"


def test_no_room_for_odds_and_ends():
    found = [
        path.relative_to(BASE)
        for folder in ("d3site", "modifiers")
        for path in (BASE / folder).rglob("*.py")
        if path.stem in {"utils", "helpers", "services", "managers", "common", "misc"}
    ]
    assert not found


def test_public_rooms_name_no_working_copy():
    """Import-linter sees modules; this sees names taken from ``modifiers.models`` itself."""
    rooms = [BASE / "modifiers" / room for room in ("catalogue", "finished", "pages", "api")]
    for path in (path for room in rooms for path in room.rglob("*.py")):
        text = path.read_text()
        assert "from modifiers.models import" not in text, path
        assert "modifiers.models import" not in text.replace("modifiers.models.edition import", ""), path
