from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "address",
    [
        "/modifiers/59",
        "/modifier/59",
        "/modifier/59/",
        "/modifier-59",
        "/Modifier-59/",
        "/modifiers/-59/",
        "/MODIFIERS/59/",
        "/m/59",
        "/m/59/",
        "/mod/59",
        "/modifiers/mod 59",
    ],
)
def test_a_spelling_reaches_the_page_in_one_redirect(client, world, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, "/modifiers/59/")


@pytest.mark.parametrize(
    "address", ["/modifiers/XS", "/modifiers/XS/", "/modifiers/Xs/", "/modifiers/xs", "/m/XS", "/modifier-xs"]
)
def test_either_case_of_a_letter_code_reaches_the_page_in_one_redirect(client, world, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, "/modifiers/xs/")


@pytest.mark.parametrize(
    "address", ["/modifiers/zz", "/m/ZZ/", "/modifier-zzz", "/modifiers/97140/", "/nothing", "/nothing/"]
)
def test_an_unknown_code_is_not_found_at_once(client, world, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "path"),
    [("/Modifiers", "/modifiers/"), ("/modifiers", "/modifiers/"), ("/about", "/about/"), ("/About", "/about/")],
)
def test_lists_and_pages(client, world, address, path):
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, path)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/about", "/about/"),
        ("/Denials", "/denials/"),
        ("/compare", "/compare/"),
        ("/search?q=59", "/search/?q=59"),
        ("/pairs?codes=97140+97530&on=2026-08-01", "/pairs/?codes=97140+97530&on=2026-08-01"),
    ],
)
def test_an_address_without_its_slash_leads_to_the_page_with_its_query(client, world, address, target):
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, target)
