"""Every script and style of ours bears the digest of the file that is served."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.template import Context, Template

from d3site import integrity

TEMPLATES = Path(site.BASE_DIR) / "templates"
LOADED = re.compile(r"""<(?:script[^>]*\bsrc=|link[^>]*\brel="stylesheet"[^>]*\bhref=)"([^"]+)"([^>]*)>""")
PLAIN = {"400.html", "413.html", "429.html", "500.html", "503.html"}
"""Files that are sent as they are: they know no digest, and no script."""


def digest(content: bytes) -> str:
    return f"sha384-{b64encode(hashlib.sha384(content).digest()).decode()}"


def test_no_template_loads_a_file_without_its_digest():
    wrong, seen = [], 0
    for path in TEMPLATES.rglob("*.html"):
        if path.name in PLAIN and path.parent == TEMPLATES:
            assert "<script" not in path.read_text()
            continue
        for address, rest in LOADED.findall(path.read_text()):
            seen += 1
            name = re.search(r"static '([^']+)'", address)
            if not name or f"{{% integrity '{name[1]}' %}}" not in rest:
                wrong.append(f"{path.relative_to(TEMPLATES)}: {address}")
    assert seen > 10 and not wrong, wrong


def test_digest_is_of_the_file_that_is_served(client, world, settings):
    settings.DEBUG = True  # looked up each time
    for name in ("css/site.css", "django_htmx/htmx-2.min.js"):
        written = Template(f"{{% integrity '{name}' %}}").render(Context())
        response = client.get(f"/static/{name}")
        assert written == f' integrity="{digest(b"".join(response.streaming_content))}" crossorigin="anonymous"'
    assert integrity.integrity("js/none.js") == ""
    assert 'integrity="sha384-' in client.get("/modifiers/59/").content.decode()


def test_the_collected_file_counts_where_there_is_one(tmp_path, settings, monkeypatch):
    settings.DEBUG = True
    (tmp_path / "site.abc.css").write_bytes(b"collected")
    collected = SimpleNamespace(stored_name=lambda name: "site.abc.css", path=lambda name: tmp_path / name)
    monkeypatch.setattr(integrity, "staticfiles_storage", collected)
    assert digest(b"collected") in integrity.integrity("css/site.css")


@pytest.mark.parametrize("name", ["../settings.py", "/etc/passwd"])
def test_nothing_outside_is_read(name):
    with pytest.raises(Exception, match=r"outside|located"):
        integrity.integrity(name)
