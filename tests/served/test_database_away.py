"""Take the database away from a running site, and give it back."""

from __future__ import annotations

import hashlib
import json
import re
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from d3site.policy import HEADERS

from .site import Site, build

TOKEN = "a-token-of-more-than-twenty"
pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(build(tmp_path_factory.mktemp("served")), environment={"D3_METRICS_TOKEN": TOKEN}) as served:
        yield served


def modifier_addresses(site: Site) -> list[str]:
    sitemap = site.get("/sitemap.xml").body.decode()
    return sorted(set(re.findall(r"/modifiers/[0-9a-z]{2}/", sitemap)))


def status_of(site: Site) -> tuple[int, str]:
    answer = site.get("/readyz")
    return answer.status, json.loads(answer.body)["status"]


def test_readers_are_served_without_a_database_and_all_is_well_after(site):
    addresses = modifier_addresses(site)
    assert "/modifiers/59/" in addresses
    before = {address: site.get(address).body for address in addresses}
    away = site.database.with_name("elsewhere")
    site.database.rename(away)
    try:
        time.sleep(0.3)
        for address in addresses:
            # Twice, so that each of the two processes is likely to be asked.
            for _ in range(2):
                answer = site.get(address)
                assert answer.status == 200
                assert answer.body == before[address]
        assert status_of(site) == (503, "degraded")
        time.sleep(0.3)
        stale = [site.get("/modifiers/59/").headers.get("X-D3-Catalogue") for _ in range(6)]
        assert "stale" in stale
        assert site.get("/admin/").status in (302, 503)
        assert not site.database.exists(), "a new, empty database was created in its place"
    finally:
        away.rename(site.database)
    time.sleep(0.6)
    for _ in range(4):
        site.get("/modifiers/59/")
    assert status_of(site) == (200, "ready")
    assert "X-D3-Catalogue" not in site.get("/modifiers/59/").headers


def test_many_readers_at_once_get_the_same_bytes(site):
    with ThreadPoolExecutor(16) as pool:
        bodies = set(pool.map(lambda _: site.get("/modifiers/59/").body, range(200)))
    assert len(bodies) == 1


def test_the_logs_hold_nothing_typed_and_name_the_request(site):
    named = site.get("/modifiers/?q=somebody-private").headers["X-Request-ID"]
    for typed in ("/livez%0Aforged", "/Somebody-Private/", "/preview/a-token-of-somebody/", "/modifier-somebody"):
        site.get(typed)
    time.sleep(0.2)
    log = site.log().partition('"logger": "access"')[2]
    assert not re.search("somebody|forged", log, re.IGNORECASE)
    lines = [json.loads(line) for line in site.log().splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line.get("request") == named]
    assert (line["logger"], line["route"], line["path"]) == ("access", "modifier_list", "/modifiers/")
    assert [line for line in lines if line.get("route") == "shared_preview" and "path" not in line]
    assert not [line for line in site.log().splitlines() if not line.startswith("{")], "every line is JSON"


def test_the_numbers_of_all_workers_come_together(site):
    for _ in range(12):
        site.get("/modifiers/59/")
    assert site.get("/metrics").status == 404
    request = urllib.request.Request(f"{site.origin}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        told = answer.read().decode()
    by = dict(re.findall(r'd3_requests_total\{by="(\w+)",method="GET",route="modifier",status="2xx"\} (\S+)', told))
    assert float(by["finished"]) >= 10 and float(by["django"]) >= 1
    assert float(re.search(r"(?m)^d3_finished_entries (\S+)", told)[1]) >= 1
    assert "d3_queue{" in told


def test_every_answer_bears_the_headers_of_the_policy(site):
    style = re.search(r'href="(/static/css/site[^"]*)" integrity="(sha384-[^"]+)"', site.get("/").body.decode())
    assert style, "the style sheet has no digest"
    sheet = site.get(style[1])
    assert f"sha384-{b64encode(hashlib.sha384(sheet.body).digest()).decode()}" == style[2]
    assert "immutable" in sheet.headers["Cache-Control"]
    statuses = {}
    for path in ("/", "/livez", "/m/59", "/nowhere/", "/admin/", "/api/v1/modifiers/zz", "/ask/summary/", style[1]):
        answer = site.get(path)
        statuses[answer.status] = path
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{name} of {path}"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["X-Request-ID"]
    assert {200, 301, 302, 404} <= set(statuses)


def test_a_query_as_long_as_an_address_can_be_is_cut_and_not_refused(site):
    answer = site.get(f"/search/?q={'knee+' * 1600}")
    assert answer.status == 200
    assert b"only its beginning was read" in answer.body


def test_static_files_have_hashed_names_and_are_kept(site):
    page = site.get("/modifiers/59/").body.decode()
    found = re.findall(r'(/static/[^"\s]+\.css)', page)
    assert found
    for address in found:
        assert re.search(r"\.[0-9a-f]{12}\.css$", address)
        answer = site.get(address)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
