"""Every change through the desk is in the log: held for each POST that any test of the desk sends.

The fixture watches the statements that a request sends to the database. Whoever adds an act to the desk adds tests of
it, and those fail if the act leaves no event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection
from django.test import Client

EVENTS = {"modifiers_event", "accounts_accountevent"}
NO_CHANGES = {
    # Who is signed in and who has a page open, and failures that are counted to slow somebody down.
    *("django_session", "modifiers_presence"),
    *("axes_accessattempt", "axes_accessfailurelog", "axes_accesslog", "axes_accessattemptexpiration"),
    # That something is to be read anew. What has changed has its event.
    "modifiers_catalogueversion",
    # Django's own log, which stands beside ours and is shown nowhere.
    "django_admin_log",
    # A random name by which authenticators know an account; it is no key and opens nothing.
    "django_otp_webauthn_webauthnuserhandle",
    # An upload that is looked at before it is written.
    "modifiers_heldupload",
}
"""Tables whose change is no change of content, state, permission, import or sign-in."""

BOOKKEEPING = {
    # Versions of open forms, and the last use of an account and of an authenticator.
    *("lock_version", "changed_at", "changed_by_id"),
    *("last_login", "last_used_at", "last_t", "throttling_failure_count", "throttling_failure_timestamp", "drift"),
    *("sign_count", "backup_state"),
    # Of the rows: what they were composed to. A form counts them from 1 and a file from 0; that moving one leaves an
    # event has a test of its own (tests/admin/test_workflow.py).
    *("composed_sha256", "position"),
}
"""Columns whose change alone is none."""

_WRITES = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


class Watch:
    """The rows of each table that a request is about to write, from before it does."""

    def __init__(self) -> None:
        self._before: dict[str, Any] = {}

    def look(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Wrap one statement (``connection.execute_wrapper``)."""
        found = _WRITES.match(sql)
        if found and found[1] not in self._before and found[1] not in NO_CHANGES:
            self._before[found[1]] = _rows(found[1])
        return execute(sql, params, many, context)

    def changed(self) -> set[str]:
        """Tables whose rows are others now. What was written and undone, or written as it was, is no change."""
        return {table for table, rows in self._before.items() if _rows(table) != rows}


ONLY = {"otp_totp_totpdevice": "WHERE confirmed"}
"""An authenticator that somebody is setting up is none yet."""


def _rows(table: str) -> list[tuple[Any, ...]]:
    # Past Django's wrappers, of which this is called by one.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f'SELECT * FROM "{table}" {ONLY.get(table, "")}')
        kept = [place for place, column in enumerate(cursor.description) if column[0] not in BOOKKEEPING]
        return sorted((tuple(row[place] for place in kept) for row in cursor.fetchall()), key=repr)


@pytest.fixture(autouse=True)
def every_change_is_logged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test whose POST changed something and left no event."""
    silent: list[str] = []
    post = Client.post

    def watched(self: Client, path: str, *given: Any, **more: Any) -> Any:
        watch = Watch()
        with connection.execute_wrapper(watch.look):
            response = post(self, path, *given, **more)
        changes = watch.changed()
        if changes and not changes & EVENTS:
            silent.append(f"{path} changed {', '.join(sorted(changes))}")
        return response

    if "django_db_setup" in request.fixturenames or "db" in request.fixturenames:
        monkeypatch.setattr(Client, "post", watched)
    yield
    assert not silent, "a change without an event:\n" + "\n".join(silent)
