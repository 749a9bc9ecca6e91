"""The WSGI application: names and counts (d3site/watching) around finished bytes (modifiers/finished) around Django.

Catalogue and index are made before the first request, so that no reader waits.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "d3site.settings")

django_application = get_wsgi_application()

# Models exist only once the application is loaded.
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from modifiers import catalogue  # noqa: E402
from modifiers.finished import Finished, Rules, Warmer  # noqa: E402
from modifiers.finished.asked import Environ, Key  # noqa: E402
from modifiers.gaps.noticing import noticed_page  # noqa: E402
from modifiers.pages.machines import indexable  # noqa: E402
from modifiers.search.index import warm  # noqa: E402

from .policy import KNOWN_PARAMETERS, NEVER_KEPT  # noqa: E402
from .watching import outermost  # noqa: E402


class _Days:
    """The day on which pages are read: some say what is overdue. Asked on every request, so told by one comparison."""

    def __init__(self) -> None:
        self._day, self._ends = "", 0.0

    def today(self) -> str:
        if time.time() >= self._ends:
            now = timezone.localtime()
            midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo)
            self._day, self._ends = now.date().isoformat(), midnight.timestamp()
        return self._day


_days = _Days()


def version() -> tuple[str, int, str]:
    """What every public answer depends on beside its address."""
    if not catalogue.store.is_due():
        return (*catalogue.store.version(), _days.today())
    try:
        return (*catalogue.store.version(), _days.today())
    finally:
        close_old_connections()  # no request of Django's ends here, which would do it


_checker = catalogue.Checker(catalogue.store)


def known() -> tuple[str, int, str] | None:
    """The version, if it is known without asking the database."""
    seen = _checker.known()
    return seen and (*seen, _days.today())


def on_read(environ: Environ) -> None:
    """Let a search whose list of results led to this page be counted as followed."""
    if "/search/" in environ.get("HTTP_REFERER", ""):
        noticed_page(catalogue.catalogue, WSGIRequest(environ))


def first() -> list[Key]:
    """The pages with which to begin: all that may be indexed, as far as there is room, the full ones first."""
    scheme, _, host = settings.SITE_ORIGIN.partition("://")
    spoken, forwarded = ("http", scheme) if settings.PROXIES else (scheme, "")
    paths = [path for path, _ in indexable(catalogue.catalogue())]
    paths.sort(key=lambda path: not path.startswith("/modifiers/") and path.count("/") > 2)
    return [Key(host, forwarded, spoken, path, "") for path in paths[: settings.WARMED_AT_START]]


rules = Rules(
    cookies=(settings.SESSION_COOKIE_NAME,),
    passed_by=NEVER_KEPT,
    known=KNOWN_PARAMETERS,
    forwarded="HTTP_X_FORWARDED_PROTO" if settings.PROXIES else "",
)
finished = Finished(
    django_application,
    version=version,
    rules=rules,
    limit=settings.FINISHED_BYTES,
    is_stale=lambda: catalogue.store.is_degraded,
    known=known,
    unknown=catalogue.CatalogueUnavailable,
    on_read=on_read,
    tell=outermost.tell,
)
application = outermost.Named(
    finished,
    at_once=finished.at_once,
    from_proxy=settings.PROXIES > 0,
    sizes=lambda: (len(finished.pages) + len(finished.asked), finished.pages.bytes + finished.asked.bytes),
)

catalogue.warm()
warm()
if settings.FINISHED_BYTES:
    Warmer(finished, first).start()
    _checker.start()
