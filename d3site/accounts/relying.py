"""Whom a passkey is made for: a host name, and the origin that it is used at. Both come from ``D3_SITE_ORIGIN``.

Settings read it, so it imports nothing of Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom passkeys answer.

    Attributes:
        id: the host name. Passkeys stay with it: under another name all of them are set up anew.
        origin: scheme, host and port, as browsers tell it.
        host: host and port, as the Host header tells it.
    """

    id: str
    origin: str
    host: str


@cache
def relying_party(origin: str) -> RelyingParty | None:
    """The relying party of a site.

    Args:
        origin: its public origin (``SITE_ORIGIN``).

    Returns:
        None where browsers make no passkeys: without HTTPS on any host but localhost, and for a number instead of a
        host name.
    """
    try:
        parts = urlsplit(origin.lower())
        name, host = parts.hostname or "", parts.netloc
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and name == "localhost")
    if not is_safe or not name or "@" in host or _is_number(name):
        return None
    return RelyingParty(id=name, origin=f"{parts.scheme}://{host}", host=host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
