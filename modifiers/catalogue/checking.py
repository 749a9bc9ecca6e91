"""Looking at the catalogue's version beside the requests, for whoever may not wait for a database."""

from __future__ import annotations

import threading
import time

from django.db import close_old_connections

from .keeping import CHECK_EVERY, CatalogueUnavailable, Store

LATEST = 0.75
"""Seconds after which a look is too long ago to be gone by. What is published is seen everywhere within a second."""


GOES_ON = 60.0
"""Seconds without a reader after which nobody looks any more. Sooner, and whoever comes after a pause would wait."""


class Checker:
    """A thread that looks as often as it may, for as long as there are readers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_wanted = threading.Event()
        self._asked_at = 0.0

    def start(self) -> None:
        """Begin. The thread ends with the process."""
        threading.Thread(target=self._run, name="catalogue-version", daemon=True).start()

    def known(self) -> tuple[str, int] | None:
        """The version as it was seen lately, without asking anybody; None if that is too long ago or it is another."""
        self._asked_at = time.monotonic()
        self._is_wanted.set()
        if self._store.must_check or self._store.checked_ago > LATEST:
            return None
        return self._store.known_version()

    def look(self) -> None:
        """Look once."""
        try:
            self._store.version()
        except CatalogueUnavailable:
            pass  # the next request is told so
        finally:
            close_old_connections()  # no request ends here, which would do it

    def _run(self) -> None:
        while True:
            self._is_wanted.wait()
            self.look()
            if time.monotonic() - self._asked_at > GOES_ON:
                self._is_wanted.clear()
            time.sleep(CHECK_EVERY)
