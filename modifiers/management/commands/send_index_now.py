"""``manage.py send_index_now [--dry-run]``"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from modifiers.announcing.due import due, remember
from modifiers.announcing.index_now import MOST, Endpoint, NotSent, send
from modifiers.catalogue import catalogue
from modifiers.pages.addresses import absolute


class Command(BaseCommand):
    """Tells search engines which pages are new, changed or gone."""

    help = (
        "Tell the search engines that take part in IndexNow which public pages are new, changed or gone since they were"
        " last told. Meant for a timer. Does nothing unless D3_INDEXNOW_KEY is set. Ends with 1 if the endpoint did not"
        " take them; they stay due."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to send."""
        parser.add_argument("--dry-run", action="store_true", help="say what is due, and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is due, 10,000 addresses at a time; what was sent is remembered before the next are."""
        waiting = due(catalogue())
        if options["dry_run"]:
            for one in waiting:
                self.stdout.write(one.address)
            self.stdout.write(f"{len(waiting)} due.")
            return
        if not settings.INDEXNOW_KEY:
            self.stdout.write("D3_INDEXNOW_KEY is not set, so nothing is sent.")
            return
        endpoint = self._endpoint()
        for start in range(0, len(waiting), MOST):
            batch = waiting[start : start + MOST]
            try:
                send(endpoint, [one.address for one in batch], time.sleep)
            except NotSent as error:
                raise CommandError(f"IndexNow: {error}. {len(waiting) - start} addresses stay due.") from error
            remember(batch)
        self.stdout.write(f"{len(waiting)} sent." if waiting else "Nothing is due.")

    def _endpoint(self) -> Endpoint:
        key = settings.INDEXNOW_KEY
        try:
            return Endpoint(settings.INDEXNOW_ENDPOINT, key, absolute(reverse("index_now_key", args=[key])))
        except ValueError as error:
            raise CommandError(f"D3_INDEXNOW_ENDPOINT: {error}") from error
