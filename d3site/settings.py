"""Settings, from the environment alone (see .env.example). The security policy is in :mod:`d3site.policy`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from . import limits
from .accounts.relying import relying_party
from .logging import logging_config
from .policy import (
    CONTENT_SECURITY_POLICY,  # noqa: F401  (read by django-csp)
    HSTS_SECONDS,
    PERMISSIONS_POLICY,  # noqa: F401  (read by django-permissions-policy)
)

# Forms and admin classes name the model they are for; at run time Django's own classes do not take it.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DATA_DIR = Path(env.str("D3_DATA_DIR", "") or BASE_DIR / "var")
DEBUG = env.bool("D3_DEBUG", False)
HTTPS = env.bool("D3_HTTPS", False)
GALLERY = env.bool("D3_GALLERY", DEBUG)
"""Whether the page that shows every component has an address. Never on a public site."""


def _secret_key() -> str:
    if key := env.str("D3_SECRET_KEY", ""):
        return key
    try:
        return (DATA_DIR / "secret-key").read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured("Set D3_SECRET_KEY, or run `python -m d3site.prepare` to generate a key.") from error


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("D3_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("D3_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
SITE_ORIGIN = env.str("D3_SITE_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
"""Scheme and host of canonical addresses, feeds and the sitemap."""

INSTALLED_APPS = [
    "d3site.admin.ReferenceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "axes",
    "django_htmx",
    "csp",
    "modifiers",
    "modifiers.ncci",
    "d3site.accounts",  # after the rest: it takes over what Django registers for people
    "d3site.backups",
]

# The first nine answer for every response, files and refusals included, so they stand before WhiteNoise.
MIDDLEWARE = [
    "d3site.watching.answering.Watched",
    "d3site.middleware.IsolationHeaders",
    "csp.middleware.CSPMiddleware",
    "d3site.middleware.PrivatePages",
    "d3site.unindexed.Unindexed",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "d3site.middleware.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "d3site.middleware.StaticFiles",
    "d3site.middleware.CatalogueState",
    "d3site.limiting.RateLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "d3site.accounts.sessions.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "d3site.urls"
WSGI_APPLICATION = "d3site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["d3site.integrity"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """SQLite in the data directory, or what DATABASE_URL names.

    A SQLite file is opened with ``mode=rw``: if it has gone, that is an error and not a new, empty
    database. ``python -m d3site.prepare`` creates it. A connection lasts one request, because an
    open one would go on reading a file that has been moved away.
    """
    url = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'd3.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["NAME"] = f"file:{Path(config['NAME']).resolve()}?mode=rw"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["OPTIONS"] = {"connect_timeout": 3, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _caches() -> dict[str, Any]:
    """Redis where CACHE_URL names one, which all processes and machines share; else memory, each process its own.

    What lies there may be lost at any time: counts of rate limits and the numbers of a minute. Sessions and the
    pauses of the sign-in are in the database.
    """
    url = env.str("CACHE_URL", "")
    if not url:
        memory = "django.core.cache.backends.locmem.LocMemCache"
        return {"default": {"BACKEND": memory, "OPTIONS": {"MAX_ENTRIES": 20_000}}}
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("CACHE_URL: redis://host:6379/0, rediss:// over TLS, or unix:///path/of/the/socket.")
    # A reader waits for it half a second at most, and then not again for a while (d3site/limiting.py).
    patience = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    redis = "django.core.cache.backends.redis.RedisCache"
    return {"default": {"BACKEND": redis, "LOCATION": url, "KEY_PREFIX": "d3", "OPTIONS": patience}}


CACHES = _caches()

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True

SEARCH_GAPS_WRITTEN_EVERY: float | None = env.float("D3_SEARCH_GAPS_WRITTEN_EVERY", 60)
"""Seconds between two writings of what readers did not find (modifiers/gaps); None: only when asked to."""

LAST_KNOWN: Path | None = DATA_DIR / "last-known.jsonl.gz"
"""What was last read from the database, for a process that starts while it is away; None keeps nothing."""
FINISHED_BYTES = env.int("D3_FINISHED_MEBIBYTES", 64, validate=validate.Range(min=0, max=4096)) * 1024 * 1024
"""What finished answers may take in each process (modifiers/finished); 0 keeps none."""
WARMED_AT_START = env.int("D3_WARMED_AT_START", 400, validate=validate.Range(min=0))
"""How many pages each process makes beside its first requests."""

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "d3site.static_files.HashedFiles"},
}
MEDIA_ROOT = DATA_DIR / "uploads"

BACKUPS_DIR = Path(env.str("D3_BACKUPS_DIR", "") or DATA_DIR / "backups")
BACKUPS_LATE_AFTER = env.int("D3_BACKUPS_LATE_AFTER", 60 * 60 * 2)
"""Seconds after which `/readyz` calls the last backup late; 0 where another machine makes them."""
BACKUP_BEFORE_MIGRATIONS = env.bool("D3_BACKUP_BEFORE_MIGRATIONS", True)
BACKUPS_SCRATCH_URL = env.str("D3_BACKUPS_SCRATCH_URL", "")
"""A PostgreSQL server on which each backup is tried in a database of its own; by default the one of the site."""

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"
SECOND_FACTOR = env.bool("D3_SECOND_FACTOR", not DEBUG)
"""Whether the editing desk asks for a second factor. `check --deploy` wants it."""
OTP_TOTP_ISSUER = "D3rx Modifiers"

# Passkeys, a second factor beside the authenticator (d3site/accounts/passkeys.py), at the public address alone.
_PARTY = relying_party(SITE_ORIGIN)
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_NAME = "D3rx Modifiers"
OTP_WEBAUTHN_RP_ID = _PARTY.id if _PARTY else "none"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [_PARTY.origin] if _PARTY else []
OTP_WEBAUTHN_TIMEOUT_SECONDS = 60 * 5
if _PARTY is None:
    SILENCED_SYSTEM_CHECKS = ["otp_webauthn.E030"]  # no origin to allow: passkeys are offered to nobody

# A session ends after SESSION_LASTS seconds, and earlier if nothing was asked for in SESSION_IDLE.
SESSION_LASTS = env.int("D3_SESSION_LASTS", 60 * 60 * 12)
SESSION_IDLE = env.int("D3_SESSION_IDLE", 60 * 60 * 2)
SESSION_COOKIE_AGE = SESSION_LASTS
SESSION_ENGINE = "d3site.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    # The prefix makes browsers hold the cookies to this host, whole path, and HTTPS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# Five failures with one name from one address pause that pair; locking the name alone would let anybody lock it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "d3site.accounts.addresses.axes_address"
AXES_LOCKOUT_CALLABLE = "d3site.accounts.signing_in.paused"
AXES_ENABLE_ADMIN = False  # the log of accounts tells it
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
CSRF_FAILURE_VIEW = "d3site.lapsed.csrf_failure"
# A long modifier has several hundred rows in the admin, each of a dozen fields. What is more is told so (413): a form
# with all its text is far below, a table or an official file is measured by who reads it (modifiers/bulk, official.py).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
PROXIES = env.int("D3_PROXIES", 1 if env.bool("D3_BEHIND_PROXY", False) else 0)
"""How many proxies of ours stand before the site, each appending to X-Forwarded-For the address that asked it."""
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def _model_url() -> str:
    """Where the operator's language model answers: HTTPS, or plain HTTP on this machine alone."""
    url = env.str("D3_LLM_URL", "").rstrip("/")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
        )
        is_whole = bool(parts.hostname) and parts.port != 0 and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        is_safe = is_whole = False
    if not is_safe or not is_whole:
        raise ImproperlyConfigured(
            "D3_LLM_URL: an https address such as https://models.example.org/v1, or http on 127.0.0.1."
        )
    return url


