"""Take the database away from a running site, and give it back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from .site import Site, build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(build(tmp_path_factory.mktemp("served"))) as served:
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


def test_access_log_holds_no_query_string(site):
    site.get("/modifiers/?q=somebody-private")
    site.get("/livez%0Aforged")
    time.sleep(0.2)
    log = site.log()
    assert "somebody-private" not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(line.get("path") == "/modifiers/" for line in lines)
    assert any(line.get("path") == "/livez\nforged" for line in lines)


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
