"""``/.well-known/security.txt``: where somebody who has found a hole writes to (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

MONTHS_VALID = 6
"""RFC 9116 advises less than a year. The day moves on by itself: it says that somebody runs this site today."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file, where the operator has named an address.

    Raises:
        Http404: if ``D3_SECURITY_CONTACT`` is not set: nobody would answer.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404("This site names no address for reports.")
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires(timezone.now().astimezone(UTC).date()).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_ORIGIN}/.well-known/security.txt",
    )
    headers = {"Cache-Control": "public, max-age=86400"}
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers=headers)


def expires(today: date) -> datetime:
    """The first of the month that begins between six and seven months from now: the same for a month of days."""
    months = today.month + MONTHS_VALID
    return datetime(today.year + months // 12, months % 12 + 1, 1, tzinfo=UTC)