LLM_URL = _model_url()
LLM_MODEL = env.str("D3_LLM_MODEL", "")
LLM_KEY = env.str("D3_LLM_KEY", "").strip()
LLM_FORMAT = env.str("D3_LLM_FORMAT", "json_schema", validate=validate.OneOf(["json_schema", "json_object"]))
LLM_SECONDS = env.float("D3_LLM_SECONDS", 20.0, validate=validate.Range(min=1, max=25))
"""How long a summary may take, less than gunicorn's own patience."""
LLM_PER_MINUTE = env.int("D3_LLM_PER_MINUTE", 20, validate=validate.Range(min=0, max=10_000))

PICTURES = env.str("D3_PICTURES", "background", validate=validate.OneOf(["background", "command", "off"]))
"""Who makes the pictures that other sites show beside links to our pages: the server, `make_pictures` alone, nobody."""

INDEXNOW_KEY = env.str("D3_INDEXNOW_KEY", "", validate=validate.Regexp(r"^(?:[A-Za-z0-9-]{8,128})?\Z"))
"""With a key, `send_index_now` tells search engines what has changed; the site answers `/<key>.txt`."""
INDEXNOW_ENDPOINT = env.str("D3_INDEXNOW_ENDPOINT", "https://api.indexnow.org/indexnow")


def _limits() -> tuple[limits.Limit, ...]:
    """The rate limits, with the operator's numbers: D3_LIMITS=search=240,ask=0 (0 lifts one)."""
    try:
        own: dict[str, int] = env.dict("D3_LIMITS", {}, subcast_values=int)
        return limits.with_own(limits.LIMITS, own)
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"D3_LIMITS: name=number, with commas between. {error}") from error


LIMITS = _limits()

METRICS_TOKEN = env.str("D3_METRICS_TOKEN", "").strip()
"""What Prometheus must show as bearer token at /metrics; without one there is no such address."""
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("D3_METRICS_TOKEN: at least 20 characters, or none.")


def _security_contact() -> str:
    """Where somebody who has found a hole writes to: mailto:, tel: or https:, as RFC 9116 says."""
    contact = env.str("D3_SECURITY_CONTACT", "").strip()
    is_safe = contact.startswith(("https://", "mailto:", "tel:")) and contact.isprintable() and " " not in contact
    if contact and not is_safe:
        raise ImproperlyConfigured("D3_SECURITY_CONTACT: mailto:, tel: or https:, without spaces.")
    return contact


SECURITY_CONTACT = _security_contact()

LOGGING = logging_config(env.str("D3_LOG_LEVEL", "INFO"))
