from __future__ import annotations

from tests.pages.reading import read

from .asking import ADDRESSES, POSTED, operations


def test_the_page_names_every_operation_and_every_parameter(client, world):
    response = client.get("/api/v1/docs")
    page = read(response.content)
    for path, operation in operations().values():
        heading = page.id(f"op-{operation.operation_id.replace('_', '-')}")
        method = "POST" if operation.operation_id in POSTED else "GET"
        assert f"{method} /api/v1{path}" in heading.text
    assert "in_force_on" in page.text and "1 to 100" in page.text
    assert len(page.all("details")) == len(ADDRESSES) + len(POSTED)
    assert "payer_kind" in page.text


def test_every_anchor_is_there_once(client, world):
    ids = [node.attrs["id"] for node in read(client.get("/api/v1/docs").content).walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))


def test_the_page_is_one_of_the_site(client, world):
    response = client.get("/api/v1/docs")
    page = read(response.content)
    assert len(page.all("h1")) == 1
    assert "/api/v1/docs" in page.one("footer", cls="site-foot").links
    assert "/api/v1/openapi.json" in page.one("main").links
    hosts = [n.attrs[a] for n in page.walk() for a in ("src", "href") if n.attrs.get(a, "").startswith("http")]
    assert all(address.startswith("http://127.0.0.1:8000") for address in hosts)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert client.post("/api/v1/docs").status_code == 405


def test_the_page_needs_no_catalogue(client, db):
    assert client.get("/api/v1/docs").status_code == 200
