"""Where a request comes from, told by the proxies that are ours and by nobody else."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def axes_address(request: HttpRequest) -> str:
    """The address by which django-axes counts failures; all that are not known count as one."""
    return client_address(request) or "0.0.0.0"  # noqa: S104  (a name for no address, nothing listens on it)


def client_address(request: HttpRequest) -> str | None:
    """The address of whoever asks; None if it is not known, as on a socket file.

    Behind ``PROXIES`` proxies of ours, each of which appends the address that it was asked from to
    ``X-Forwarded-For``, the one that counts is that far from the end. Whatever stands before it was sent by the
    client and says nothing.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        told = hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else ""
    try:
        return str(ip_address(told))
    except ValueError:
        return None
