"""What is imported is declared, and what is declared is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
PROJECT = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]
OURS = {"d3site", "modifiers", "tests", "__future__"}
# Named in settings, in the Makefile or by another package, and imported by none of our modules.
USED_BY_NAME = {"django-linear-migrations", "django-htmx", "django-csp", "django-permissions-policy", "whitenoise"}


def distribution(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement).group().lower()  # type: ignore[union-attr]


def imported() -> set[str]:
    found: set[str] = set()
    for path in [*(BASE / "d3site").rglob("*.py"), *(BASE / "modifiers").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def test_imports_are_declared_and_declarations_are_used():
    declared = {distribution(requirement) for requirement in PROJECT["dependencies"]}
    owners = packages_distributions()
    used = {
        owner.lower().replace("_", "-")
        for name in imported()
        for owner in owners.get(name, [f"nobody provides {name}"])
    }
    # Imported only where somebody has installed them, and said so where not.
    optional = {distribution(requirement) for requirement in PROJECT["optional-dependencies"]["extras"]}
    assert used <= declared | optional, f"imported and not declared: {sorted(used - declared - optional)}"
    assert declared - used <= USED_BY_NAME, f"declared and not used: {sorted(declared - used - USED_BY_NAME)}"
