"""Settings, from the environment alone (see .env.example). The security policy is in :mod:`d3site.policy`."""

from __future__ import annotations

from pathlib import Path

from environs import Env

from .policy import CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401  (read by django-csp and django-permissions-policy)

env = Env()
env.read_env(recurse=False)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("D3_DATA_DIR", str(BASE_DIR / "var")))

DEBUG = env.bool("D3_DEBUG", False)
SECRET_KEY = env.str("D3_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("D3_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("D3_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
SITE_ORIGIN = env.str("D3_SITE_ORIGIN", "http://127.0.0.1:8000")
