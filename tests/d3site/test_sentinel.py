"""What somebody types about a person is in no log, table, number, cache or file, by whatever way it came in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from d3site.limits import LIMITS, with_own
from d3site.logging import JsonFormatter
from d3site.watching import scrape
from d3site.watching.access import access_line
from modifiers.gaps import keeping

NAME = "Zqxvilmark"
"""A name that is in no file of ours."""
PERSON = f"Patient: {NAME}, Jane, MRN {NAME}4471, born 03/14/1961, {NAME.lower()}@example.org, CO-97 99213-25"
LETTER = "modifier=59&procedure=17110&denial=carc-97&payer=example-payer&anyway=yes"


def asked(client: Client) -> Iterator:
    """Every way in by which a reader can send something, and every header that comes with it."""
    headers = {
        "referer": f"http://testserver/search/?q={NAME}",
        "user-agent": NAME,
        "x-request-id": f"{NAME}-1234567",
        "cookie": f"who={NAME}",
        "x-forwarded-for": "192.0.2.77",
        "origin": f"https://{NAME}.example",
        "if-none-match": f'"{NAME}"',
    }
    typed, path = quote(PERSON), quote(NAME)
    for address in (
        f"/search/?q={typed}",
        f"/search/?q={path}",
        f"/search/suggest/?q={typed}",
        f"/denials/?carc=97&modifier={path}&who={typed}",
        f"/appeal/?{LETTER}&who={typed}",
        f"/appeal/?modifier={path}&procedure={path}&denial={path}",
        f"/appeal/sheet/?{LETTER}&who={typed}",
        f"/appeal/letter.txt?{LETTER}&who={typed}",
        f"/ask/?question={typed}",
        f"/modifiers/?q={path}",
        f"/pairs/?codes={path}",
        f"/preview/{path}/",
        f"/{path}/",
        f"/modifier-{path}",
        f"/pairs/{path}/",
        f"/codes/{path}/",
        f"/compare/{path}",
        f"/api/v1/search?q={typed}",
        f"/api/v1/modifiers/{path}",
        f"/api/{path}",
        f"/static/{path}.css",
        f"/metrics?who={path}",
    ):
        yield client.get(address, headers=headers)
    forms = {
        "/denials/": {"text": PERSON, "notice": NAME},
        f"/appeal/?{LETTER}": {"argument": PERSON},
        f"/appeal/argument/?{LETTER}": {"who": PERSON},
        "/ask/": {"question": PERSON},
        "/ask/summary/": {"statement": PERSON, "want": NAME},
        "/metrics": {"who": PERSON},
    }
    with suppress(NoReverseMatch):
        forms[reverse("feedback")] = {"choice": "wrong", "text": PERSON, "page": NAME}
    for address, form in forms.items():
        yield client.post(address, form, headers=headers)
    yield client.post("/api/v1/route", json.dumps({"text": PERSON}), content_type="application/json", headers=headers)
    yield client.post("/api/v1/route", f"{PERSON} is no JSON", content_type="application/json", headers=headers)
    yield client.generic(NAME.upper(), "/ask/", PERSON, headers=headers)
    with mock.patch("modifiers.pages.home.current", side_effect=ValueError(PERSON)):
        yield client.get(f"/?q={typed}", headers=headers)
    with mock.patch("modifiers.pages.ask.current", side_effect=LookupError(PERSON)):
        yield client.post("/ask/", {"question": PERSON}, headers=headers)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that any logger says, at its most talkative, as it would be written."""
    lines, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def rows() -> Iterator[tuple[str, str]]:
    """Every table with all that it holds."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, repr(cursor.fetchall())


def test_what_names_a_person_is_kept_nowhere(world, data_dir: Path, settings, log):
    settings.SEARCH_GAPS_WRITTEN_EVERY = None
    settings.LIMITS = with_own(LIMITS, {})
    cache.clear()
    data_dir.mkdir(exist_ok=True)
    keeping.tally.take()
    client = Client(raise_request_exception=False)
    lines, statuses = [], set()
    for response in asked(client):
        environ = {**response.wsgi_request.environ}
        lines.append(access_line(environ, response.status_code, 0, 0.1))
        statuses.add(response.status_code)
        assert not response.cookies
        if response.wsgi_request.method == "POST":
            assert NAME.lower() not in response.headers.get("Location", "").lower()
    keeping.write()
    assert {200, 404, 500} <= statuses
    assert '"level": "error"' in log.getvalue(), "the log was listened to"
    scrape.queue.forget()
    found = {
        "log": log.getvalue(),
        "access log": "\n".join(lines),
        "metrics": scrape.text().decode(),
        "cache": repr(cache._cache),
        **dict(rows()),
        **{str(file): file.read_bytes().decode(errors="replace") for file in data_dir.rglob("*") if file.is_file()},
    }
    assert len(found) > 20 and "limit:search:" in found["cache"]
    for place, held in found.items():
        for mark in (NAME, "192.0.2.77", "03/14/1961"):
            assert mark.lower() not in held.lower(), f"{mark} is in {place}"
    cache.clear()
