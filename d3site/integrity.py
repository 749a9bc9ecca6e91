"""``{% integrity 'js/keys.js' %}``: the attribute by which a browser refuses a script or a style that is not ours.

It stands beside ``{% static %}`` of the same name. The digest is that of the file as it is served, so a file that was
changed on its way, or by somebody on the server after the page was kept by a cache, does not run.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def integrity(name: str) -> SafeString:
    """The attributes, with a space before them; nothing for a file that is not there, which will not load either."""
    found = _digest_now(name) if settings.DEBUG else _digest(name)
    return format_html(' integrity="{}" crossorigin="anonymous"', found) if found else SafeString("")


@cache
def _digest(name: str) -> str:
    """Once per process: collected files do not change while it lives."""
    return _digest_now(name)


def _digest_now(name: str) -> str:
    path = _file(name)
    return f"sha384-{b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()}" if path else ""


def _file(name: str) -> Path | None:
    """The file that the address of ``name`` leads to: the collected one, else the one that Django finds."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    if stored is not None:
        collected = Path(staticfiles_storage.path(stored(name)))
        if collected.is_file():
            return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
