"""Settings: fit for a public site, and clear about what is missing."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BASE = Path(settings.BASE_DIR)


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("D3_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=BASE,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_for_a_public_site_is_silent(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        D3_HTTPS="1",
        D3_DATA_DIR=str(tmp_path),
        D3_SECRET_KEY="k3y" * 30 + "abcdefgh",
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_missing_key_is_a_clear_sentence(tmp_path):
    result = manage("check", D3_DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "Set D3_SECRET_KEY" in result.stderr


def test_missing_database_file_is_an_error_and_not_a_new_database(tmp_path):
    result = manage("migrate", D3_DATA_DIR=str(tmp_path), D3_SECRET_KEY="k" * 60)
    assert result.returncode != 0
    assert "unable to open database file" in result.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


def test_example_environment_names_every_setting():
    read = set()
    for path in (BASE / "d3site").rglob("*.py"):
        read |= set(re.findall(r'"((?:D3|DATABASE|CACHE|WEB|PORT)[A-Z0-9_]*)"', path.read_text()))
        read |= set(re.findall(r"'((?:D3|DATABASE|WEB|PORT)[A-Z0-9_]*)'", path.read_text()))
    example = (BASE / ".env.example").read_text()
    assert not [name for name in sorted(read) if name not in example]


def executed() -> dict[str, Any]:
    """The settings as a process would find them, executed anew in this one."""
    return runpy.run_path(str(BASE / "d3site" / "settings.py"), {"__package__": "d3site"}, "d3site.settings_anew")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("D3_LIMITS", "serach=5", "names are api-post, ask"),
        ("D3_LIMITS", "search=many", "name=number"),
        ("D3_METRICS_TOKEN", "short", "at least 20 characters"),
        ("D3_SECURITY_CONTACT", "security@example.org", "mailto:"),
        ("CACHE_URL", "memcached://127.0.0.1", "CACHE_URL: redis://"),
    ],
)
def test_a_setting_that_cannot_be_is_a_clear_sentence(name, value, told):
    with mock.patch.dict(os.environ, {name: value}), pytest.raises(ImproperlyConfigured, match=re.escape(told)):
        executed()


def test_redis_is_the_cache_where_it_is_named():
    with mock.patch.dict(os.environ, {"CACHE_URL": "rediss://cache.example.org/0", "D3_LIMITS": "search=7,ask=0"}):
        found = executed()
    assert found["CACHES"]["default"]["BACKEND"].endswith("RedisCache")
    assert found["CACHES"]["default"]["OPTIONS"]["socket_timeout"] <= 1
    assert {limit.name: limit.most for limit in found["LIMITS"]}["search"] == 7


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.org/v1",
        "ftp://models.example.org",
        "models.example.org",
        "https://",
        "https://user:secret@models.example.org/v1",
        "https://models.example.org/v1?key=a",
        "https://[::1",
    ],
)
def test_a_model_is_reached_safely_or_not_at_all(tmp_path, url):
    result = manage("check", D3_DATA_DIR=str(tmp_path), D3_SECRET_KEY="k" * 60, D3_LLM_URL=url)
    assert result.returncode != 0
    assert "D3_LLM_URL: an https address" in result.stderr
    assert "secret" not in result.stderr.partition("ImproperlyConfigured")[2]
