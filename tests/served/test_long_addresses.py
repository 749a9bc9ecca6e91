"""Long addresses over HTTP: a search is cut with a note, not refused; what has no bound is refused."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from d3site.gunicorn import LONGEST_REQUEST_LINE

from .site import Site, build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


def test_ten_thousand_characters_are_cut_and_more_than_the_bound_is_refused(tmp_path: Path):
    with Site(build(tmp_path), workers=1) as site:
        for character in ("a", "%C3%A9", "%F0%9D%9F%98"):  # one, two and four bytes each
            answer = site.get(f"/search/?q={character * 10_000}")
            assert answer.status == 200
            assert "only its beginning was read" in answer.body.decode()
        assert site.get(f"/search/?q={'a' * LONGEST_REQUEST_LINE}").status == 414
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        connection.request("GET", "/livez", headers={"X-Long": "a" * 9_000})
        assert connection.getresponse().status == 431, "headers have the limit that they had"
        connection.close()
        assert site.get("/livez").status == 200
