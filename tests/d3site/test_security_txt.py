"""The address for reports: there only where somebody answers, and never expired (RFC 9116)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from d3site.security_txt import expires

PATH = "/.well-known/security.txt"


@given(st.dates(date(2024, 1, 1), date(2100, 1, 1)))
def test_it_expires_in_the_future_and_within_a_year(today):
    end = expires(today).date()
    assert timedelta(days=180) < end - today <= timedelta(days=215)
    assert end.day == 1


def test_there_is_none_without_an_address(client, world, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize("moment", ["2026-11-25T12:00Z", "2027-06-30T23:59Z"])
def test_it_names_the_address(client, db, settings, moment):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    with time_machine.travel(moment):
        response = client.get(PATH)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == f"{settings.SITE_ORIGIN}{PATH}"
    assert datetime.fromisoformat(fields["Expires"]) > datetime.fromisoformat(moment)
    assert client.post(PATH).status_code == 405
