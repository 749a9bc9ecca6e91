"""Settings under test: the site's own, with a key, a throw-away data directory and the gallery page."""

import atexit
import os
import shutil
import tempfile

os.environ["D3_SECRET_KEY"] = "a-key-for-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
os.environ["D3_GALLERY"] = "1"
os.environ["D3_DEBUG"] = "0"
os.environ["D3_SECOND_FACTOR"] = "0"
os.environ["D3_DATA_DIR"] = tempfile.mkdtemp(prefix="d3-tests-")
atexit.register(shutil.rmtree, os.environ["D3_DATA_DIR"], ignore_errors=True)

from d3site.settings import *  # noqa: E402, F403
from d3site.settings import STATIC_ROOT  # noqa: E402

# The manifest needs collectstatic; the browser tests run with it, the rest do not need it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# No timer writes into a test's database.
SEARCH_GAPS_WRITTEN_EVERY = None
# Nor does a thread write what a test has published.
LAST_KNOWN = None
# No thread draws beside a test; tests that want pictures make them.
PICTURES = "command"
INDEXNOW_KEY = "a-key-for-tests"
# Tests migrate to and fro; what a backup before migrations does has tests of its own.
BACKUP_BEFORE_MIGRATIONS = False
# The real hasher takes a tenth of a second per login, by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# A whole run asks from one address. The limits are tested with a table of their own (tests/d3site/test_limiting.py).
LIMITS = ()
