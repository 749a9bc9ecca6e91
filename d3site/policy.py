"""The security policy as data. Settings put it in force; tests compare responses with it."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
"""One policy for readers and editors: no inline script or style, no other host, nothing framed (docs/adr/0008)."""

PRIVATE_PAGES: dict[str, dict[str, list[str]]] = {
    "appeal": {},
    "appeal_argument": {},
    "appeal_sheet": {
        "connect-src": ["'none'"],
        "form-action": ["'none'"],
        "manifest-src": ["'none'"],
    },
    "appeal_text": {},
    "appeal_document": {},
}
"""Name of an address → what its policy says otherwise. On the sheet patients' names are typed, so nothing may be sent
from it: no form, no request by script. The page of the questions has a form for codes alone (docs/adr/0019)."""

PRIVATE_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""Set on every response of :data:`PRIVATE_PAGES`, whatever its status."""

NEVER_KEPT = (
    "/admin/",
    "/api/v1/route",
    "/appeal/",
    "/ask/",
    "/livez",
    "/metrics",
    "/pictures/",
    "/preview/",
    "/readyz",
    "/search/",
    "/static/",
)
"""How the addresses begin of which no finished bytes are kept, whatever their answers say (modifiers/finished)."""

KNOWN_PARAMETERS: dict[str, frozenset[str]] = {
    "/modifiers/": frozenset({"system", "family", "topic", "setting", "sort"}),
}
"""Path → the parameters with few values whose answers may be kept. What people type is not among them."""

PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
}
"""Everything that a reference work never asks of a browser. Writing to the clipboard stays allowed (the checklist).

Two pages of the desk may ask for passkeys, each in its own way (d3site/accounts/passkeys.py)."""

ISOLATION_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""Set on every response by :class:`d3site.middleware.IsolationHeaders`. Opener and referrer policy are Django's own."""

HEADERS = {
    **ISOLATION_HEADERS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer bears with one and the same value, whatever its status; tests hold all of them to it."""

HSTS_SECONDS = 60 * 60 * 24 * 365
"""A year, sent only where D3_HTTPS says that the site is served over HTTPS."""
