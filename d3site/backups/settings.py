"""Settings for rendering a site beside the one that serves: plain names of static files, one host, nothing shared."""

from d3site.settings import *  # noqa: F403

ALLOWED_HOSTS = ["localhost"]
SECURE_SSL_REDIRECT = False
# Names of collected files depend on a folder that no backup holds.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
